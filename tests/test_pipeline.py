"""The five steps as Python code uses them: from a script, from a notebook, typed."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import imported

import portcheck
from portcheck import compare, load, plan, run, score
from portcheck.errors import ConfigError, UsageError
from portcheck.model.run import Plan
from portcheck.run.events import Event, RunStarted
from portcheck.run.execute.shutdown import Control
from portcheck.run.store.folder import RunStore

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "python.md"
YES = "yes"


@pytest.fixture
def planned(tmp_path: Path) -> Plan:
    suite = imported(tmp_path, {"old": [YES] * 6, "new": [YES] * 5 + ["no"]})
    return plan(load(suite, suite.parent / "providers.yaml"), baseline="old")


def python(code: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_runs_as_it_stands(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "suites" / "starter", tmp_path, dirs_exist_ok=True)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 6
    out = python("\n".join(blocks), tmp_path)
    assert "every call has an answer" in out
    assert "ticket-triage other-wire safe" in out
    assert "broken.yaml 3" in out
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_every_name_is_sorted_and_the_pipelines_own() -> None:
    assert portcheck.__all__ == sorted(portcheck.__all__)
    assert dir(portcheck) == portcheck.__all__
    for name in set(portcheck.__all__) - {"__version__"}:
        found = getattr(portcheck, name)
        assert (found.__module__, found.__name__) == ("portcheck.pipeline", name)
    with pytest.raises(AttributeError, match="no attribute 'judge'"):
        portcheck.judge  # type: ignore[attr-defined]  # noqa: B018  # what is not there


def test_the_stub_names_what_there_is() -> None:
    stub = (ROOT / "portcheck" / "__init__.pyi").read_text()
    named = set(re.findall(r"^from portcheck.pipeline import (\w+) as \1$", stub, re.MULTILINE))
    assert named | {"__version__"} == set(portcheck.__all__)
    assert re.search(r"^__all__ = (\[.*\])$", stub, re.MULTILINE)
    assert f"__all__ = {portcheck.__all__}".replace("'", '"') in stub


def test_importing_the_package_alone_loads_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; before = set(sys.modules); import portcheck; portcheck.__version__; "
        "print(*sorted(set(sys.modules) - before))"
    )
    assert set(python(code, tmp_path).split()) <= {"portcheck", "portcheck._version"}


def test_no_library_for_databases_is_loaded_where_the_history_is_a_file(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from portcheck.cli.main import run\n"
        "for command in (['demo', '--out', 'r'], ['resume', 'r'], ['history']): run(command)\n"
        "print(*sys.modules)"
    )
    loaded = set(python(code, tmp_path).splitlines()[-1].split())
    assert "portcheck.run.history.database.records" in loaded
    assert not loaded & {"sqlalchemy", "alembic", "psycopg"}


def test_run_stays_a_function_beside_the_folder_of_that_name(tmp_path: Path) -> None:
    code = (
        "from portcheck.run.store.folder import RunStore\n"
        "import portcheck, portcheck.run.plan.build\n"
        "from portcheck import run\n"
        "print(run.__name__, portcheck.run is run, RunStore.__name__)"
    )
    assert python(code, tmp_path) == "run True RunStore\n"


def test_paths_are_text_or_path_and_one_suite_needs_no_list(tmp_path: Path, planned: Plan) -> None:
    suite = tmp_path / "made" / "suite.yaml"
    one = load(str(suite), str(suite.parent / "providers.yaml"))
    assert load([suite], suite.parent / "providers.yaml").suite == one.suite
    assert plan(one, baseline="old") == planned
    record = run(planned, str(tmp_path / "first"))
    assert (record.id, record.incomplete) == ("first", "")
    scores = score(tmp_path / "first")
    assert len(scores) >= len(planned.trials)
    report = compare(str(tmp_path / "first"))
    assert [(item.workload, item.candidate) for item in report.verdicts] == [("answers", "new")]
    assert compare(RunStore.open(tmp_path / "first")) == report


def test_running_again_keeps_the_answers(tmp_path: Path, planned: Plan) -> None:
    run(planned, tmp_path / "r")
    before = (tmp_path / "r" / "samples.jsonl").read_bytes()
    told: list[Event] = []
    run(planned, tmp_path / "r", tell=told.append)
    assert (tmp_path / "r" / "samples.jsonl").read_bytes() == before
    assert isinstance(told[0], RunStarted)


def test_a_folder_of_another_plan_is_left_alone(tmp_path: Path, planned: Plan) -> None:
    run(planned, tmp_path / "r")
    suite = tmp_path / "made" / "suite.yaml"
    other = plan(load(suite, suite.parent / "providers.yaml"), baseline="new")
    with pytest.raises(UsageError, match="holds a run of another plan"):
        run(other, tmp_path / "r")


def test_a_folder_that_another_process_writes_is_left_alone(tmp_path: Path, planned: Plan) -> None:
    run(planned, tmp_path / "r")
    with RunStore.open(tmp_path / "r").locked():
        for step in (lambda: run(planned, tmp_path / "r"), lambda: score(tmp_path / "r")):
            with pytest.raises(UsageError, match="another process is writing"):
                step()


def test_it_works_where_an_event_loop_runs(tmp_path: Path, planned: Plan) -> None:
    async def cell() -> str:
        return run(planned, tmp_path / "r").incomplete

    assert asyncio.run(cell()) == ""
    assert len(RunStore.open(tmp_path / "r").samples()) == len(planned.trials)


def test_an_interrupted_cell_ends_the_run_and_keeps_its_answers(
    tmp_path: Path, planned: Plan
) -> None:
    control = Control()

    def tell(_event: Event) -> None:
        control.drain()

    async def cell() -> bool:
        return run(planned, tmp_path / "r", control=control, tell=tell).interrupted

    assert asyncio.run(cell()) is True
    kept = len(RunStore.open(tmp_path / "r").samples())
    assert kept < len(planned.trials)
    assert run(planned, tmp_path / "r").interrupted is False


def test_keys_come_from_the_environment_by_default(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 3, "new": [YES] * 3})
    providers = suite.parent / "providers.yaml"
    entry = "  live: {vendor: v, dialect: openai-chat, model: m, api_key_env: NO_SUCH_KEY,\n"
    providers.write_text(
        f"{providers.read_text()}{entry}    base_url: 'https://127.0.0.1:9/v1'}}\n"
    )
    made = plan(load(suite, providers), baseline="old", candidates=["live"])
    assert "NO_SUCH_KEY" not in os.environ
    with pytest.raises(UsageError, match="NO_SUCH_KEY is not set"):
        run(made, tmp_path / "r")


def test_every_mistake_comes_with_the_error(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("portcheck: 1\nsuite: s\nworkloads: {}\nfoo: 1\n")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "s.yaml")
    assert {problem.line for problem in caught.value.problems} == {3, 4}


@pytest.mark.slow
def test_the_surface_passes_strict_type_checks_from_outside(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "typing" / "surface.py", tmp_path / "use.py")
    (tmp_path / "misuse.py").write_text(
        "import portcheck\nportcheck.run(1, 2)\nportcheck.compare('r').verdict\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "cache", "use.py", "misuse.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    places = [line.split(": ")[0] for line in done.stdout.splitlines() if ": error:" in line]
    assert places == ["misuse.py:2", "misuse.py:2", "misuse.py:3"], done.stdout
