"""What the commands cost on large runs: time, CPU and peak memory, and how that grows.

    python benchmarks/large_runs.py [--samples 25000 --samples 50000 --samples 100000]
        [--only show] [--repeat 1] [--keep FOLDER]

`run` asks a stub on this machine half as many distinct cases as samples, of two providers, to
verdicts and report files. `night` is the same run as the second night of its history: compared with
the first one case by case, and judged on the answers of both. The other commands read a finished
run of the same size, made through the real loader, plan and store without a call, and ended by a
`resume` that is not timed. Each command is a process of its own, from its start to its end. Below
the rows stands the power of the samples with which each command grows, from the fewest to the most:
1 is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RUN = ("run", "suite.yaml", "--quiet", "--providers", "live.yaml", "--out")
COMMANDS = {
    "run": RUN,
    "night": RUN,
    "show": ("show", "run"),
    "score": ("score", "run"),
    "report": ("score", "run", "--report", "html=report.html", "--report", "md=report.md"),
    "resume": ("resume", "run"),
}
IN_FLIGHT = 512
"""Calls of `run` at a time."""
NIGHTS = {"run": 1, "night": 2}
"""How many nights of one history there are; the last one is measured."""
VERDICT_CODES = {0, 1, 3, 5}
QUEUES = ("billing", "access", "outage", "delivery")
TICKET = (
    "Ticket {n}: since the update of last week, order {n} is not shown in my account, and the "
    "invoice that came with it does not say what it is for. Please tell me which team looks at it."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One command on one folder, measured."""

    samples: int
    command: str
    wall_s: float
    user_s: float
    peak_mb: float


@contextmanager
def stub(answer: str) -> Iterator[str]:
    """The address of a vendor on this machine, while it runs; its answer is right now and then."""
    loopback = Path(__file__).with_name("loopback.py")
    command = [sys.executable, str(loopback), "--delay-ms", "50", "--text", answer]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        assert process.stdin is not None
        process.stdin.close()


def write_files(folder: Path, cases: int) -> None:
    """A suite of so many distinct cases, and two providers."""
    rows = (
        json.dumps({"id": f"ticket-{n}", "ticket": TICKET.format(n=n), "queue": QUEUES[n % 4]})
        for n in range(cases)
    )
    (folder / "rows.jsonl").write_text("\n".join(rows) + "\n")
    (folder / "suite.yaml").write_text(
        "portcheck: 1\n"
        "suite: large\n"
        "workloads:\n"
        "  triage:\n"
        "    runs_on: first\n"
        "    prompt:\n"
        "      system: You route support tickets. Answer with one queue name.\n"
        '      user: "{{ ticket }}"\n'
        "    checks:\n"
        f"      - one_of: [{', '.join(QUEUES)}]\n"
        "    cases_from: {file: rows.jsonl, id: id, vars: {ticket: ticket}, "
        'checks: [{equals: "{{ row.queue }}"}]}\n'
    )
    write_providers(folder / "providers.yaml", "http://127.0.0.1:9/v1")


def write_providers(path: Path, url: str) -> None:
    """Two providers at an address."""
    entries = (
        f"  {name}: {{vendor: {name}, dialect: openai-chat, model: stub, base_url: '{url}', "
        f"price: {{input: 1, output: 2}}, limits: {{concurrency: {IN_FLIGHT // 2}}}}}\n"
        for name in ("first", "second")
    )
    path.write_text("portcheck: 1\nproviders:\n" + "".join(entries))


def make_run(folder: Path, samples: int) -> None:
    """A finished run in `folder/run`; one answer of `second` in a hundred is wrong."""
    from msgspec.structs import replace

    from portcheck import pipeline
    from portcheck.model.completion import Completion, Timing, Usage
    from portcheck.model.run import Sample
    from portcheck.run.store.folder import RunStore

    loaded = pipeline.load([folder / "suite.yaml"], folder / "providers.yaml")
    plan = pipeline.plan(loaded, baseline="first")
    record = pipeline.new_record("run")
    store = RunStore.create(folder / "run", plan, record)
    with store.appending() as log:
        for number, trial in enumerate(plan.trials):
            right = number % 200 != 1
            answer = Completion(
                text=QUEUES[(int(trial.case.rpartition("-")[2]) + (not right)) % 4],
                finish_reason="stop",
                raw_finish_reason="stop",
                timing=Timing(total_s=0.5 + number % 100 / 200),
                usage=Usage(input_tokens=70, output_tokens=2),
                served_model="stub",
                response_id=f"chatcmpl-{number}",
                request_id=f"req_{number:032x}",
            )
            log.append(Sample(trial=trial.key, completion=answer, started_at=record.started_at))
    store.write_record(replace(record, finished_at=record.started_at))


def measure(folder: Path, samples: int, name: str) -> Row:
    """Runs one command; runs of a stub into a folder with a history of its own, which goes."""
    if name not in NIGHTS:
        return timed(folder, samples, name, COMMANDS[name])
    with tempfile.TemporaryDirectory(dir=folder) as out:
        # Where no answer is new, it is no night.
        nights = [
            night(folder, samples, name, Path(out) / answer, answer)
            for answer in QUEUES[: NIGHTS[name]]
        ]
    return nights[-1]


def night(folder: Path, samples: int, name: str, out: Path, answer: str) -> Row:
    """Runs the suite with a stub that answers so."""
    with stub(answer) as url:
        write_providers(folder / "live.yaml", url)
        return timed(folder, samples, name, (*COMMANDS[name], str(out)))


def timed(folder: Path, samples: int, name: str, arguments: tuple[str, ...]) -> Row:
    """Runs portcheck with these arguments."""
    # As installed, whatever the shell says: an installed package has its bytecode.
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    log = folder / "output.txt"
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "portcheck", *arguments],
            cwd=folder,
            env=environ,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in VERDICT_CODES:
        raise SystemExit(f"{name} ended with {code}:\n{log.read_text()[-2000:]}")
    peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Row(samples, name, wall, used.ru_utime, peak)


def rows(chosen: argparse.Namespace, home: Path) -> Iterator[Row]:
    """Every command on every folder, whose run is ended first: scored, and in its history."""
    for samples in chosen.samples:
        folder = home / str(samples)
        folder.mkdir(parents=True, exist_ok=True)
        write_files(folder, samples // 2)
        names = chosen.only or COMMANDS
        if not (folder / "run" / "scores.jsonl").exists() and set(names) - set(NIGHTS):
            # In a process of its own: what it takes must not count as what the commands take.
            made = [sys.executable, __file__, "--make", str(folder), "--samples", str(samples)]
            subprocess.run(made, check=True)
            measure(folder, samples, "resume")
        for name in names:
            for _ in range(chosen.repeat):
                yield measure(folder, samples, name)


def growth(found: list[Row]) -> Iterator[str]:
    """For each command that was measured on several sizes, the power with which it grows."""
    for name in dict.fromkeys(row.command for row in found):
        least = {row.samples: row for row in found if row.command == name}
        for row in found:
            if row.command == name and row.user_s < least[row.samples].user_s:
                least[row.samples] = row
        few, many = least[min(least)], least[max(least)]
        if few.samples < many.samples:
            times = math.log(many.samples / few.samples)
            user = math.log(many.user_s / few.user_s) / times
            peak = math.log(many.peak_mb / few.peak_mb) / times
            yield f"{name:8} grows by the power {user:.2f} in user s, {peak:.2f} in peak MB"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, action="append")
    parser.add_argument("--only", action="append", choices=COMMANDS)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="make the folders here, or use those that are")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    chosen.samples = chosen.samples or [25_000, 50_000, 100_000]
    if chosen.make:
        make_run(chosen.make, chosen.samples[0])
        return
    print(f"{'samples':>8}  {'command':8}{'wall s':>8}{'user s':>8}{'peak MB':>9}{'load':>6}")
    found = []
    with tempfile.TemporaryDirectory() as name:
        for row in rows(chosen, chosen.keep or Path(name)):
            found.append(row)
            print(
                f"{row.samples:>8}  {row.command:8}{row.wall_s:>8.2f}{row.user_s:>8.2f}"
                f"{row.peak_mb:>9.0f}{os.getloadavg()[0]:>6.1f}",
                flush=True,
            )
    print("\n".join(growth(found)))


if __name__ == "__main__":
    main()
