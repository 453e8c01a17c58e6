"""Limits per minute: spacing, the share of other processes, corrections."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from pathlib import Path

import pytest
from run_builders import ask

from portcheck.model.suite import Limits
from portcheck.run.cost import estimated_tokens
from portcheck.run.execute.rate_limits import FARTHEST_S, SAFETY, Ledger, RateLimiter, ledger_path

NOW = 1_000_000.0


def waits(limits: Limits, calls: int, ledger: Ledger | None = None) -> list[float]:
    """What each call waits for, if all of them come at once."""
    slept: list[float] = []

    async def nap(seconds: float) -> None:
        slept.append(seconds)

    async def run() -> None:
        pace = RateLimiter(limits, nap=nap, clock=lambda: NOW, ledger=ledger)
        for _ in range(calls):
            await pace.wait(ask("hello"))

    asyncio.run(run())
    return slept


def test_calls_are_spaced_by_the_stricter_limit() -> None:
    tokens = sum(estimated_tokens(ask("hello")))
    assert waits(Limits(), 3) == []
    assert waits(Limits(requests_per_minute=30), 3) == pytest.approx([2 * SAFETY, 4 * SAFETY])
    both = Limits(requests_per_minute=6000, tokens_per_minute=tokens * 60)
    assert waits(both, 3) == pytest.approx([SAFETY, 2 * SAFETY])


def test_processes_share_a_limit_through_a_file(tmp_path: Path) -> None:
    path = ledger_path(tmp_path / "limits", "api.example.com", "KEY", "model")
    limits = Limits(requests_per_minute=60)
    assert waits(limits, 2, Ledger(path)) == pytest.approx([SAFETY])
    assert waits(limits, 1, Ledger(path)) == pytest.approx([2 * SAFETY])
    other = ledger_path(tmp_path / "limits", "api.example.com", "KEY", "another")
    assert waits(limits, 1, Ledger(other)) == []
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"requests": "soon"}', '{"requests": 1e12}'])
def test_a_damaged_file_costs_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "limit.json"
    path.write_text(content)
    assert waits(Limits(requests_per_minute=60), 2, Ledger(path)) == pytest.approx([SAFETY])
    assert json.loads(path.read_text())["requests"] < NOW + FARTHEST_S


def test_a_folder_that_cannot_be_used_leaves_each_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ledger = Ledger(tmp_path / "file" / "limit.json")
    assert waits(Limits(requests_per_minute=60), 2, ledger) == pytest.approx([SAFETY])


def test_estimates_are_corrected_by_what_was_used() -> None:
    tokens = sum(estimated_tokens(ask("hello")))
    pace = RateLimiter(Limits(tokens_per_minute=tokens), nap=asyncio.sleep, clock=lambda: NOW)
    with pace._ledger.open() as moments:
        moments.tokens = NOW + 60
    pace.correct(ask("hello"), tokens // 2)
    with pace._ledger.open() as moments:
        assert moments.tokens == pytest.approx(NOW + 60 - 60 * (tokens - tokens // 2) / tokens)
    pace.correct(ask("hello"), None)
    with pace._ledger.open() as moments:
        assert moments.tokens < NOW + 60


def _book(path: str, calls: int) -> list[float]:
    limits = Limits(requests_per_minute=60)
    return [time.time() + wait for wait in (0.0, *waits(limits, calls, Ledger(Path(path))))]


@pytest.mark.slow
def test_no_moment_is_given_twice(tmp_path: Path) -> None:
    """Four processes book at once; every booking moves the moment by exactly one call."""
    path = tmp_path / "limit.json"
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.starmap(_book, [(str(path), 25)] * 4)
    assert json.loads(path.read_text())["requests"] == pytest.approx(NOW + 100 * SAFETY)


def said(limits: Limits, calls: int, ledger: Ledger | None = None) -> list[tuple[float, str]]:
    """What is said of the waits of calls that all come at once."""
    found: list[tuple[float, str]] = []

    async def nap(_seconds: float) -> None:
        return

    async def run() -> None:
        pace = RateLimiter(
            limits,
            nap=nap,
            clock=lambda: NOW,
            ledger=ledger,
            say=lambda seconds, reason: found.append((seconds, reason)),
        )
        for _ in range(calls):
            await pace.wait(ask("hello"))

    asyncio.run(run())
    return found


def test_long_waits_say_what_is_waited_for(tmp_path: Path) -> None:
    assert not said(Limits(requests_per_minute=30), 16), "spaced calls leave all the time"
    ((seconds, reason),) = said(Limits(requests_per_minute=1), 3)
    assert seconds == pytest.approx(60 * SAFETY)
    assert reason.startswith("its limit is 1 requests a minute")
    ledger = Ledger(tmp_path / "limit.json")
    waits(Limits(requests_per_minute=60), 10, ledger)
    ((seconds, reason),) = said(Limits(requests_per_minute=60, tokens_per_minute=9e9), 2, ledger)
    assert seconds == pytest.approx(10 * SAFETY)
    assert "60 requests and 9,000,000,000 tokens a minute, of all runs" in reason


def test_moments_of_another_start_of_the_machine_are_over(tmp_path: Path) -> None:
    path = tmp_path / "limit.json"
    limits = Limits(requests_per_minute=1)
    assert waits(limits, 3, Ledger(path, started="yesterday"))
    assert waits(limits, 1, Ledger(path, started="today")) == []
    assert waits(limits, 1, Ledger(path, started="today")) == pytest.approx([60 * SAFETY])


def test_the_time_of_day_makes_nobody_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, slept = Ledger(tmp_path / "limit.json"), list[float]()

    async def nap(seconds: float) -> None:
        slept.append(seconds)

    async def ask_once() -> None:
        await RateLimiter(Limits(requests_per_minute=6000), nap=nap, ledger=ledger).wait(ask("a"))

    asyncio.run(ask_once())
    monkeypatch.setattr(time, "time", lambda: 1.0)
    asyncio.run(ask_once())
    assert sum(slept) <= 60 / 6000 * SAFETY
    moments = json.loads((tmp_path / "limit.json").read_text())
    assert moments["requests"] <= time.monotonic() + 60


def test_a_moment_that_no_limit_could_have_made_is_ignored(tmp_path: Path) -> None:
    path, limits = tmp_path / "limit.json", Limits(requests_per_minute=60)
    waits(limits, 1, Ledger(path, started="today"))
    booked = json.loads(path.read_text())
    for ahead_s, waited in ((FARTHEST_S / 2, True), (2 * FARTHEST_S, False)):
        path.write_text(json.dumps({**booked, "requests": NOW + ahead_s}))
        assert bool(waits(limits, 1, Ledger(path, started="today"))) is waited
