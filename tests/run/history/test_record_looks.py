"""What the history counts of a run whose calls have ended."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from commands import imported
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_completion

from portcheck import load, plan, run
from portcheck.errors import UsageError
from portcheck.model.run import Look, Plan, Sample, Support
from portcheck.pipeline import new_record
from portcheck.run.history.database import connection
from portcheck.run.history.fingerprints import (
    CountedAnswers,
    FingerprintCollector,
    fingerprint_counted_run,
    fingerprint_run,
)
from portcheck.run.history.record_looks import address_of, begin, end, rows_of
from portcheck.run.store.folder import RunStore


@pytest.fixture
def planned(tmp_path: Path) -> Plan:
    suite = imported(tmp_path, {"old": ["yes"] * 6, "new": ["yes"] * 5 + ["no"]})
    return plan(load(suite, suite.parent / "providers.yaml"), baseline="old")


def counted_answers(folder: Path) -> list[int]:
    """The answers of the only look in the history beside these run folders, sorted."""
    connection = sqlite3.connect(folder / "history.sqlite")
    ((found,),) = connection.execute("SELECT answers FROM looks").fetchall()
    connection.close()
    return sorted(int.from_bytes(found[at : at + 8], "big") for at in range(0, len(found), 8))


@pytest.mark.parametrize("before", [0, 5, 12])
def test_answers_of_before_and_those_that_come_count_alike(
    tmp_path: Path, planned: Plan, before: int
) -> None:
    whole = RunStore.create(tmp_path / "whole" / "run", planned, new_record("run"))
    run(planned, whole)
    samples = [whole.samples()[trial.key] for trial in planned.trials]
    begun = RunStore.create(tmp_path / "begun" / "run", planned, new_record("run"))
    with begun.appending() as log:
        for sample in samples[:before]:
            log.append(sample)
    run(planned, begun)
    (claim,) = fingerprint_run(planned, whole.samples()).values()
    assert len(claim.answers) == 12
    assert counted_answers(begun.path.parent) == sorted(claim.answers)
    assert counted_answers(whole.path.parent) == sorted(claim.answers)


@pytest.mark.parametrize("share", [12, 11, 0])
def test_a_run_that_goes_on_to_no_answer_counts_those_that_it_has(
    tmp_path: Path, planned: Plan, share: int
) -> None:
    store = RunStore.create(tmp_path / "runs" / "run", planned, new_record("run"))
    run(planned, store)
    (claim,) = fingerprint_run(planned, store.samples()).values()
    history = sqlite3.connect(tmp_path / "runs" / "history.sqlite")
    before = history.execute("SELECT * FROM looks").fetchall()
    with history:  # as a run leaves it that was killed after its last calls came
        history.execute("UPDATE looks SET answers = substr(answers, 1, ?)", (8 * share,))
    run(planned, store)
    assert counted_answers(store.path.parent) == sorted(claim.answers)
    assert history.execute("SELECT * FROM looks").fetchall() == before
    history.close()


def test_what_is_counted_already_is_what_answers_say(tmp_path: Path, planned: Plan) -> None:
    store = RunStore.create(tmp_path / "run", planned, new_record("run"))
    run(planned, store)
    found = fingerprint_run(planned, store.samples())
    counted = {place: CountedAnswers(one.answers, one.served) for place, one in found.items()}
    assert fingerprint_counted_run(planned, counted) == found
    few = {place: one._replace(answers=one.answers[1:]) for place, one in counted.items()}
    assert fingerprint_counted_run(planned, few) is None
    assert fingerprint_counted_run(planned, dict.fromkeys(counted)) is None


def test_a_run_that_goes_on_keeps_the_looks_and_the_history_that_it_began_with(
    tmp_path: Path, planned: Plan
) -> None:
    ours, theirs = (
        RunStore.create(tmp_path / "runs" / name, planned, new_record(name))
        for name in ("ours", "theirs")
    )
    record = begin(planned, ours, ours.record())
    run(planned, theirs)
    again = begin(planned, ours, record)
    assert (again.looks, again.history) == (record.looks, record.history)


@pytest.mark.parametrize("named", ["runs/history.sqlite", "link/history.sqlite"])
def test_the_file_beside_the_folder_may_be_named_by_any_path(
    tmp_path: Path, planned: Plan, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(connection, "WAIT_S", 0.01)
    (tmp_path / "runs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "runs")
    for number, history in enumerate(("", named), start=1):
        store = RunStore.create(tmp_path / "runs" / f"r{number}", planned, new_record("run"))
        record = begin(planned, store, store.record(), history)
        assert (record.history_at, record.looks[0].number) == ("", 1)
        assert record.history is not None
        assert record.history.path == "runs/history.sqlite"
        end(planned, store, record, history)


def test_a_run_without_looks_is_not_missed_by_later_runs(tmp_path: Path, planned: Plan) -> None:
    (workload,) = planned.suite.workloads
    lacking = Support(workload=workload.id, candidate="new", supported=False, reasons=("tools",))
    runs = {"bare": replace(planned, support=(lacking,)), "next": planned}
    found = []
    for name, its_plan in runs.items():
        store = RunStore.create(tmp_path / "runs" / name, its_plan, new_record(name))
        record = begin(its_plan, store, store.record())
        store.write_record(record)
        found.append(record.history)
    assert all(history is not None and history.not_in_it is UNSET for history in found)


def test_a_repetition_that_gets_new_answers_becomes_the_latest_night(
    tmp_path: Path, planned: Plan
) -> None:
    stores = {}
    for name in ("first", "again", "second"):
        stores[name] = RunStore.create(tmp_path / "runs" / name, planned, new_record(name))
    said = {name: FingerprintCollector(planned) for name in ("yes", "no", "perhaps")}
    for text, answers in said.items():
        for trial in planned.trials:
            answers.add(trial, Sample(trial=trial.key, completion=make_completion(text)))

    def counted(name: str, text: str) -> Look:
        store = stores[name]
        record = begin(planned, store, store.record())
        (look,) = end(planned, store, record, answers=said[text]).looks
        return look

    assert [counted(*one).night for one in (("first", "yes"), ("again", "yes"))] == [1, 1]
    assert counted("second", "no").night == 2
    late = counted("again", "perhaps")
    assert (late.night, late.repeated) == (3, False)


def test_where_looks_are_counted_elsewhere_that_place_must_be_named(
    tmp_path: Path, planned: Plan
) -> None:
    record = new_record("run")
    store = RunStore.create(tmp_path / "runs" / "run", planned, record)
    assert address_of(store, record).path == tmp_path / "runs" / "history.sqlite"
    elsewhere = replace(record, history_at=str(tmp_path / "other.sqlite"))
    with pytest.raises(UsageError, match=r"counted in .*other\.sqlite"):
        address_of(store, elsewhere)
    assert address_of(store, elsewhere, str(tmp_path / "o.sqlite")).path == tmp_path / "o.sqlite"


def test_the_route_of_a_recording_is_the_one_that_was_recorded(planned: Plan) -> None:
    said = {"id": "new", "vendor": "acme", "model": "m-9"}
    record = replace(new_record("run"), providers=(said,))
    ((_, row),) = rows_of(planned, record)
    assert json.loads(row.candidate_route)[:2] == ["acme", "m-9"]
    assert json.loads(row.baseline_route)[0] != "acme"
