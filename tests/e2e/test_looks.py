"""Which look at its claims a run is, through the command line."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, imported

from portcheck import pipeline
from portcheck.run.history.record_looks import begin
from portcheck.run.store.folder import RunStore


def made(
    home: Path, new: Sequence[str], *, old: Sequence[str] = (), suite: str = "", at: str = "m"
) -> Path:
    """A suite with recorded answers; the candidate's are `new`."""
    folder = home / at
    folder.mkdir()
    path = imported(folder, {"old": old or ["yes"] * len(new), "new": new})
    if suite:
        text = path.read_text()
        path.write_text(text.replace("suite: answers", f"suite: {suite}").replace("answers:", "w:"))
    return path


def run(cli: Cli, suite: Path, name: str, *flags: str) -> dict[str, Any]:
    """Runs it into runs/NAME; its report."""
    providers = suite.parent / "providers.yaml"
    arguments = ("--providers", str(providers), "--baseline", "old", "--out", f"runs/{name}")
    done = cli("run", str(suite), *arguments, *flags)
    assert done.code in {0, 1, 3, 5}, done.err
    return report(name)


def report(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("runs", name, "report.json").read_text())
    return found


def verdict(found: dict[str, Any]) -> dict[str, Any]:
    (one,) = found["verdicts"]
    assert isinstance(one, dict)
    return one


def task(found: dict[str, Any]) -> dict[str, Any]:
    return next(gate for gate in verdict(found)["gates"] if gate["gate"] == "task")


def ledger(columns: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect("runs/history.sqlite")
    rows = connection.execute(f"SELECT {columns} FROM looks ORDER BY id").fetchall()
    connection.close()
    return rows


@pytest.mark.slow
def test_added_cases_are_a_second_look(cli: Cli, tmp_path: Path) -> None:
    answers = ["no", *["yes"] * 79]
    first = run(cli, made(tmp_path, answers, at="a"), "one")
    assert (verdict(first)["look"], verdict(first)["alpha"]) == (1, 0.04)
    assert first["run"]["history"] == {"path": "runs/history.sqlite", "earlier_runs": 0}
    more = made(tmp_path, [*answers, *["yes"] * 40], at="b")
    second = run(cli, more, "two")
    assert verdict(second)["look"] == 2
    assert verdict(second)["alpha"] == pytest.approx(0.005)
    assert verdict(second)["earlier_runs"] == ["one"]
    assert "40 cases are new to the claim" in verdict(second)["look_meaning"]
    assert second["run"]["history"]["earlier_runs"] == 1
    assert (task(first)["confidence"], task(second)["confidence"]) == (0.96, 0.995)
    # Where nobody looked before, the same 120 cases have the narrower interval.
    Path("runs").rename("runs-of-before")
    fresh = run(cli, more, "three")
    assert verdict(fresh)["look"] == 1
    assert task(second)["ci_low"] < task(fresh)["ci_low"]
    assert Path("runs/history.sqlite").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_every_report_says_which_look_it_is(cli: Cli, tmp_path: Path) -> None:
    run(cli, made(tmp_path, ["no"] * 3 + ["yes"] * 37, at="a"), "one")
    page = cli("show", "runs/one").out
    assert "no history found; look 1 of this history (runs/history.sqlite)" in page
    assert "This is look 1 at this claim; it spends alpha 0.04 of 0.05." in page
    more = made(tmp_path, ["no"] * 3 + ["yes"] * 57, at="b")
    run(cli, more, "two", "--report", "html=page.html", "--report", "md=page.md")
    said = (
        "This is look 2 at this claim, after run one; it spends alpha 0.005 of 0.05. "
        "20 cases are new to the claim."
    )
    for text in (cli("show", "runs/two").out, Path("page.html").read_text()):
        assert said in re.sub(r"\s+", " ", text)
        assert "1 earlier run in runs/history.sqlite" in text
    assert said in Path("page.md").read_text()


@pytest.mark.slow
def test_a_replay_repeats_its_look(cli: Cli, tmp_path: Path) -> None:
    suite = made(tmp_path, ["no", *["yes"] * 79])
    first = run(cli, suite, "one")
    again = run(cli, suite, "two")
    assert (verdict(again)["look"], verdict(again)["alpha"]) == (1, 0.04)
    assert "there are no new answers since run one" in verdict(again)["look_meaning"]
    assert task(again) == task(first)
    assert ledger("run, look, new_answers > 0") == [("one", 1, 1), ("two", 1, 0)]


@pytest.mark.slow
def test_a_run_keeps_its_look(cli: Cli, tmp_path: Path) -> None:
    suite = made(tmp_path, ["yes"] * 40, at="a")
    run(cli, suite, "one")
    run(cli, made(tmp_path, ["no", *["yes"] * 39], at="b"), "two")
    before = {name: verdict(report(name)) for name in ("one", "two")}
    assert [before[name]["look"] for name in ("one", "two")] == [1, 2]
    for name in ("one", "two"):
        assert cli("resume", f"runs/{name}").code == 3
        assert verdict(report(name)) == before[name]
        assert cli("score", f"runs/{name}").code == 3
        assert verdict(report(name)) == before[name]
    assert ledger("run, look, verdict, rule") == [
        (name, look, "inconclusive", "gate_not_shown") for name, look in (("one", 1), ("two", 2))
    ]


@pytest.mark.slow
def test_another_run_of_the_same_name_is_another_look(cli: Cli, tmp_path: Path) -> None:
    run(cli, made(tmp_path, ["yes"] * 40, at="a"), "nightly")
    Path("runs/nightly").rename("runs/kept")
    found = run(cli, made(tmp_path, ["no", *["yes"] * 39], at="b"), "nightly")
    assert verdict(found)["look"] == 2


@pytest.mark.slow
def test_one_shared_case_makes_the_same_claim_under_any_name(cli: Cli, tmp_path: Path) -> None:
    run(cli, made(tmp_path, ["yes"] * 40, at="a"), "one")
    other = made(tmp_path, ["no", "yes"], at="b", suite="renamed")
    found = run(cli, other, "two")
    assert (found["run"]["suite"], verdict(found)["workload"]) == ("renamed", "w")
    assert verdict(found)["look"] == 2
    assert any("38 cases dropped since look 1" in one for one in verdict(found)["warnings"])


@pytest.mark.slow
def test_edited_checks_are_the_same_claim_and_named(cli: Cli, tmp_path: Path) -> None:
    suite = made(tmp_path, ["yes"] * 40)
    run(cli, suite, "one")
    text = suite.read_text()
    suite.write_text(text.replace('- "yes"', '- "yes"\n        - "no"'))
    assert suite.read_text() != text
    found = run(cli, suite, "two")
    assert verdict(found)["look"] == 1
    assert any("Checks changed since look 1 (run one)" in one for one in verdict(found)["warnings"])


@pytest.mark.slow
def test_a_changed_served_model_begins_a_claim(cli: Cli, tmp_path: Path) -> None:
    for at, model in (("a", "m-1"), ("b", "m-1"), ("c", "m-2"), ("d", "m-2")):
        suite = made(tmp_path, [f"yes {at}", *["yes"] * 39], at=at)
        served(suite.parent / "recordings" / "new.jsonl", model)
        run(cli, suite, at)
    assert [verdict(report(at))["look"] for at in "abcd"] == [1, 2, 1, 2]


def served(recording: Path, model: str) -> None:
    """Gives the answers of a recording the model that the vendor said it used."""
    lines = [json.loads(line) for line in recording.read_text().splitlines()]
    for line in lines:
        if "completion" in line:
            line["completion"]["served_model"] = model
    recording.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.slow
def test_a_damaged_ledger_is_told_before_the_first_call(cli: Cli, tmp_path: Path) -> None:
    suite = made(tmp_path, ["yes"] * 40)
    Path("runs").mkdir()
    Path("runs/history.sqlite").write_bytes(b"not a database" * 100)
    providers = str(suite.parent / "providers.yaml")
    flags = ("--providers", providers, "--baseline", "old", "--out", "runs/one")
    done = cli("run", str(suite), *flags)
    assert done.code == 2
    assert "history.sqlite is damaged" in done.err
    assert "name another --history, or move it away: looks then start again at 1" in done.err
    assert not Path("runs/one/samples.jsonl").exists()
    Path("runs/history.sqlite").rename("away")
    assert cli("resume", "runs/one").code == 3
    assert verdict(report("one"))["look"] == 1


@pytest.mark.slow
def test_what_only_reads_makes_no_ledger(cli: Cli, tmp_path: Path) -> None:
    run(cli, made(tmp_path, ["yes"] * 40), "one")
    before = report("one")
    Path("runs/history.sqlite").unlink()
    assert cli("show", "runs/one").code == 0
    assert cli("score", "runs/one").code == 3
    assert not Path("runs/history.sqlite").exists()
    assert report("one") == before


@pytest.mark.slow
def test_a_folder_of_before_there_were_ledgers_is_look_1(cli: Cli, tmp_path: Path) -> None:
    run(cli, made(tmp_path, ["yes"] * 40), "one")
    path = Path("runs/one/run.json")
    record = json.loads(path.read_text())
    path.write_text(
        json.dumps({k: v for k, v in record.items() if k not in {"looks", "history", "key"}})
    )
    Path("runs/one/digests.json").unlink()  # neither were there any
    assert cli("score", "runs/one").code == 3
    assert report("one")["run"]["history"] is None
    assert verdict(report("one"))["look"] == 1
    assert "looks were not counted" in cli("show", "runs/one").out


@pytest.mark.slow
def test_a_killed_run_is_counted_by_the_next_one(cli: Cli, tmp_path: Path) -> None:
    first = made(tmp_path, ["yes"] * 40, at="a")
    run(cli, first, "killed")
    connection = sqlite3.connect("runs/history.sqlite")
    with connection:  # as a kill between the last call and the count leaves it
        connection.execute("DELETE FROM looks")
    connection.close()
    killed = RunStore.open(Path("runs/killed"))
    begin(killed.plan(), killed, killed.record())
    found = run(cli, made(tmp_path, ["no", *["yes"] * 39], at="b"), "next")
    assert verdict(found)["earlier_runs"] == ["killed"]
    assert verdict(found)["look"] == 2
    assert cli("resume", "runs/killed").code == 3
    assert verdict(report("killed"))["look"] == 1


@pytest.mark.slow
def test_two_runs_at_once_are_two_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    suites = [made(tmp_path, [f"yes {n}", *["yes"] * 39], at=f"s{n}") for n in range(4)]
    plans = [
        pipeline.plan(pipeline.load([suite], suite.parent / "providers.yaml"), baseline="old")
        for suite in suites
    ]
    threads = [
        threading.Thread(target=pipeline.run, args=(plan, tmp_path / "runs" / str(n)))
        for n, plan in enumerate(plans)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(look for (look,) in ledger("look")) == [1, 2, 3, 4]


@pytest.mark.slow
def test_a_history_that_was_deleted_shows_in_the_next_report(cli: Cli, tmp_path: Path) -> None:
    run(cli, made(tmp_path, ["no", *["yes"] * 79], at="a"), "one")
    Path("runs/history.sqlite").unlink()
    found = run(cli, made(tmp_path, ["yes"] * 80, at="b"), "two", "--report", "md=page.md")
    assert verdict(found)["look"] == 1
    assert found["run"]["history"]["not_in_it"] == ["one"]
    said = "1 run beside this one (one) is not in the history runs/history.sqlite"
    assert said in Path("page.md").read_text()
    assert said in re.sub(r"\s+", " ", cli("show", "runs/two").out)


@pytest.mark.slow
def test_another_history_takes_the_looks_of_the_file_beside_the_folder(
    cli: Cli, tmp_path: Path
) -> None:
    run(cli, made(tmp_path, ["no", *["yes"] * 79], at="a"), "one")
    named = ("--history", "kept/h.sqlite")
    found = run(cli, made(tmp_path, ["yes"] * 80, at="b"), "two", *named)
    assert verdict(found)["look"] == 2
    assert found["run"]["history"] == {"path": "kept/h.sqlite", "earlier_runs": 1}
    assert [run for (run,) in ledger("run")] == ["one"]
    refused = cli("resume", "runs/two")
    assert refused.code == 2
    assert "pass that history with --history" in refused.err
    assert cli("resume", "runs/two", *named).code == 3
    assert verdict(report("two"))["look"] == 2


def test_a_password_in_the_address_of_a_history_is_exit_2(cli: Cli, tmp_path: Path) -> None:
    suite = made(tmp_path, ["yes"] * 2)
    providers = str(suite.parent / "providers.yaml")
    done = cli("run", str(suite), "--providers", providers, "--history", "postgresql://a:b4d@h/d")
    assert done.code == 2
    assert "may not hold a password" in done.err
    assert "b4d" not in done.out + done.err
    assert not Path("runs").exists()


def test_a_guardrail_that_changed_makes_another_claim(cli: Cli, tmp_path: Path) -> None:
    suite = made(tmp_path, ["yes"] * 3)
    recording = next(suite.parent.rglob("new*.jsonl"))
    bare = recording.read_text()
    run(cli, suite, "bare")
    for number, words in enumerate(("id=g, version=1", "id=g, version=2")):
        head, _, rest = bare.partition("\n")
        stated = json.loads(head)
        stated["provenance"]["guardrail"] = words
        recording.write_text(f"{json.dumps(stated)}\n{rest}")
        found = run(cli, suite, f"guarded-{number}")
        assert {one["id"]: one.get("guardrail") for one in found["run"]["providers"]} == {
            "old": None,
            "new": words,
        }
    rows = ledger("look, candidate_route")
    assert [row[0] for row in rows] == [1, 1, 1]
    assert [json.loads(row[1])[2:] for row in rows] == [
        [],
        ["id=g, version=1"],
        ["id=g, version=2"],
    ]
