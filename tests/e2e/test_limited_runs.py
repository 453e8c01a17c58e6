"""Limits of vendors and of the purse, kept by real processes against a vendor that counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from live_runs import end, lines, start, started, write_suite
from vendor import ANSWER, Asked, Handle, vendor

pytestmark = pytest.mark.server

CASES = 40
WINDOW_S = 3.0
PRICE: dict[str, Any] = {"price": {"input": 1000.0, "output": 1000.0}}
"""US dollars per million tokens."""
COST = 120 * 1000.0 / 1e6
"""What the vendor bills for a call of 20 tokens in and 100 out."""
TOKENS = {"input_tokens": 20, "output_tokens": 100}
RUN = ("--baseline", "old", "--out", "r", "--json")


def finished(folder: Path, *flags: str) -> dict[str, Any]:
    """The report of a run that was resumed and came to its end."""
    code, out, err = end(start("resume", "r", "--json", *flags, cwd=folder))
    assert code == 3, err
    report: dict[str, Any] = json.loads(out)
    assert (report["run"]["samples"], report["run"]["failures"]) == (2 * CASES, {})
    return report


def of(asked: Iterable[Asked], provider: str) -> list[Asked]:
    return [one for one in asked if one.provider == provider]


def billed(asked: Iterable[Asked]) -> float:
    """US dollars; what breaks off on its way to us has been computed, and is billed."""
    return COST * sum(one.outcome in {ANSWER, "cut", "500"} for one in asked)


@pytest.mark.parametrize("told", [True, False])
def test_a_vendor_with_a_limit_loses_nothing_and_holds_up_nobody(
    tmp_path: Path, *, told: bool
) -> None:
    limits = {"new": 30 if told else 36}
    providers: dict[str, dict[str, Any]] = {"old": {"limits": {"concurrency": 4}}, "new": {}}
    with vendor(limits=limits, window_s=WINDOW_S, told=told, delay_ms=(30, 40)) as server:
        suite = write_suite(tmp_path, server.url, providers, CASES)
        code, out, err = end(start("run", str(suite), *RUN, cwd=tmp_path))
        asked = server.quiet()
    report = json.loads(out)
    assert code == 3, err
    assert (report["run"]["samples"], report["run"]["failures"]) == (2 * CASES, {})
    limited, free = of(asked, "new"), of(asked, "old")
    assert sum(one.outcome == ANSWER for one in limited) == CASES
    turned_away = sum(one.outcome != ANSWER for one in limited)
    assert 0 < turned_away <= CASES
    assert len(free) == CASES
    # Whoever waited with the other would ask nothing until its window has room again.
    times = sorted(one.at for one in free)
    assert max(b - a for a, b in pairwise(times)) < WINDOW_S / 2, "the other goes at its own pace"
    assert max(one.at for one in limited) > max(times)


def test_half_the_budget_stops_under_it_and_the_rest_finishes(tmp_path: Path) -> None:
    trouble = {"500": 0.03, "cut": 0.05}
    providers: dict[str, dict[str, Any]] = {"old": PRICE, "new": {**PRICE, "stream": True}}
    with vendor(trouble=trouble, seed=3, **TOKENS) as server:
        suite = write_suite(tmp_path, server.url, providers, CASES)
        plan = end(start("plan", str(suite), "--baseline", "old", "--json", cwd=tmp_path))
        assert plan[0] == 0, plan[2]
        bound = json.loads(plan[1])["cost_high_usd"]
        assert bound >= 2 * CASES * COST
        half = CASES * COST
        run = start("run", str(suite), *RUN, "--max-cost", str(half), cwd=tmp_path)
        code, out, err = end(run)
        assert code == 4, err
        report = json.loads(out)
        assert "budget" in report["run"]["incomplete"]
        first = billed(server.quiet())
        assert 0.6 * half < first <= half
        assert sum(report["run"]["cost_usd"].values()) <= first
        assert set(report["run"]["failures"]) <= {"server", "connection"}, "no money for a retry"
        assert report["run"]["samples"] == len(lines(tmp_path / "r" / "samples.jsonl"))
        rest = bound - first
        finished(tmp_path, "--max-cost", str(rest))
        asked = server.quiet()
        assert billed(asked) <= bound
        assert sum(one.outcome == ANSWER for one in asked) == 2 * CASES


def test_a_vendor_that_bills_more_than_expected_does_not_break_the_budget(tmp_path: Path) -> None:
    tokens = {"input_tokens": 400, "output_tokens": 100}
    with vendor(**tokens) as server:
        suite = write_suite(tmp_path, server.url, {"old": PRICE, "new": PRICE}, 4 * CASES)
        budget = 4 * CASES * 0.5
        run = start("run", str(suite), *RUN, "--max-cost", str(budget), cwd=tmp_path)
        code, _, err = end(run)
        assert code == 4, err
        assert 0.8 * budget < 0.5 * len(server.quiet()) <= budget


def test_calls_are_counted_retries_included(tmp_path: Path) -> None:
    with vendor(trouble={"429-told": 0.1, "500": 0.05}, seed=2) as server:
        suite = write_suite(tmp_path, server.url, {"old": {}, "new": {}}, CASES)
        code, out, err = end(start("run", str(suite), *RUN, "--max-calls", "30", cwd=tmp_path))
        assert code == 4, err
        asked = server.quiet()
        assert len(asked) == 30
        assert any(one.outcome != ANSWER for one in asked)
        assert "limit of 30 calls" in json.loads(out)["run"]["incomplete"]
        finished(tmp_path)
        assert sum(one.outcome == ANSWER for one in server.quiet()) == 2 * CASES


def test_a_run_ends_in_its_time(tmp_path: Path) -> None:
    with vendor(delay_ms=(600, 700)) as server:  # the whole of it would take 13 s
        suite = write_suite(tmp_path, server.url, {"old": {}, "new": {}}, CASES)
        flags = ("--concurrency", "4", "--max-time", "2s")
        code, out, err = end(start("run", str(suite), *RUN, *flags, cwd=tmp_path))
        assert code == 4, err
        assert "time limit of 2 s" in json.loads(out)["run"]["incomplete"]
        asked = server.quiet()
        assert 4 <= len(asked) <= 4 * 4, (
            "none after its time, when four can have been answered in turn"
        )
        kept = lines(tmp_path / "r" / "samples.jsonl")
        assert len(asked) - len(kept) <= 4, "at most what was in flight is given up"
        assert all(sample["completion"] for sample in kept)
        server.change(delay_ms=(1, 2))
        finished(tmp_path)
        assert len(server.quiet()) == 2 * CASES + len(asked) - len(kept)


def begun(folder: Path, server: Handle, entry: dict[str, Any], cases: int, calls: int) -> None:
    """A run in `folder` that has made so many of its calls."""
    suite = write_suite(folder, server.url, {"old": entry, "new": {}}, cases)
    run = start("run", str(suite), *RUN, "--max-calls", str(calls), cwd=folder)
    assert end(run)[0] == 4


def test_two_processes_keep_one_limit_together(tmp_path: Path) -> None:
    entry = {"limits": {"requests_per_minute": 900}}  # 15 a second
    shared = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    with vendor(delay_ms=(1, 5)) as server:
        begun(tmp_path / "one", server, entry, 16, calls=4)
        suite = write_suite(tmp_path / "two", server.url, {"old": entry, "new": {}}, 16)
        before = len(server.quiet())
        resumed = ("resume", "r", "--json")
        with (
            started(*resumed, cwd=tmp_path / "one", **shared) as one,
            started("run", str(suite), *RUN, cwd=tmp_path / "two", **shared) as two,
        ):
            assert (end(one)[0], end(two)[0]) == (3, 3)
        asked = of(server.quiet()[before:], "old")
    assert len(asked) > 16, "both asked"
    # Apart from each other the two would be done in half the time; a busy machine lets the first
    # request leave late, and the last one later still.
    took = max(one.at for one in asked) - min(one.at for one in asked)
    assert took > 0.75 * (len(asked) - 1) / 15
    assert took < 10 * len(asked) / 15, "what is allowed is asked"
