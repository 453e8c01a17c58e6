"""What judges said, recorded: a run of the recording says the same."""

from __future__ import annotations

from pathlib import Path

from judged_runs import JUDGE, PREFER, finished, honest, planned, record_judges, written
from scripted_judge import reply

from portcheck import pipeline
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.panel.recording_lines import recorded_lines
from portcheck.run.store.folder import RunStore

ANSWERS = {"old": ["sorry 1", "no 2", "sorry 3"], "new": ["no 1", "sorry 2", "sorry 4"]}


def labels(store: RunStore) -> list[tuple[object, ...]]:
    known = read_judgements(store.path)
    return sorted(
        (said.trial, said.check, said.judge, said.order or "", str(said.label)) for said in known
    )


def test_a_run_of_the_recording_says_the_same(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS, checks=f"{JUDGE}, {PREFER}"))
    record_judges(plan, tmp_path)
    store = finished(plan, tmp_path / "run")
    known = read_judgements(store.path)
    for name in ("one", "two"):
        (tmp_path / f"{name}.jsonl").write_bytes(b"".join(recorded_lines(known, name)))
    again = finished(plan, tmp_path / "again")
    assert labels(again) == labels(store)
    assert (again.path / "scores.jsonl").read_bytes() == (store.path / "scores.jsonl").read_bytes()


def test_a_reply_that_nobody_understood_is_recorded_as_none(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, {"old": ["sorry"], "new": ["no"]}))
    record_judges(
        plan,
        tmp_path,
        lambda name, request: reply("hm") if name == "two" else honest(name, request),
    )
    store = finished(plan, tmp_path / "run")
    lines = b"".join(recorded_lines(read_judgements(store.path), "two"))
    assert lines.count(b"malformed_response") == 2
    (tmp_path / "two.jsonl").write_bytes(lines)
    pipeline.run(plan, tmp_path / "again")
    said = read_judgements(tmp_path / "again")
    assert [one.label for one in said if one.judge == "two"] == [None, None]
