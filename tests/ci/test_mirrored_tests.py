"""Which tests a change brings."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "mirrored_tests.py"
TREE = {
    "portcheck/run/plan/build.py": "",
    "portcheck/cli/commands/run.py": "",
    "tests/test_architecture.py": "",
    "tests/test_documents.py": "",
    "tests/test_benchmarks.py": "",
    "tests/run/test_cost.py": "",
    "tests/run/plan/test_build.py": "from run_builders import make_case\n",
    "tests/run/plan/test_lint.py": "",
    "tests/cli/test_main.py": "",
    "tests/config/test_load.py": "from corpus import write\n",
    "tests/config/broken/one.yaml": "",
    "tests/ci/test_refresh_tables.py": "",
    "tests/e2e/test_run.py": "    from run_builders_and_more import x\n",
    "tests/model/test_codec.py": "import builders\n",
    "tests/test_main.py": "",
    "tests/test_plugins.py": "",
    "tests/support/builders.py": "",
    "tests/support/run_builders.py": "from builders import make\n",
}
ALWAYS = ["tests/test_architecture.py", "tests/test_documents.py"]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mirrored_tests", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "picked"),
    [
        (
            "portcheck/run/plan/build.py",
            ["tests/run/plan/test_build.py", "tests/run/plan/test_lint.py"],
        ),
        (
            "portcheck/run/plan/gone.py",
            ["tests/run/plan/test_build.py", "tests/run/plan/test_lint.py"],
        ),
        ("portcheck/run/cost.py", ["tests/run/test_cost.py"]),
        ("portcheck/run/judge/provider_counts.py", ["tests/run/test_cost.py"]),
        ("portcheck/cli/commands/run.py", ["tests/cli/test_main.py"]),
        ("portcheck/schemas/suite.schema.json", ["tests/config/test_load.py"]),
        ("portcheck/pipeline.py", ["tests/e2e/test_run.py"]),
        ("portcheck/errors.py", []),
        ("portcheck/__main__.py", ["tests/test_main.py"]),
        ("portcheck/registry.py", ["tests/test_plugins.py"]),
        ("tests/run/plan/test_lint.py", ["tests/run/plan/test_lint.py"]),
        ("tests/run/plan/test_gone.py", []),
        ("tests/config/broken/one.yaml", ["tests/config/test_load.py"]),
        ("tests/support/run_builders.py", ["tests/run/plan/test_build.py"]),
        (
            "tests/support/builders.py",
            ["tests/model/test_codec.py", "tests/run/plan/test_build.py"],
        ),
        (".ci/trim_tables.py", ["tests/ci/test_refresh_tables.py"]),
        ("benchmarks/speed.py", ["tests/test_benchmarks.py"]),
        ("tests/test_documents.py", []),
        ("README.md", []),
        ("pyproject.toml", []),
    ],
)
def test_a_change_brings_the_tests_that_mirror_it(
    script: ModuleType, tree: Path, changed: str, picked: list[str]
) -> None:
    assert script.mirrored([changed], tree) == [*ALWAYS, *picked]


def test_changes_are_those_of_the_branch_and_those_not_committed(
    script: ModuleType, tree: Path
) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *words], cwd=tree, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "first")
    assert script.changed(tree) == []
    git("checkout", "-b", "work")
    (tree / "portcheck/run/plan/build.py").write_text("x = 1\n")
    git("rm", "-q", "tests/cli/test_main.py")
    git("commit", "-am", "second")
    (tree / "tests/config/test_load.py").write_text("x = 1\n")
    (tree / "new.py").write_text("")
    found = ["new.py", "portcheck/run/plan/build.py", "tests/cli/test_main.py"]
    assert script.changed(tree) == [*found, "tests/config/test_load.py"]
    git("checkout", "-q", "main", "-f")
    (tree / "README.md").write_text("main moves on")
    git("add", "README.md")
    git("commit", "-m", "third")
    git("checkout", "-q", "work")
    assert script.changed(tree) == found


def test_the_two_that_always_run_exist() -> None:
    for name in ALWAYS:
        assert (SCRIPT.parents[1] / name).is_file()
