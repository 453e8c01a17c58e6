"""Which night a run is held against, and what of it is worse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import make_gate, make_report, make_verdict
from commands import imported, in_process
from histories import JUDGED, judged_rows, ledger_row

from portcheck import pipeline
from portcheck.errors import UsageError
from portcheck.run.acceptance import since_night
from portcheck.run.acceptance.accept import accept
from portcheck.run.acceptance.since_night import _earlier_night, _EarlierNight, _since, _worse
from portcheck.run.history.address import Address
from portcheck.run.history.database.acceptances import Accepted, accept_run
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.records import keep
from portcheck.run.history.database.transaction import opened
from portcheck.run.store.folder import RunRecord, RunStore

NIGHTS = ("one", "two", "three")


def record(run: str, **changes: Any) -> RunRecord:
    at = f"2027-01-0{1 + NIGHTS.index(run)}T00:00:00Z"
    values = {"id": run, "key": f"key of {run}", "portcheck_version": "0", "started_at": at}
    return RunRecord(**{**values, **changes})


def then(**changes: Any) -> _EarlierNight:
    values: dict[str, Any] = {
        "run": "one", "run_key": "key of one", "at": "", "accepted_by": "Ada", "digest": "",
        "verdict": "safe", "held": {"task": True}, "rates": {"task": 0.9},
        "differences": {"task": 0.0},
    }  # fmt: skip
    return _EarlierNight(**{**values, **changes})


@pytest.mark.parametrize(
    ("by", "asks", "found"),
    [(None, "three", "two"), (None, "two", "one"), (None, "one", None), ("one", "three", "one"),
     ("two", "two", "one"), ("three", "three", "two")],
)  # fmt: skip
def test_the_night_is_the_accepted_one_or_else_the_one_before(
    tmp_path: Path, by: str | None, asks: str, found: str | None
) -> None:
    verdict = make_verdict(workload="w", candidate="new", baseline="old")
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        for run in NIGHTS:
            rows = judged_rows(f"key of {run}")
            rows["runs"][0]["started_at"] = record(run).started_at
            keep(connection, f"key of {run}", rows)
            row = ledger_row(run)
            Ledger(connection).end(row, JUDGED, place=None, new_answers=3, ended_at="e")
        if by is not None:
            said = Accepted(run_key=f"key of {by}", run=by, accepted_by="Ada", at="", digest="d")
            accept_run(connection, said)
        night = _earlier_night(connection, verdict, ("a", "b"), record(asks))
    assert (night and night.run) == found


@pytest.mark.parametrize("how", ["partial", "interrupted"])
def test_a_run_of_some_cases_or_answers_is_no_night_before(tmp_path: Path, how: str) -> None:
    verdict = make_verdict(workload="w", candidate="new", baseline="old")
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        for run in ("one", "two"):
            rows = judged_rows(f"key of {run}")
            rows["runs"][0] |= {"started_at": record(run).started_at, how: run == "two"}
            keep(connection, f"key of {run}", rows)
        night = _earlier_night(connection, verdict, ("a", "b"), record("three"))
    assert night is not None
    assert night.run == "one"


@pytest.mark.parametrize("some", [("--failed", "runs/one"), ("--limit", "2")])
def test_a_run_of_some_cases_is_held_against_the_same_cases_alone(
    tmp_path: Path, some: tuple[str, str]
) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 200, "new": ["yes"] * 199 + ["no"]})
    providers = suite.parent / "providers.yaml"
    flags = ("--baseline", "old", "--providers", str(providers), "--json")
    in_process("run", str(suite), *flags, "--out", "runs/one", cwd=tmp_path)
    done = in_process("run", str(suite), *flags, *some, cwd=tmp_path)
    (since,) = json.loads(done.out)["since"]
    assert (since["run"], since["then"], since["worse"]) == ("one", "safe", [])


@pytest.mark.parametrize("how", [{"incomplete": "no budget"}, {"interrupted": True}])
def test_a_run_that_was_not_finished_cannot_be_accepted(
    monkeypatch: pytest.MonkeyPatch, how: dict[str, Any]
) -> None:
    monkeypatch.setattr(RunStore, "record", lambda _store: record("one", **how))
    with pytest.raises(UsageError, match="run one was not finished") as found:
        accept(RunStore(Path("no where")), make_report(), by="Ada")
    assert "portcheck resume 'no where';" in found.value.hint


@pytest.mark.parametrize(
    ("outcome", "candidate", "waived", "told"),
    [
        ("inferior", 0.9, set(), ["task: held, now inferior"]),
        ("inferior", 0.9, {"task"}, []),
        ("inconclusive", 0.9, set(), []),
        ("inconclusive", 0.8, set(), ["task: held, now inconclusive"]),
    ],
)
def test_a_gate_is_worse_where_it_is_known_and_not_by_a_later_look_alone(
    outcome: str, candidate: float, waived: set[str], told: list[str]
) -> None:
    gate = make_gate(gate="task", outcome=outcome, candidate=candidate, difference=0.0)
    verdict = make_verdict(verdict="safe", gates=(gate,))
    assert list(_worse(verdict, then(), waived)) == told


def test_a_verdict_that_a_later_look_leaves_open_is_not_worse() -> None:
    open_one = make_verdict(verdict="inconclusive", rule="gate_not_shown", gates=())
    assert list(_worse(open_one, then(), set())) == []
    shown = make_verdict(verdict="unsafe", rule="breach", gates=())
    assert list(_worse(shown, then(), set())) == ["verdict: safe, now unsafe"]


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        ("safe", "conditional", True),
        ("conditional", "inconclusive", True),
        ("inconclusive", "unsafe", True),
        ("inconclusive", "conditional", False),
        ("unsafe", "safe", False),
    ],
)
def test_conditions_are_better_than_what_is_open(before: str, now: str, worse: bool) -> None:
    verdict = make_verdict(verdict=now, rule="served_model_changed", gates=())
    assert bool(list(_worse(verdict, then(verdict=before), set()))) is worse


def test_a_verdict_that_is_waived_counts_as_what_is_left_of_it() -> None:
    excused = make_verdict(verdict="unsafe", excused="safe", rule="breach", gates=())
    assert list(_worse(excused, then(), set())) == []


def test_a_fall_that_is_shown_counts_within_the_margin_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = make_gate(gate="task", candidate=0.87, difference=0.0, margin=0.05)
    monkeypatch.setattr(since_night, "_then_and_now", lambda *_: (0.9, 0.87, True))
    found = _since(make_verdict(gates=(gate,)), then(), make_report(), None)  # type: ignore[arg-type]  # is not asked
    assert found.shown
    assert found.worse == ("task: shown to have fallen, from 90.0 % to 87.0 %",)


@pytest.mark.parametrize(("now", "falls"), [(0.86, False), (0.84, True), (0.95, False)])
def test_a_rate_falls_where_it_falls_by_more_than_its_margin(
    monkeypatch: pytest.MonkeyPatch, now: float, falls: bool
) -> None:
    gate = make_gate(gate="task", candidate=now, difference=0.0, margin=0.05)
    monkeypatch.setattr(since_night, "_then_and_now", lambda *_: (0.9, now, False))
    found = _since(make_verdict(gates=(gate,)), then(), make_report(), None)  # type: ignore[arg-type]  # is not asked
    assert bool(found.worse) is falls
    assert (found.shown, found.rates) == (False, {"task": (0.9, now)})


@pytest.mark.parametrize(
    ("rule", "now", "gate", "missing"),
    [
        ("too_many_missing", 0.9, {}, 37),
        ("gate_not_shown", 0.95, {"missing_baseline": 2}, 39),
        ("too_many_missing", 0.89, {}, None),  # the answers are worse too
        ("gate_not_shown", 0.9, {"missing_candidate": 0}, None),
        ("served_model_changed", 0.9, {}, None),
        ("too_many_missing", 0.9, {"outcome": "inferior"}, None),
    ],
)
def test_what_missing_answers_alone_leave_open_is_not_said_to_be_worse(
    monkeypatch: pytest.MonkeyPatch,
    rule: str,
    now: float,
    gate: dict[str, Any],
    missing: int | None,
) -> None:
    found = make_gate(
        **{"gate": "task", "outcome": "inconclusive", "candidate": 0.6, "difference": -0.3,
           "missing_candidate": 37, **gate}
    )  # fmt: skip
    monkeypatch.setattr(since_night, "_then_and_now", lambda *_: (0.9, now, False))
    verdict = make_verdict(verdict="inconclusive", rule=rule, gates=(found,))
    since = _since(verdict, then(), make_report(), None)  # type: ignore[arg-type]  # is not asked
    assert since.worse
    assert since.verdict_worse
    assert (since.missing or None) == missing


def test_answers_that_did_not_come_are_no_fall_of_a_rate(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 100, "new": ["yes"] * 100})
    providers = suite.parent / "providers.yaml"
    flags = ("--baseline", "old", "--providers", str(providers), "--json")
    in_process("run", str(suite), *flags, "--out", "runs/one", cwd=tmp_path)
    failure = {"class": "server", "message": "503", "retryable": True, "http_status": 503}
    recording = suite.parent / "recordings" / "new.jsonl"
    lines = [json.loads(line) for line in recording.read_text().splitlines()]
    for line in lines[2:22]:  # below the two lines about the recording
        line.pop("completion")
        line["failure"] = failure
    recording.write_text("".join(json.dumps(line) + "\n" for line in lines))
    shutil.rmtree(tmp_path / "runs" / "one")
    done = in_process("run", str(suite), *flags, "--out", "runs/two", cwd=tmp_path)
    (since,) = json.loads(done.out)["since"]
    assert since["rates"]["task"] == [1.0, 1.0]
    assert not [clause for clause in since["worse"] if "fell" in clause]
    assert since["missing"] == 20
    assert "task: held, now inconclusive" in since["worse"]


@pytest.mark.parametrize(
    ("key", "edited", "compared"),
    [("key of one", False, True), ("another", False, False), ("key of one", True, False)],
)
def test_a_folder_of_the_same_name_is_compared_where_it_is_that_run_as_it_was_written(
    tmp_path: Path, key: str, edited: bool, compared: bool
) -> None:
    suite = imported(tmp_path, {"old": ["yes"] * 6, "new": ["yes"] * 5 + ["no"]})
    planned = pipeline.plan(pipeline.load(suite, suite.parent / "providers.yaml"), baseline="old")
    earlier = RunStore.create(tmp_path / "one", planned, record("one", key=key))
    tonight = RunStore.create(tmp_path / "two", planned, record("two"))
    for store in (earlier, tonight):
        pipeline.run(planned, store)
        pipeline.score(store)
    if edited:
        answers = tmp_path / "one" / "samples.jsonl"
        answers.write_bytes(answers.read_bytes().replace(b'"yes"', b'"no"', 1))
    found = since_night._RunScores(tonight, pipeline.results(tonight)).since(then())
    assert bool(found) == compared
