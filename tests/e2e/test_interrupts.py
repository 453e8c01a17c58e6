"""Signals to a run: the first lets calls in flight end, the second ends it; none is paid twice."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from commands import imported
from live_runs import end, lines, placed, start, started, write_suite
from vendor import Handle, vendor

pytestmark = pytest.mark.server

CASES, CONCURRENCY = 40, 6
WINDOW_S = 110.0
"""A vendor may ask to wait for two minutes; who asks for more is not asked again."""
PROVIDERS = {"old": {}, "new": {"stream": True}}
INT, TERM = signal.SIGINT, signal.SIGTERM
RUN = ("--baseline", "old", "--out", "r", "--concurrency", str(CONCURRENCY), "--json")


def finished(folder: Path, server: Handle) -> None:
    """The run goes on and comes to its end."""
    code, out, err = end(start("resume", "r", "--json", cwd=folder))
    report = json.loads(out)
    assert code == report["exit_code"] == 3, err
    assert report["run"]["samples"] == 2 * CASES
    assert (report["run"]["interrupted"], report["run"]["failures"]) == (False, {})
    assert len({(one.provider, one.case) for one in server.asked()}) == 2 * CASES


@pytest.mark.parametrize("number", [INT, TERM])
def test_the_first_lets_what_is_in_flight_end(tmp_path: Path, number: signal.Signals) -> None:
    with vendor(delay_ms=(400, 800)) as server:
        suite = write_suite(tmp_path, server.url, PROVIDERS, CASES)
        with started("run", str(suite), *RUN, cwd=tmp_path) as process:
            server.wait_for(15)
            process.send_signal(number)
            code, out, err = end(process)
        assert code == 130, err
        assert "Traceback" not in err
        assert "portcheck resume r" in err
        samples = lines(tmp_path / "r" / "samples.jsonl")
        assert all(sample["completion"] for sample in samples)
        assert len(samples) == len(server.quiet()) < 2 * CASES, "what was asked is kept"
        report = json.loads(out)
        assert report["run"]["interrupted"]
        assert report["run"]["samples"] == len(samples)
        events = lines(tmp_path / "r" / "events.jsonl")
        draining = [event["in_flight"] for event in events if event["event"] == "draining"]
        assert len(draining) == 1
        assert 1 <= draining[0] <= CONCURRENCY
        server.change(delay_ms=(1, 5))
        finished(tmp_path, server)
        assert set(Counter((one.provider, one.case) for one in server.asked()).values()) == {1}


@pytest.mark.parametrize("numbers", [(INT, INT), (TERM, TERM), (TERM, INT)])
def test_the_second_ends_the_run_at_once(
    tmp_path: Path, numbers: tuple[signal.Signals, signal.Signals]
) -> None:
    with vendor(delay_ms=(5, 10), hold_from=10) as server:
        suite = write_suite(tmp_path, server.url, PROVIDERS, CASES)
        with started("run", str(suite), *RUN, cwd=tmp_path) as process:
            server.wait_for(11)
            process.send_signal(numbers[0])
            assert process.stderr is not None
            while "press Ctrl-C again to stop now" not in (said := process.stderr.readline()):
                assert said, "it ended without a word"
            process.send_signal(numbers[1])
            code, _, err = end(process)  # though no answer comes
        assert code == 130, err
        assert "Traceback" not in err
        samples = lines(tmp_path / "r" / "samples.jsonl")
        asked = len(server.settled())
        assert 0 < asked - len(samples) <= CONCURRENCY, "calls in flight, and only they, are lost"
        server.change(hold_from=None)
        finished(tmp_path, server)
        assert len(server.asked()) - 2 * CASES == asked - len(samples)


def test_a_run_that_waits_for_its_vendor_ends_as_well(tmp_path: Path) -> None:
    with vendor(limits={"new": 3}, window_s=WINDOW_S) as server:
        suite = write_suite(tmp_path, server.url, PROVIDERS, CASES)
        with started("run", str(suite), *RUN, cwd=tmp_path) as process:
            while not lines(tmp_path / "r" / "events.jsonl")[3:]:
                time.sleep(0.01)
            server.wait_for(3 + CASES)  # three of one provider were answered, all of the other
            server.quiet()
            began = time.monotonic()
            process.send_signal(INT)
            code, _, err = end(process)
        assert (code, time.monotonic() - began < WINDOW_S / 2) == (130, True), err
        server.change(limits={})
        finished(tmp_path, server)


@pytest.mark.parametrize("number", [INT, TERM])
@pytest.mark.parametrize("command", ["run", "score"])
def test_one_while_answers_are_scored_ends_the_command(
    tmp_path: Path, command: str, number: signal.Signals
) -> None:
    slow = "regex: (a|aa)+[^a0-9]"  # each answer takes all the time that a check may
    answers = [f"{'a' * 64}{n}" for n in range(16)]
    suite = imported(tmp_path, {"old": answers, "new": answers}, "--check", slow)
    run = ("run", str(suite), "--baseline", "old", "--out", "r", "--json")
    if command == "score":
        assert end(start(*run, cwd=tmp_path))[0] == 3
    words = run if command == "run" else ("score", "r")
    process = placed("scoring", 3, "TELL", *words, cwd=tmp_path)
    while not (tmp_path / "reached").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    time.sleep(0.05)  # most probably in the middle of a search
    process.send_signal(number)
    code, out, err = end(process)
    assert (code, out) == (130, "")
    assert "interrupted" in err
    assert "Traceback" not in err
    assert "internal error" not in err


def test_two_processes_cannot_write_one_run(tmp_path: Path) -> None:
    with vendor(hold_from=3) as server:
        suite = write_suite(tmp_path, server.url, PROVIDERS, CASES)
        with started("run", str(suite), *RUN, cwd=tmp_path) as first:
            server.wait_for(3)
            code, _, err = end(start("resume", "r", cwd=tmp_path))
            assert code == 2
            assert "another process is writing r" in err
            again = start("run", str(suite), "--baseline", "old", "--out", "r", cwd=tmp_path)
            code, _, err = end(again)
            assert code == 2
            assert "r exists already" in err
            server.change(hold_from=None)
            assert end(first)[0] == 3
        assert len(server.asked()) == 2 * CASES


def test_an_interrupted_run_says_first_how_to_go_on_and_writes_its_reports_again(
    tmp_path: Path,
) -> None:
    with vendor(delay_ms=(400, 800)) as server:
        suite = write_suite(tmp_path, server.url, PROVIDERS, CASES)
        words = (*RUN[:-1], "--report", "md=night.md", "--fail-on", "unsafe")
        with started("run", str(suite), *words, cwd=tmp_path) as process:
            server.wait_for(15)
            process.send_signal(INT)
            code, out, err = end(process)
        assert code == 130, err
        said = err[err.index("waiting for ") :].splitlines()
        assert said[0].endswith("press Ctrl-C again to stop now")
        assert said[1].startswith("interrupted: ")
        assert said[2] == (
            f"resume it: portcheck resume r --fail-on unsafe --concurrency {CONCURRENCY}"
            " --report md=night.md"
        )
        assert "not decided yet" in out
        assert "\u2500" not in out, "no table"
        before = (tmp_path / "night.md").read_text()
        server.change(delay_ms=(1, 5))
        code, out, err = end(start("resume", "r", cwd=tmp_path))
        assert code == 3, err
        assert f"md report: {tmp_path / 'night.md'}" in err
        after = (tmp_path / "night.md").read_text()
        assert f"{2 * CASES} planned, {2 * CASES} made" in after
        assert f"{2 * CASES} planned, {2 * CASES} made" not in before
