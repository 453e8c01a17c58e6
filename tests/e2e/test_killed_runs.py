"""Runs that are ended at random moments, again and again, in every way, under every trouble.

`PORTCHECK_KILLS` is the number of times that something is ended, `PORTCHECK_SEED` decides how and
when. CI's long mode takes 1,000.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import interrupting
import pytest
from commands import environment, imported, in_process
from jsonschema import Draft202012Validator
from live_runs import end, lines, listens, placed, places, start, write_suite
from vendor import ANSWER, Asked, Handle, vendor

from portcheck.config.schema import published

KILLS = int(os.environ.get("PORTCHECK_KILLS", "60"))
SEED = int(os.environ.get("PORTCHECK_SEED", "1"))
PLACED = KILLS // 3
"""While answers are scored and compared and what came of it is written; the others during calls."""
CAMPAIGNS = max(4, KILLS // 60)
"""Runs, each of which is ended many times."""
ROUNDS = (KILLS - PLACED) // CAMPAIGNS
CASES = 50 + 10 * ROUNDS
CONCURRENCY = 12
PROVIDERS = {"old": {}, "new": {"stream": True}}
TROUBLE = {"429": 0.01, "429-told": 0.04, "500": 0.03, "503": 0.02, "cut": 0.05}
FLAGS = ("--concurrency", str(CONCURRENCY), "--json", "--fail-on", "unsafe")
pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(600 + 60 * ROUNDS)]
Place = tuple[str, str]
Process = subprocess.Popen[str]

GENTLE = {"term": signal.SIGTERM, "int": signal.SIGINT}
"""What lets calls in flight end."""
WAYS = ("kill", "kill", "twice", "stop", "orphan", *GENTLE)


def begin(way: str, *words: str, cwd: Path) -> Process:
    """Starts portcheck, and a shell that waits for it where that is what dies."""
    if way != "orphan":
        return start(*words, cwd=cwd)
    (cwd / "child").unlink(missing_ok=True)
    name = "echo $! >child.new; mv child.new child"
    script = f'python=$1; shift; "$python" -m portcheck "$@" & {name}; wait'
    return subprocess.Popen(
        ["sh", "-c", script, "sh", sys.executable, *words],
        cwd=cwd,
        env=environment(XDG_CACHE_HOME=str(cwd / "cache")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(way: str, process: Process, cwd: Path, rng: random.Random) -> None:
    """Ends what was begun."""
    if way in GENTLE:
        process.send_signal(GENTLE[way])
    elif way == "twice":
        process.send_signal(signal.SIGINT)
        time.sleep(rng.uniform(0.0, 0.1))
        process.send_signal(signal.SIGINT)
    elif way == "stop":  # as Ctrl-Z and `fg` do
        process.send_signal(signal.SIGSTOP)
        time.sleep(rng.uniform(0.0, 0.3))
        process.send_signal(signal.SIGCONT)
        time.sleep(rng.uniform(0.0, 0.05))
    elif way == "orphan":
        while not (cwd / "child").exists():
            time.sleep(0.005)
        process.kill()
        time.sleep(rng.uniform(0.0, 0.05))  # it goes on alone, until its terminal is closed
        with contextlib.suppress(ProcessLookupError):
            os.kill(int((cwd / "child").read_text()), rng.choice([signal.SIGHUP, signal.SIGKILL]))
    if way in {"kill", "stop"}:
        process.kill()


@dataclass
class Campaign:
    """What was seen, start by start."""

    run: Path
    server: Handle
    in_flight_at_kills: list[int] = field(default_factory=list)
    lost: Counter[Place] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    _asked: int = 0
    _samples: int = 0

    def note(self, way: str) -> None:
        """Holds what a start has asked against what it has kept; `way` is "" where it ended."""
        everything, kept = self.server.quiet(), lines(self.run / "samples.jsonl")
        asked, samples = everything[self._asked :], kept[self._samples :]
        self._asked, self._samples = len(everything), len(kept)
        by_place: dict[Place, list[Asked]] = {}
        for one in asked:
            by_place.setdefault((one.provider, one.case), []).append(one)
        where = places(self.run) if samples else {}
        for sample in samples:
            mine = by_place.pop(where[sample["trial"]])
            assert sample["attempts"] == len(mine), "the run knows each of its requests"
            assert bool(sample["completion"]) == (mine[-1].outcome == ANSWER)
            self.retried += len(mine) - 1
        # What was asked and left no sample was in flight, waits before a retry included.
        in_flight = [place for place, mine in by_place.items() if mine[-1].outcome == ANSWER]
        assert way or not by_place, f"lost without a kill: {sorted(by_place)}"
        assert not (way in GENTLE and in_flight), f"answers that were lost by {way}: {in_flight}"
        assert len(by_place) <= CONCURRENCY
        self.lost.update(in_flight)
        if way:
            self.ends[way] += 1
            self.in_flight_at_kills.append(len(by_place))


def report_of(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def uninterrupted(folder: Path, seed: int) -> dict[str, Any]:
    """The report of the same run against the same vendor, left in peace."""
    with vendor(seed=seed, trouble=TROUBLE, wrong={"new": 0.3}) as server:
        suite = write_suite(folder, server.url, PROVIDERS, CASES)
        run = start("run", str(suite), "--baseline", "old", "--out", "r", *FLAGS, cwd=folder)
        code, _, err = end(run)
    assert code in {0, 1}, err
    return report_of(folder / "r")


def ended_often(folder: Path, seed: int) -> tuple[Campaign, list[Asked]]:
    """The run, ended and resumed until it is done."""
    rng = random.Random(seed)
    with vendor(seed=seed, trouble=TROUBLE, wrong={"new": 0.3}) as server:
        suite = write_suite(folder, server.url, PROVIDERS, CASES)
        seen = Campaign(folder / "r", server)
        words: tuple[str, ...] = ("run", str(suite), "--baseline", "old", "--out", "r")
        # Beside those that are in flight; the last start finds about a quarter of the questions,
        # and so is long enough to try requests again.
        share = max(1, 3 * CASES * len(PROVIDERS) // (4 * ROUNDS + 4) - CONCURRENCY)
        for number in range(ROUNDS):
            way = rng.choice(WAYS)
            process = begin(way, *words, *FLAGS, cwd=folder)
            ended = wait(way, process, server, rng, rng.randint(1, 2 * share), begun=number > 0)
            if (folder / "r" / "plan.json").exists():
                words = ("resume", "r")
            finish(way, process, folder, rng)
            code, _, err = end(process)
            assert code not in {2, 70}, (way, code, err)
            assert "Traceback" not in err, (way, err)
            assert way not in {*GENTLE, "twice"} or code in {0, 1, 130, -2, -15}, (way, code, err)
            seen.note("" if ended else way)
        code, _, err = end(start(*words, *FLAGS, cwd=folder))
        assert code in {0, 1}, err
        seen.note("")
        return seen, server.quiet()


def wait(
    way: str, process: Process, server: Handle, rng: random.Random, count: int, *, begun: bool
) -> bool:
    """Waits for a random moment; whether the process has come to its end before."""
    if begun and rng.random() < 0.15:
        if way != "orphan":
            listens(process)
        time.sleep(rng.uniform(0.0, 0.6))  # while it starts, or just before it asks
        return process.poll() is not None
    target = server.count() + count
    while process.poll() is None and server.count() < target:
        time.sleep(0.002)
    time.sleep(rng.uniform(0.0, 0.03))
    return process.poll() is not None


@pytest.mark.parametrize("number", range(CAMPAIGNS))
def test_a_run_that_is_killed_again_and_again(tmp_path: Path, number: int) -> None:
    seed = 1000 * SEED + number
    seen, asked = ended_often(tmp_path / "ended", seed)
    peaceful = uninterrupted(tmp_path / "peaceful", seed)

    # Each question is asked once, once more for each request that failed, and once more for each
    # end that met its answer on the way.
    counts = Counter((one.provider, one.case) for one in asked)
    failures = Counter((one.provider, one.case) for one in asked if one.outcome != ANSWER)
    assert len(counts) == CASES * len(PROVIDERS), "every question is asked"
    for place, count in counts.items():
        assert count <= 1 + failures[place] + seen.lost[place], place
    extra = len(asked) - len(counts) - failures.total()
    assert extra <= sum(seen.lost.values()) <= sum(seen.in_flight_at_kills)

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

    # Every file of it is what its schema says, whatever became of its ends.
    schema = published("run")
    for name, kind in (("samples", "sample"), ("scores", "score"), ("events", "event")):
        validator = Draft202012Validator({**schema, "anyOf": [{"$ref": f"#/$defs/{kind}"}]})
        for line in lines(seen.run / f"{name}.jsonl"):
            validator.validate(line)

    # A campaign in which little went wrong shows little.
    told = f"ended {seen.ends.total()} times {dict(seen.ends)}: nothing lost, nothing twice"
    sys.stdout.write(f"{told}, {extra} asked again\n")
    assert seen.ends.total() >= ROUNDS / 2
    assert ROUNDS < 10 or any(seen.in_flight_at_kills), "no kill met a call in flight"
    assert seen.retried > 0, "no request was tried again"
    assert {one.outcome for one in asked} >= {"429-told", "500", "cut"}


# --- while answers are scored and compared, and what came of it is written ---------------------


@pytest.mark.parametrize("half", [0, 1])
def test_a_judgement_that_is_ended_again_and_again(tmp_path: Path, half: int) -> None:
    rng = random.Random(1000 * SEED + half)
    answers = {"old": ["yes"] * 40, "new": ["yes", "no"] * 20}
    suite = imported(tmp_path, answers, "--check", "max_length: {words: 3}")
    named = ("--baseline", "old", "--providers", str(suite.parent / "providers.yaml"))
    assert in_process("run", str(suite), *named, "--out", "r", cwd=tmp_path).code in {1, 3}
    run, peaceful = tmp_path / "r", report_of(tmp_path / "r")
    kept = (run / "samples.jsonl").read_bytes()
    met: Counter[str] = Counter()
    for _ in range(PLACED // 2):
        place = rng.choice(list(interrupting.PLACES))
        count = rng.randint(1, interrupting.PLACES[place][1])
        names = rng.choice(["KILL", "KILL", "TERM", "INT", "INT,INT"])
        words = rng.choice([("score", "r"), ("resume", "r")])
        if words[0] == "resume":  # which else keeps the scores that are there
            (run / "scores.jsonl").unlink(missing_ok=True)
        code, _, err = end(placed(place, count, names, *words, cwd=tmp_path))
        assert code in {peaceful["exit_code"], 130, -signal.SIGKILL}, (place, names, code, err)
        assert "Traceback" not in err, (place, names, err)
        met[place] += code in {130, -signal.SIGKILL}
        assert (run / "samples.jsonl").read_bytes() == kept
        assert report_of(run)["verdicts"] == peaceful["verdicts"], (place, names)
        lines(run / "scores.jsonl")
        json.loads((run / "run.json").read_text())
    assert in_process("resume", "r", cwd=tmp_path).code == peaceful["exit_code"]
    assert report_of(run)["verdicts"] == peaceful["verdicts"]
    assert [path.name for path in run.iterdir() if path.name.startswith(".")] == []
    sys.stdout.write(f"ended {met.total()} times {dict(met)}: the verdicts stay\n")
    assert met.total() >= 0.8 * (PLACED // 2), "hardly any of them was met"
