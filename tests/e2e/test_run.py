"""From files to exit codes, through real processes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from commands import environment, imported, in_process
from syrupy.assertion import SnapshotAssertion

YES, NO = "yes", "no"


@pytest.mark.parametrize(
    ("old", "new", "verdict", "code"),
    [
        ([YES] * 200, [YES] * 200, "safe", 0),
        ([YES] * 20, [YES] * 20, "inconclusive", 3),
        ([YES] * 40, [NO] * 40, "unsafe", 1),
    ],
)
def test_verdict_and_exit_code(
    tmp_path: Path, old: list[str], new: list[str], verdict: str, code: int
) -> None:
    suite = imported(tmp_path, {"old": old, "new": new})
    done = in_process("run", str(suite), "--baseline", "old", "--json", cwd=tmp_path)
    report = json.loads(done.out)
    assert [v["verdict"] for v in report["verdicts"]] == [verdict]
    assert (done.code, report["exit_code"]) == (code, code)


def test_twenty_equal_cases_need_as_many_more_as_a_second_look_asks(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 20, "new": [YES] * 20})
    done = in_process("run", str(suite), "--baseline", "old", "--json", cwd=tmp_path)
    gates = {gate["gate"]: gate for gate in json.loads(done.out)["verdicts"][0]["gates"]}
    assert 80 <= gates["task"]["more_cases"] <= 130


def test_report_json_has_its_schema(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 30 + [NO] * 5, "new": [YES] * 33 + [NO] * 2})
    done = in_process("run", str(suite), "--baseline", "old", "--json", cwd=tmp_path)
    schema = json.loads(in_process("schema", "report", cwd=tmp_path).out)
    jsonschema.validate(json.loads(done.out), schema)
    latest = tmp_path / "runs" / "latest" / "report.json"
    assert json.loads(latest.read_text()) == json.loads(done.out)


def test_what_a_person_sees(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    suite = imported(
        tmp_path,
        {"old": [YES] * 90, "same": [YES] * 90, "worse": [NO] * 30 + [YES] * 60},
    )
    done = in_process("run", str(suite), "--baseline", "old", "--out", "r", cwd=tmp_path)
    assert done.snapshot == snapshot


def test_fail_on_changes_the_exit_code_alone(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 20, "new": [YES] * 20})
    done = in_process(
        "run", str(suite), "--baseline", "old", "--fail-on", "unsafe", "--json", cwd=tmp_path
    )
    assert (done.code, json.loads(done.out)["exit_code"]) == (0, 3)
    wrong = in_process("run", str(suite), "--baseline", "old", "--fail-on", "usafe", cwd=tmp_path)
    assert wrong.code == 2


@pytest.mark.slow
def test_a_partial_run_is_never_safe(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 200, "new": [YES] * 200})
    done = in_process(
        "run", str(suite), "--baseline", "old", "--limit", "150", "--json", cwd=tmp_path
    )
    report = json.loads(done.out)
    assert report["run"]["partial"] is True
    assert report["verdicts"][0]["verdict"] == "inconclusive"
    assert report["verdicts"][0]["rule"] == "partial_run"


@pytest.mark.slow
def test_missing_answers_are_missing_pairs(tmp_path: Path) -> None:
    """A row with an error is no answer: few count against `safe`, many decide nothing."""
    for failed, verdict in ((1, "safe"), (10, "inconclusive")):
        folder = tmp_path / str(failed)
        folder.mkdir()
        rows = [
            {"model": name, "prompt": f"Q{n}?", "text": YES, "error": None}
            for name in ("old", "new")
            for n in range(200)
        ]
        for row in rows[200 : 200 + failed * 2]:
            row |= {"text": None, "error": "Overloaded"}
        source = folder / "a.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows))
        made = in_process(
            "import",
            "answers",
            "a.jsonl",
            "--out",
            "m",
            "--check",
            "one_of: [yes, '{{ row.prompt }}']",
            cwd=folder,
        )
        assert made.code == 0, made.err
        done = in_process("run", "m/suite.yaml", "--baseline", "old", "--json", cwd=folder)
        report = json.loads(done.out)
        gate = next(g for g in report["verdicts"][0]["gates"] if g["gate"] == "task")
        assert gate["missing"] == failed * 2
        assert report["run"]["failures"] == {"overloaded": failed * 2}
        assert report["verdicts"][0]["verdict"] == verdict, report["verdicts"][0]["reasons"]


@pytest.mark.slow
def test_score_again_gives_the_same_report(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 30, "new": [NO] + [YES] * 29})
    first = in_process("run", str(suite), "--baseline", "old", "--json", cwd=tmp_path)
    again = in_process("score", "latest", "--json", cwd=tmp_path)
    assert json.loads(again.out) == json.loads(first.out)
    assert again.code == first.code


@pytest.mark.slow
def test_reports_are_written_where_asked(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 30, "new": [YES] * 30})
    in_process(
        "run", str(suite), "--baseline", "old", "--report", "md=r.md", "--report", "html=r.html",
        "--report", "json=r.json", cwd=tmp_path,
    )  # fmt: skip
    assert (tmp_path / "r.md").read_text().startswith("#")
    assert "<html" in (tmp_path / "r.html").read_text()
    assert json.loads((tmp_path / "r.json").read_text())["schema_version"] == 1


@pytest.mark.slow
def test_show(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    suite = imported(tmp_path, {"old": [YES] * 3, "new": [YES, "no \x1b[31m\u202e", YES]})
    in_process("run", str(suite), "--baseline", "old", "--out", "r", cwd=tmp_path)
    shown = [
        in_process("show", "r", cwd=tmp_path).snapshot,
        in_process("show", "r", "answers", cwd=tmp_path).snapshot,
        in_process("show", "r", "answers", "prompt-0002", cwd=tmp_path).snapshot,
        in_process("show", "r", "--flips", cwd=tmp_path, env=environment(COLUMNS="60")).snapshot,
        in_process("show", "r", "nothing", cwd=tmp_path).snapshot,
        in_process("show", "r", "answers", "nothing", cwd=tmp_path).snapshot,
        in_process("show", "nowhere", cwd=tmp_path).snapshot,
    ]
    assert "\x1b" not in "".join(shown)
    assert "\n=====\n".join(shown) == snapshot


@pytest.mark.slow
def test_an_existing_run_folder_is_not_overwritten(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 3, "new": [YES] * 3})
    arguments = ("run", str(suite), "--baseline", "old", "--out", "r")
    in_process(*arguments, cwd=tmp_path)
    again = in_process(*arguments, cwd=tmp_path)
    assert again.code == 2
    assert "portcheck resume r" in again.err


@pytest.mark.slow
def test_a_baseline_that_is_gone_is_reused(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 70, "new": [YES] * 70})
    first = in_process("run", str(suite), "--baseline", "old", "--out", "first", cwd=tmp_path)
    providers = suite.parent / "providers.yaml"
    entries = yaml.safe_load(providers.read_text())
    del entries["providers"]["old"]
    providers.write_text(yaml.safe_dump(entries))
    for recording in suite.parent.rglob("*old*.jsonl"):
        recording.unlink()
    arguments = ("run", str(suite), "--baseline", "old", "--reuse", "first", "--out", "second")
    second = in_process(*arguments, "--json", cwd=tmp_path)
    assert (first.code, second.code) == (0, 0)
    assert "old: 70 of 70 answers come from run first" in second.err
    report = json.loads(second.out)
    assert any("70 of 70 answers come from run first" in text for text in report["findings"])
    assert report["run"]["samples"] == 140
    rows = suite.parent / "cases.jsonl"
    rows.write_text(rows.read_text() + rows.read_text().splitlines()[0].replace("0001", "0071"))
    third = in_process(*arguments[:-1], "third", cwd=tmp_path)
    assert (third.code, (tmp_path / "third").exists()) == (2, False)
