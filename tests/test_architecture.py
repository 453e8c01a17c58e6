"""The shape of the project, held by tests: contracts, sizes, names, top level."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "portcheck"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TOP_LEVEL = {
    "portcheck",
    "suites",
    "tests",
    "providers.example.yaml",
    "pyproject.toml",
    "README.md",
    ".ci",
    ".github",
    ".gitignore",
    "LICENSE",
    "docs",
    "benchmarks",
}
VIOLATIONS = (
    ("Layers: imports go one way", "errors.py", "portcheck.pipeline"),
    ("Layers: imports go one way", "data/prices.py", "portcheck.plugins"),
    ("Layers: imports go one way", "data/tables.py", "portcheck.config.load"),
    ("Layers: imports go one way", "model/facts.py", "portcheck.data.prices"),
    ("Layers: imports go one way", "config/load.py", "portcheck.providers.lint.capability_rules"),
    ("Layers: imports go one way", "config/load.py", "portcheck.gates.task"),
    ("Layers: imports go one way", "gates/task.py", "portcheck.checks.equals"),
    ("Layers: imports go one way", "parity/holm.py", "portcheck.gates.task"),
    (
        "Of the layer above parity, only gates use it",
        "reports/words/verdicts.py",
        "portcheck.parity.holm",
    ),
    ("No cycles between siblings", "model/chat.py", "portcheck.model.codec"),
    ("Only providers know HTTP", "checks/equals.py", "httpx"),
    ("Only the command line knows typer", "run/plan/build.py", "typer"),
    ("Only config reads YAML", "checks/equals.py", "yaml"),
    ("Only config and reports render templates", "providers/retry.py", "jinja2"),
    ("Only the command line and reports know rich", "run/plan/build.py", "rich"),
    ("Only providers retry", "run/plan/build.py", "tenacity"),
    ("Only the history knows databases", "pipeline.py", "sqlalchemy"),
    ("Only providers know vendors' libraries", "run/plan/build.py", "jmespath"),
)
"""A contract, a module, and an import in it that the contract forbids."""


def tracked(*which: str) -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", *(which or ("--cached", "--others", "--exclude-standard"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listing.stdout.splitlines() if (ROOT / name).exists()]


def contracts() -> list[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in config["tool"]["importlinter"]["contracts"]]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200", "NO_COLOR": "1"},
    )


def copied(folder: Path) -> Path:
    shutil.copytree(PACKAGE, folder / "portcheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Contract to what is said of it, in a copy in which every violation stands."""
    copy = copied(tmp_path_factory.mktemp("broken"))
    for number, (_, name, module) in enumerate(VIOLATIONS):
        with (copy / "portcheck" / name).open("a") as file:
            file.write(f"\n\ndef _forbidden_{number}() -> None:\n    import {module}\n")
    result = lint(copy)
    assert result.returncode == 1, result.stdout
    _, *parts = re.split(r"^(.+)\n-{3,}\n", result.stdout, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_contract_holds(tmp_path: Path) -> None:
    result = lint(copied(tmp_path))
    assert result.returncode == 0, result.stdout
    assert f"{len(contracts())} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(("contract", "name", "module"), VIOLATIONS)
def test_every_contract_can_fail(
    broken: Mapping[str, str], contract: str, name: str, module: str
) -> None:
    importer = f"portcheck.{name.removesuffix('.py').replace('/', '.')}"
    chain = f"{importer} -> {module} (l."
    if contract.startswith("No cycles"):
        chain = f".{importer.rpartition('.')[2]} -> .{module.rpartition('.')[2]} (1 import)"
    assert chain in broken[contract], broken[contract]


def test_every_contract_has_a_violation() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == set(contracts())


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def folders() -> dict[Path, list[str]]:
    """Folder of the package to the names of its modules and packages."""
    found: dict[Path, list[str]] = {}
    for path in SOURCES:
        if path.name != "__init__.py":
            found.setdefault(path.parent, []).append(path.stem)
        elif path.parent != PACKAGE:
            found.setdefault(path.parent.parent, []).append(path.parent.name)
    return found


def test_folders_stay_small() -> None:
    """Folders with one file a registered thing grow with what is registered."""
    registered = {"checks", "gates", "cli/commands", "providers/dialects"}
    large = {
        name: len(files)
        for folder in folders()
        if (name := folder.relative_to(PACKAGE).as_posix()) not in registered
        and len(files := list(folder.glob("*.py"))) > 15
    }
    assert large == {}


def test_no_file_name_is_a_folder_spelled_with_an_underscore() -> None:
    guilty = [
        f"{folder.relative_to(ROOT)}/{name} beside {other}"
        for folder, names in folders().items()
        for name in names
        for other in names
        if name.startswith(f"{other}_")
    ]
    assert guilty == []


OF_A_WHOLE_FOLDER = {
    "test_every_check",
    "test_every_gate",
    "test_answer_types",
    "test_sdk",
    "test_contract",
    "test_services",
}
"""Tests that hold several modules against one thing, such as a vendor's own types."""


def test_tests_mirror_the_package() -> None:
    """Each folder of tests is one of the package; a test named after a module lies with it."""
    modules = {path.relative_to(PACKAGE).with_suffix("").as_posix() for path in SOURCES}
    by_name: dict[str, set[str]] = {}
    for module in modules:
        folder, _, name = module.rpartition("/")
        by_name.setdefault(name, set()).add(folder)
    guilty = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        folder = path.relative_to(ROOT / "tests").parent.as_posix()
        if folder == "." or folder.split("/")[0] in {"e2e", "ci"}:
            continue
        name = path.stem.removeprefix("test_")
        package = (PACKAGE / folder).is_dir()
        elsewhere = name in by_name and folder not in by_name[name]
        if not package or (elsewhere and path.stem not in OF_A_WHOLE_FOLDER):
            guilty.append(str(path.relative_to(ROOT)))
    assert guilty == []


def test_functions_stay_small() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": length
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := body_length(node)) > 60
    }
    assert long == {}


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; signature and docstring are documentation."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_nothing_imports_across_layers_for_types_alone() -> None:
    guilty = [str(p.relative_to(ROOT)) for p in SOURCES if "TYPE_CHECKING" in p.read_text()]
    assert guilty == []


def test_only_the_command_line_prints() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if "print" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert guilty == []


def test_the_top_level_is_fixed() -> None:
    assert {name.split("/")[0] for name in tracked("--cached")} <= TOP_LEVEL


def test_no_lock_file_and_no_address_of_a_registry() -> None:
    assert not [n for n in tracked() if re.search(r"(^|/)(uv|poetry|pdm|Pipfile)\.lock$", n)]
    text = (ROOT / "pyproject.toml").read_text()
    assert "index-url" not in text


def test_the_distribution_is_never_called_by_the_other_projects_name() -> None:
    wrong = re.compile(r"pip install (-\S+ )*portcheck(?!-llm)\b")
    guilty = [
        name
        for name in tracked()
        if name.endswith((".md", ".py", ".toml", ".yaml", ".yml", ".j2"))
        and name != "tests/test_architecture.py"
        and wrong.search((ROOT / name).read_text(errors="replace"))
    ]
    assert guilty == []


def test_exports_are_sorted_and_exist() -> None:
    import portcheck

    assert list(portcheck.__all__) == sorted(portcheck.__all__)
    assert all(hasattr(portcheck, name) for name in portcheck.__all__)
