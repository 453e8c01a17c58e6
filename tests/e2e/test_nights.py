"""Nights through the command line: which are looks, what stands, what ends an epoch."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import Cli, imported

pytestmark = pytest.mark.slow
N = 120


def answers(wrong: Sequence[int], night: str, cases: int = N) -> list[str]:
    """The candidate's: wrong in some cases, and in words of the night where right."""
    return ["no" if case in wrong else f"yes {night}" for case in range(cases)]


class Nights:
    """Runs of one claim, night after night."""

    def __init__(self, cli: Cli, home: Path) -> None:
        self.cli = cli
        self.home = home

    def run(
        self, name: str, new: Sequence[str], *flags: str, model: str = "m-1", guard: str = ""
    ) -> dict[str, Any]:
        """The verdict of one night; `guard` is a text that no answer may hold."""
        folder = self.home / f"suite-{name}"
        folder.mkdir()
        suite = imported(folder, {"old": ["yes"] * len(new), "new": new})
        text = suite.read_text()
        head, _, listed = text.partition("one_of:")
        assert listed
        changed = f"{head}contains: {{any: ['yes', '{{{{ row.prompt }}}}']}}\n"
        if guard:
            column = len(head.splitlines()[-1].rpartition("-")[0])
            changed += f"{' ' * column}- {{contains: {{none: [{guard}]}}, gate: security}}\n"
        suite.write_text(changed)
        recording = suite.parent / "recordings" / "new.jsonl"
        lines = [json.loads(line) for line in recording.read_text().splitlines()]
        for line in lines:
            if "completion" in line:
                line["completion"]["served_model"] = model
        recording.write_text("".join(json.dumps(line) + "\n" for line in lines))
        providers = str(suite.parent / "providers.yaml")
        named = ("--providers", providers, "--baseline", "old", "--out", f"runs/{name}")
        done = self.cli("run", str(suite), *named, *flags)
        assert done.code in {0, 1, 3, 5}, done.err
        return self.verdict(name)

    def verdict(self, name: str) -> dict[str, Any]:
        (found,) = json.loads(Path("runs", name, "report.json").read_text())["verdicts"]
        assert isinstance(found, dict)
        return found


@pytest.fixture
def nights(cli: Cli, tmp_path: Path) -> Nights:
    return Nights(cli, tmp_path)


def task(verdict: dict[str, Any]) -> dict[str, Any]:
    return next(gate for gate in verdict["gates"] if gate["gate"] == "task")


def test_each_case_counts_with_its_mean_over_nights_and_looks_are_at_doubled_nights(
    nights: Nights,
) -> None:
    wrong = [range(3), range(3), range(3, 6), range(6, 9), range(2)]
    found = [
        nights.run(f"n{night}", answers(cases, str(night)))
        for night, cases in enumerate(wrong, start=1)
    ]
    assert [(one["night"], one["look"], one.get("stands_from")) for one in found] == [
        (1, 1, None), (2, 2, None), (3, 2, "n2"), (4, 3, None), (5, 3, "n4")
    ]  # fmt: skip
    assert task(found[1])["clusters"] == N
    assert task(found[1])["difference"] == pytest.approx(-3 / N, abs=1e-6)
    assert task(found[2]) == task(found[1]), "the verdict of night 2 stands"
    assert task(found[3])["difference"] == pytest.approx(-3 / N, abs=1e-6)
    # Of the same mean, misses spread over more cases are less evidence against it.
    assert task(found[3])["ci_low"] != task(found[1])["ci_low"]
    assert "This run is not a look: it is night 3 of its epoch" in found[2]["look_meaning"]
    assert "The verdict of run n2, look 2, stands" in found[2]["look_meaning"]
    assert "this one and run n1, n2, n3" in found[3]["look_meaning"]


def test_a_night_is_judged_again_as_it_was_without_its_history(nights: Nights) -> None:
    for night in range(1, 5):
        nights.run(f"n{night}", answers(range(night), str(night)))
    before = {name: nights.verdict(name) for name in ("n2", "n3", "n4")}
    Path("runs/history.sqlite").unlink()
    for name, verdict in before.items():
        nights.cli("score", f"runs/{name}")
        assert nights.verdict(name) == verdict


def test_the_same_answers_are_no_new_evidence(nights: Nights) -> None:
    first = nights.run("n1", answers(range(2), "same"))
    again = nights.run("n2", answers(range(2), "same"))
    assert (again["look"], again["night"]) == (1, 1)
    assert task(again) == task(first)
    assert "there are no new answers since run n1" in again["look_meaning"]
    assert nights.run("n3", answers(range(2), "new"))["night"] == 2


def test_a_breach_between_looks_is_no_part_of_the_verdict_that_stands(nights: Nights) -> None:
    for night in (1, 2):
        found = nights.run(f"n{night}", answers((), str(night), 130), guard="leaked")
        assert found["verdict"] == "safe"
    leaking = [*answers((), "3", 130)[:-1], "yes leaked"]
    found = nights.run("n3", leaking, guard="leaked")
    assert (found["night"], found["look"], found["stands_from"]) == (3, 2, "n2")
    assert (found["verdict"], found["rule"]) == ("unsafe", "confirmed_breach")
    assert nights.run("n4", answers((), "4", 130), guard="leaked")["verdict"] == "unsafe"


def test_drift_ends_an_epoch(nights: Nights) -> None:
    nights.run("n1", answers(range(2), "1"))
    nights.run("n2", answers(range(2), "2"))
    drifted = nights.run("n3", answers(range(40), "3"))
    assert (drifted["look"], drifted["night"], drifted["drift"]) == (1, 1, True)
    assert drifted["verdict"] == "unsafe"
    assert any("Drift is shown: the candidate's task" in one for one in drifted["warnings"])
    after = nights.run("n4", answers(range(40), "4"))
    assert (after["look"], after["night"], after["earlier_runs"]) == (2, 2, ["n3"])


def test_a_served_model_that_changes_and_comes_back_buys_no_first_look(nights: Nights) -> None:
    nights.run("n1", answers(range(2), "1"))
    assert nights.run("n2", answers(range(2), "2"), model="m-2")["look"] == 1
    assert nights.run("n3", answers(range(2), "3"))["look"] == 2


def test_an_unfavourable_night_whose_folder_is_gone_still_counts(nights: Nights) -> None:
    nights.run("n1", answers(range(8), "1"))
    for path in sorted(Path("runs/n1").iterdir()):
        path.unlink()
    Path("runs/n1").rmdir()
    second = nights.run("n2", answers((), "2"))
    assert (second["look"], second["earlier_runs"]) == (2, ["n1"])
    assert task(second)["difference"] == pytest.approx(-4 / N, abs=1e-6)


def test_easy_cases_that_are_added_are_a_look_and_named(nights: Nights) -> None:
    nights.run("n1", answers(range(4), "1"))
    nights.run("n2", answers(range(4), "2"))
    more = nights.run("n3", answers(range(4), "3", N + 60))
    assert (more["look"], more["night"]) == (3, 3)
    assert "60 cases are new to the claim" in more["look_meaning"]


def test_nights_without_kept_scores_are_named(nights: Nights) -> None:
    nights.run("n1", answers(range(4), "1"))
    connection = sqlite3.connect("runs/history.sqlite")
    with connection:
        connection.execute("UPDATE looks SET evidence = x''")
    connection.close()
    second = nights.run("n2", answers(range(4), "2"))
    assert any("are not in the means: run n1" in one for one in second["warnings"])


def early(nights: Nights, name: str, new: Sequence[str], *flags: str) -> dict[str, Any]:
    verdict = nights.run(name, new, "--stop-early", *flags)
    report = json.loads(Path("runs", name, "report.json").read_text())
    (stop,) = report["run"]["early"]
    return {**verdict, "stop": stop, "samples": report["run"]["samples"]}


def test_a_run_stops_where_its_answer_is_clear(nights: Nights) -> None:
    found = early(nights, "n1", ["yes"] * 400)
    assert found["verdict"] == "safe"
    assert found["stop"]["stage"] == 1
    assert (found["stop"]["cases"], found["stop"]["of"]) == (200, 400)
    assert found["samples"] == 400
    assert found["stop"]["saved_calls"] == 400
    assert found["alpha"] == pytest.approx(0.3 * 0.04)
    assert task(found)["clusters"] == 200
    assert task(found)["confidence"] == pytest.approx(1 - 0.3 * 0.04)
    page = nights.cli("show", "runs/n1").out
    assert "200 of 400 cases" in " ".join(page.split())
    before = nights.verdict("n1")
    nights.cli("score", "runs/n1")
    assert nights.verdict("n1") == before


def test_a_run_that_never_is_clear_asks_all_and_spends_no_more_than_its_look(
    nights: Nights,
) -> None:
    found = early(nights, "n1", answers(range(5), "1"))
    assert found["stop"] == {
        "workload": "answers", "stage": 2, "cases": N, "of": N, "saved_calls": 0
    }  # fmt: skip
    assert found["samples"] == 2 * N
    assert found["alpha"] == pytest.approx(0.6 * 0.04)


def test_a_resumed_run_does_not_get_back_what_it_spent(nights: Nights) -> None:
    early(nights, "n1", ["yes"] * 400)
    assert nights.cli("resume", "runs/n1").code == 0
    after = nights.verdict("n1")
    assert (task(after)["clusters"], after["look"]) == (400, 1)
    assert after["alpha"] == pytest.approx(0.6 * 0.04)


def test_a_run_that_may_stop_early_is_no_recording(nights: Nights) -> None:
    done = nights.cli("run", "suite.yaml", "--stop-early", "--record", "a.jsonl")
    assert done.code == 2
    assert "a recording needs all of them" in done.err


def test_what_earlier_nights_found_is_written_again_where_it_is_damaged(nights: Nights) -> None:
    nights.run("n1", answers(range(3), "1"))
    nights.run("n2", answers(range(3, 6), "2"))
    before = nights.verdict("n2")
    Path("runs/n2/nights.json").write_text("{")
    Path("runs/n2/digests.json").unlink()
    refused = nights.cli("score", "runs/n2")
    assert refused.code == 4
    assert "nights.json" in refused.err
    done = nights.cli("resume", "runs/n2", "--repair")
    assert "nights.json is damaged: it is rebuilt from the history" in done.err
    assert nights.verdict("n2") == before


def test_a_verdict_that_does_not_read_cannot_stand(nights: Nights) -> None:
    nights.run("n1", answers(range(3), "1"))
    nights.run("n2", answers(range(3), "2"))
    connection = sqlite3.connect("runs/history.sqlite")
    with connection:
        connection.execute("UPDATE verdicts SET document = '{}'")
    connection.close()
    third = nights.run("n3", answers(range(3), "3"))
    assert (third["look"], third["night"]) == (3, 3)
    assert "stands_from" not in third
