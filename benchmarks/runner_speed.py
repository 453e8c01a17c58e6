"""What a whole `portcheck run` costs, beside a peer and bare clients that make the same calls.

    python benchmarks/runner_speed.py [--load 2000:32]... [--delay-ms 50] [--repeat 1]
        [--answer-bytes 4] [--rate-limited-share 0.05] [--rows] [--only portcheck]...
        [--environments DIR]

A stub on this machine answers after a fixed delay. Every client is a process of its own, timed from
its start to its end, Python's start-up included; `portcheck run` goes from the YAML files to
verdicts and report files, two providers, one check a case, with no flag that a user would not set,
and each time the first night of its history.
CPU and memory are those of the client's process. All rows, and so all ratios, come from one run;
with `--repeat` the clients take turns, and each row is the median of its client's turns.

llmshift is installed with pip into an environment of its own, and so is portcheck, with its extra
`fast` and none of the tools of its developers; `--environments` keeps them for the next time.

All clients and the stub run on the Python that runs this file. It matters how that was built: one
compiled without profile-guided optimization, as pyenv does by default, takes more CPU for all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import llmshift

HERE = Path(__file__).parent
BARE = {
    "aiohttp-uvloop": "aiohttp on uvloop",
    "httpx": "httpx, one client",
    "httpx-sharded": "httpx, four clients",
}
CLIENTS = (*BARE, "llmshift", "portcheck")
USUAL = ("aiohttp-uvloop", "llmshift", "portcheck")
"""The others take minutes where much is in flight."""
LOADS = ((2000, 32), (10_000, 512), (20_000, 2048))
"""Calls, and how many of them at a time."""
MISSING = 3
"""How bare_clients.py ends where a library is not installed."""
VERDICTS_GIVEN = {0, 3, 5}  # what a whole run of `portcheck run` ends with, by its verdicts
"""How `portcheck run` ends where there are few cases."""
OURS = "portcheck run"


Commands = dict[str, Callable[[int], list[str]]]
"""What starts a client for its n-th turn."""


class Load(NamedTuple):
    """How much is asked."""

    calls: int
    concurrency: int


@dataclass(frozen=True, slots=True)
class Row:
    """One client, measured."""

    name: str
    wall_s: float
    cpu_s: float
    peak_mb: float
    requests: int
    in_flight: int
    connections: int


@contextmanager
def stub(chosen: argparse.Namespace) -> Iterator[str]:
    """The stub's address, while it runs."""
    command = [sys.executable, str(HERE / "loopback.py")]
    for option in ("delay_ms", "answer_bytes", "rate_limited_share"):
        command += [f"--{option.replace('_', '-')}", str(getattr(chosen, option))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        assert process.stdin is not None
        process.stdin.close()


def ask_stub(url: str, what: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{url}/{what}", timeout=10) as reply:
        found: dict[str, float] = json.load(reply)
    return found


def measure(name: str, command: list[str], url: str, folder: Path) -> Row | None:
    """Runs one client; `None` where it cannot run here."""
    ask_stub(url, "reset")
    log = folder / "output.txt"
    # As in an installation, whatever this shell says: its own modules alone, compiled once.
    kept = os.environ.keys() - {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    environ = {key: os.environ[key] for key in kept}
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=out, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = code = os.waitstatus_to_exitcode(status)
    said = log.read_text(errors="replace")
    if code == MISSING and name != OURS:
        print(f"{name}: left out, {said.strip()}")
        return None
    if code not in (VERDICTS_GIVEN if name == OURS else {0}):
        if name == llmshift.NAME:
            print(f"{name}: left out, it ended with {code}: {said.strip()[-200:]}")
            return None
        raise SystemExit(f"{name} ended with {code}:\n{said[-2000:]}")
    seen = ask_stub(url, "stats")
    return Row(
        name,
        wall,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024 if sys.platform != "darwin" else used.ru_maxrss / 1024**2,
        int(seen["requests"]),
        int(seen["most_in_flight"]),
        int(seen["connections"]),
    )


def write_suite(folder: Path, url: str, load: Load, chosen: argparse.Namespace) -> None:
    """A suite of half as many cases as calls, and two providers with half the concurrency each."""
    cases = load.calls // 2
    lines = [
        "portcheck: 1",
        "suite: speed",
        "workloads:",
        "  answers:",
        "    runs_on: first",
        "    prompt:",
        "      system: You answer questions about stubs with yes or no.",
        '      user: "{{ question }}"',
        "    gates: {task: {margin: 0.05}}",
    ]
    question = "Is this a stub, and is number {} the one that was asked for?"
    if chosen.rows:
        rows = (
            json.dumps({"id": f"case-{n}", "question": question.format(n), "expected": "Yes"})
            for n in range(cases)
        )
        (folder / "rows.jsonl").write_text("\n".join(rows) + "\n")
        lines.append(
            "    cases_from: {file: rows.jsonl, id: id, vars: {question: question}, "
            'checks: [{contains: "{{ row.expected }}"}]}'
        )
    else:
        lines.append("    cases:")
        for n in range(cases):
            lines += [
                f"      - id: case-{n}",
                f'        vars: {{question: "{question.format(n)}"}}',
                "        checks: [{contains: Yes}]",
            ]
    (folder / "suite.yaml").write_text("\n".join(lines) + "\n")
    providers = ["portcheck: 1", "providers:"]
    for name in ("first", "second"):
        providers += [
            f"  {name}:",
            "    vendor: self-hosted",
            "    dialect: openai-chat",
            "    model: stub",
            f"    base_url: {url}/v1",
            f"    limits: {{concurrency: {load.concurrency // 2}}}",
        ]
    (folder / "providers.yaml").write_text("\n".join(providers) + "\n")


def commands(load: Load, chosen: argparse.Namespace, url: str, folder: Path) -> Commands:
    """How each client is started, by its name in the table."""
    found: Commands = {}
    for client in chosen.only or USUAL:
        if client in BARE:
            command = [sys.executable, str(HERE / "bare_clients.py"), client]
            command += ["--url", f"{url}/v1/chat/completions"]
            command += ["--calls", str(load.calls), "--concurrency", str(load.concurrency)]
            found[BARE[client]] = lambda _turn, command=command: command  # type: ignore[misc]
        elif client == "llmshift" and chosen.pythons.get("llmshift"):
            peer = llmshift.command(chosen.pythons["llmshift"], folder, url, *load)
            found[llmshift.NAME] = lambda _turn, peer=peer: peer  # type: ignore[misc]
        elif client == "portcheck":
            write_suite(folder, url, load, chosen)
            run = [str(chosen.pythons["portcheck"]), "-m", "portcheck", "run", "suite.yaml"]
            found[OURS] = lambda turn, run=run: [*run, "--out", f"turn-{turn}/run"]  # type: ignore[misc]
    return found


def rows(load: Load, chosen: argparse.Namespace, url: str, folder: Path) -> list[Row]:
    """Each client's median row."""
    started = commands(load, chosen, url, folder)
    found: dict[str, list[Row]] = {name: [] for name in started}
    for turn in range(chosen.repeat):
        for name, command in list(started.items()):
            row = measure(name, command(turn), url, folder)
            if row is None:
                del started[name]
            else:
                found[name].append(row)
    return [median(turns) for turns in found.values() if turns]


def median(turns: list[Row]) -> Row:
    """The middle of each measure; what the stub saw is that of the last turn."""
    return replace(
        turns[-1],
        wall_s=statistics.median(row.wall_s for row in turns),
        cpu_s=statistics.median(row.cpu_s for row in turns),
        peak_mb=statistics.median(row.peak_mb for row in turns),
    )


def table(found: list[Row], load: Load, chosen: argparse.Namespace) -> str:
    ideal = load.calls / load.concurrency * chosen.delay_ms / 1000
    refused = chosen.rate_limited_share
    lines = [
        f"{load.calls} calls, {load.concurrency} at a time, {chosen.delay_ms:g} ms each, "
        f"answers of {chosen.answer_bytes} bytes, {refused:.0%} refused with 429; "
        f"ideal {ideal:.2f} s, load of this machine {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}",
        "",
        f"{'':20}{'wall s':>8}{'CPU s':>8}{'CPU ms/call':>13}{'peak MB':>9}"
        f"{'requests':>10}{'in flight':>11}{'connections':>13}",
    ]
    lines += [
        f"{row.name:20}{row.wall_s:>8.2f}{row.cpu_s:>8.2f}{row.cpu_s / load.calls * 1000:>13.2f}"
        f"{row.peak_mb:>9.0f}{row.requests:>10}{row.in_flight:>11}{row.connections:>13}"
        for row in found
    ]
    ours = next((row for row in found if row.name == OURS), None)
    if ours is not None:
        lines += [""] + [
            f"portcheck run / {row.name}: {ours.wall_s / row.wall_s:.2f} of the wall time, "
            f"{ours.cpu_s / row.cpu_s:.2f} of the CPU"
            for row in found
            if row is not ours
        ]
    return "\n".join(lines)


def environments(chosen: argparse.Namespace, folder: Path) -> dict[str, Path]:
    """The interpreters of the clients that are installed apart; this one for others."""
    found = {"portcheck": Path(sys.executable)}
    wanted = chosen.only or USUAL
    if "llmshift" in wanted:
        peer = llmshift.installed(folder / "llmshift", llmshift.REQUIREMENT)
        found |= {"llmshift": peer} if peer else {}
        if "portcheck" in wanted:
            ours = llmshift.installed(folder / "portcheck", f"{HERE.parent}[fast]")
            found |= {"portcheck": ours} if ours else {}
    return found


def load_of(text: str) -> Load:
    calls, _, concurrency = text.partition(":")
    return Load(int(calls), int(concurrency))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--load", type=load_of, action="append", metavar="CALLS:CONCURRENCY")
    parser.add_argument("--delay-ms", type=float, default=50.0)
    parser.add_argument("--answer-bytes", type=int, default=4)
    parser.add_argument("--rate-limited-share", type=float, default=0.0)
    parser.add_argument("--rows", action="store_true", help="cases in a JSON Lines file, not YAML")
    parser.add_argument("--only", action="append", choices=CLIENTS)
    parser.add_argument("--repeat", type=int, default=1, help="how often each client runs")
    parser.add_argument("--environments", type=Path, help="where to keep what pip installs")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        chosen.pythons = environments(chosen, chosen.environments or Path(name))
        for number, load in enumerate(chosen.load or [Load(*load) for load in LOADS]):
            folder = Path(name) / str(number)
            folder.mkdir()
            with stub(chosen) as url:
                print(table(rows(load, chosen, url, folder), load, chosen), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
