"""What a whole `portcheck run` costs, beside bare clients that make the same calls.

    python benchmarks/runner_speed.py [--calls 2000] [--delay-ms 50] [--concurrency 32]
        [--answer-bytes 4] [--rate-limited-share 0.05] [--rows] [--only portcheck]

A stub on this machine answers after a fixed delay. Every client is a process of its own, timed from
its start to its end, Python's start-up included; `portcheck run` goes from the YAML files to
verdicts and report files, two providers, one check a case, with no flag that a user would not set.
CPU and memory are those of the client's process. All rows, and so all ratios, come from one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BARE = {
    "httpx": "httpx, one client",
    "httpx-sharded": "httpx, four clients",
    "aiohttp-uvloop": "aiohttp on uvloop",
}
MISSING = 3
"""How bare_clients.py ends where a library is not installed."""


INCONCLUSIVE = 3
"""How `portcheck run` ends where there are few cases."""
OURS = "portcheck run"


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
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code == MISSING and name != OURS:
        print(f"{name}: left out, {log.read_text().strip()}")
        return None
    if code != 0 and (name, code) != (OURS, INCONCLUSIVE):
        raise SystemExit(f"{name} ended with {code}:\n{log.read_text()[-2000:]}")
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


def write_suite(folder: Path, url: str, chosen: argparse.Namespace) -> None:
    """A suite of half as many cases as calls, and two providers with half the concurrency each."""
    cases = chosen.calls // 2
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
            f"    limits: {{concurrency: {chosen.concurrency // 2}}}",
        ]
    (folder / "providers.yaml").write_text("\n".join(providers) + "\n")


def rows(chosen: argparse.Namespace, url: str, folder: Path) -> Iterator[Row]:
    for name, title in BARE.items():
        if chosen.only and name not in chosen.only:
            continue
        command = [sys.executable, str(HERE / "bare_clients.py"), name]
        command += ["--url", f"{url}/v1/chat/completions"]
        command += ["--calls", str(chosen.calls), "--concurrency", str(chosen.concurrency)]
        found = measure(title, command, url, folder)
        if found:
            yield found
    if not chosen.only or "portcheck" in chosen.only:
        write_suite(folder, url, chosen)
        for turn in range(chosen.repeat):
            run = [sys.executable, "-m", "portcheck", "run", "suite.yaml", "--out", f"run-{turn}"]
            found = measure(OURS, run, url, folder)
            if found:
                yield found


def table(found: list[Row], chosen: argparse.Namespace) -> str:
    ideal = chosen.calls / chosen.concurrency * chosen.delay_ms / 1000
    refused = chosen.rate_limited_share
    lines = [
        f"{chosen.calls} calls, {chosen.concurrency} at a time, {chosen.delay_ms:g} ms each, "
        f"answers of {chosen.answer_bytes} bytes, {refused:.0%} refused with 429; "
        f"ideal {ideal:.2f} s",
        "",
        f"{'':20}{'wall s':>8}{'CPU s':>8}{'CPU ms/call':>13}{'peak MB':>9}"
        f"{'requests':>10}{'in flight':>11}{'connections':>13}",
    ]
    lines += [
        f"{row.name:20}{row.wall_s:>8.2f}{row.cpu_s:>8.2f}{row.cpu_s / chosen.calls * 1000:>13.2f}"
        f"{row.peak_mb:>9.0f}{row.requests:>10}{row.in_flight:>11}{row.connections:>13}"
        for row in found
    ]
    ours = [row for row in found if row.name == OURS]
    if ours:
        best = min(ours, key=lambda row: row.cpu_s)
        lines += [""] + [
            f"portcheck run / {row.name}: {best.wall_s / row.wall_s:.2f} of the wall time, "
            f"{best.cpu_s / row.cpu_s:.2f} of the CPU"
            for row in found
            if row not in ours
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--delay-ms", type=float, default=50.0)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--answer-bytes", type=int, default=4)
    parser.add_argument("--rate-limited-share", type=float, default=0.0)
    parser.add_argument("--rows", action="store_true", help="cases in a JSON Lines file, not YAML")
    parser.add_argument("--only", action="append", choices=[*BARE, "portcheck"])
    parser.add_argument("--repeat", type=int, default=1, help="how often portcheck runs")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, stub(chosen) as url:
        print(table(list(rows(chosen, url, Path(name))), chosen))


if __name__ == "__main__":
    main()
