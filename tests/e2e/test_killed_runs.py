"""Runs that are killed at random moments, again and again, under every kind of trouble.

`PORTCHECK_ROUNDS` is the number of kills that are tried, `PORTCHECK_SEED` decides their moments.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from live_runs import end, lines, places, start, write_suite
from vendor import ANSWER, Asked, Handle, vendor

from portcheck.config.schema import published

pytestmark = pytest.mark.server

ROUNDS = int(os.environ.get("PORTCHECK_ROUNDS", "4"))
SEED = int(os.environ.get("PORTCHECK_SEED", "1"))
CASES = 50 + 5 * ROUNDS
CONCURRENCY = 12
PROVIDERS = {"old": {}, "new": {"stream": True}}
TROUBLE = {"429": 0.01, "429-told": 0.04, "500": 0.03, "503": 0.02, "cut": 0.05}
FLAGS = ("--concurrency", str(CONCURRENCY), "--json", "--fail-on", "unsafe")
Place = tuple[str, str]


@dataclass
class Campaign:
    """What was seen, start by start."""

    run: Path
    server: Handle
    in_flight_at_kills: list[int] = field(default_factory=list)
    lost: Counter[Place] = field(default_factory=Counter)
    kills: int = 0
    retried: int = 0
    _asked: int = 0
    _samples: int = 0

    def note(self, *, killed: bool) -> None:
        """Holds what a start has asked against what it has kept."""
        everything, kept = self.server.quiet(), lines(self.run / "samples.jsonl")
        asked, samples = everything[self._asked :], kept[self._samples :]
        self._asked, self._samples = len(everything), len(kept)
        where = places(self.run)
        by_place: dict[Place, list[Asked]] = {}
        for one in asked:
            by_place.setdefault((one.provider, one.case), []).append(one)
        for sample in samples:
            mine = by_place.pop(where[sample["trial"]])
            assert sample["attempts"] == len(mine), "the run knows each of its requests"
            assert bool(sample["completion"]) == (mine[-1].outcome == ANSWER)
            self.retried += len(mine) - 1
        # What was asked and left no sample was in flight, waits before a retry included.
        assert killed or not by_place, f"lost without a kill: {sorted(by_place)}"
        in_flight = [place for place, mine in by_place.items() if mine[-1].outcome == ANSWER]
        assert len(by_place) <= CONCURRENCY
        self.lost.update(in_flight)
        if killed:
            self.kills += 1
            self.in_flight_at_kills.append(len(by_place))


def report_of(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def uninterrupted(folder: Path) -> dict[str, Any]:
    """The report of the same run against the same vendor, left in peace."""
    with vendor(seed=SEED, trouble=TROUBLE, wrong={"new": 0.3}) as server:
        suite = write_suite(folder, server.url, PROVIDERS, CASES)
        run = start("run", str(suite), "--baseline", "old", "--out", "r", *FLAGS, cwd=folder)
        code, _, err = end(run)
    assert code in {0, 1}, err
    return report_of(folder / "r")


def killed(folder: Path, rng: random.Random) -> tuple[Campaign, list[Asked]]:
    """The run, killed and resumed until it is done."""
    with vendor(seed=SEED, trouble=TROUBLE, wrong={"new": 0.3}) as server:
        suite = write_suite(folder, server.url, PROVIDERS, CASES)
        seen = Campaign(folder / "r", server)
        words: tuple[str, ...] = ("run", str(suite), "--baseline", "old", "--out", "r")
        share = 2 * CASES * len(PROVIDERS) // (2 * ROUNDS + 2)
        for number in range(ROUNDS):
            process = start(*words, *FLAGS, cwd=folder)
            words = ("resume", "r")
            ended = wait(process, server, rng, rng.randint(1, 2 * share), begun=number > 0)
            process.send_signal(signal.SIGKILL)
            end(process)
            seen.note(killed=not ended)
        code, _, err = end(start(*words, *FLAGS, cwd=folder))
        assert code in {0, 1}, err
        seen.note(killed=False)
        return seen, server.quiet()


def wait(process: Any, server: Handle, rng: random.Random, count: int, *, begun: bool) -> bool:
    """Waits for a random moment; whether the process has come to its end before."""
    if begun and rng.random() < 0.15:
        time.sleep(rng.uniform(0.0, 0.6))  # while it starts, or just before it asks
        return process.poll() is not None
    target = len(server.asked()) + count
    while process.poll() is None and len(server.asked()) < target:
        time.sleep(0.002)
    time.sleep(rng.uniform(0.0, 0.03))
    return process.poll() is not None


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    seen, asked = killed(tmp_path / "killed", rng)
    peaceful = uninterrupted(tmp_path / "peaceful")

    # Each question is asked once, once more for each request that failed, and once more for each
    # kill that met its answer on the way.
    counts = Counter((one.provider, one.case) for one in asked)
    failures = Counter((one.provider, one.case) for one in asked if one.outcome != ANSWER)
    assert len(counts) == CASES * len(PROVIDERS), "every question is asked"
    for place, count in counts.items():
        assert count <= 1 + failures[place] + seen.lost[place], place
    assert sum(seen.lost.values()) <= sum(seen.in_flight_at_kills)
    assert len(asked) <= len(counts) + sum(seen.in_flight_at_kills) + failures.total()

    # Nothing is missing and nothing is there twice.
    where, samples = places(seen.run), lines(seen.run / "samples.jsonl")
    answers = Counter(sample["trial"] for sample in samples if sample["completion"])
    assert answers == Counter(list(where))

    # The result is that of the run that was left in peace.
    report = report_of(seen.run)
    assert report["verdicts"] == peaceful["verdicts"]
    assert report["exit_code"] == peaceful["exit_code"]
    for fact in ("samples", "trials", "failures", "incomplete", "interrupted", "suite_digest"):
        assert report["run"][fact] == peaceful["run"][fact], fact

    # Every file of it is what its schema says, whatever the kills did to its ends.
    schema = published("run")
    for name, kind in (("samples", "sample"), ("scores", "score"), ("events", "event")):
        validator = Draft202012Validator({**schema, "anyOf": [{"$ref": f"#/$defs/{kind}"}]})
        for line in lines(seen.run / f"{name}.jsonl"):
            validator.validate(line)

    # A campaign in which little went wrong shows little.
    assert seen.kills >= ROUNDS / 2
    assert any(seen.in_flight_at_kills), "no kill met a call in flight"
    assert seen.retried > 0, "no request was tried again"
    assert {one.outcome for one in asked} >= {"429-told", "500", "cut"}
