"""Lines a second, CPU and memory of reading a log and sorting it by templates.

    python benchmarks/import_traffic.py [--lines 1000000] [--file LOG] [--keep] [--runs 1]

Writes a log of that many lines (see `traffic_log`), reads it in a fresh process as `import traffic`
does, up to and with the sample of each cluster, and prints the time beside that of the least that
any reader does: msgspec decoding each line, without a look at it. On a machine that does other work
the seconds of CPU count, and the ratio. A last table says how well the clusters are those of the
programs that made the lines.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import msgspec
from traffic_log import PROGRAMS, Traffic

from portcheck.imports.cluster import Clusters
from portcheck.imports.clustering.clusters import clusters
from portcheck.imports.logs.known_formats import skim
from portcheck.run.traffic.dialects import READ_ANSWERS


def bare(path: Path) -> None:
    """Decodes each line."""
    with path.open("rb") as file:
        for line in file:
            try:
                msgspec.json.decode(line)
            except ValueError:
                continue


def sorted_log(path: Path) -> Clusters:
    """What `import traffic` does before it redacts."""
    return clusters(skim(path, READ_ANSWERS))


def agreement(found: Clusters) -> list[tuple[str, int, float, float]]:
    """Of each program: clusters that hold most of it, share of it in the largest, its purity."""
    by_program = defaultdict[str, Counter[int]](Counter)
    sizes = Counter[int]()
    for number, cluster in enumerate(found.clusters):
        drawn = [member.exchange.call_id.partition("-")[0] for member in cluster.members]
        for program, count in Counter(drawn).items():
            by_program[program][number] += round(cluster.calls * count / len(drawn))
        sizes[number] = cluster.calls
    rows = []
    for program in PROGRAMS:
        parts = by_program[program]
        if not parts:
            continue
        number, largest = parts.most_common(1)[0]
        whole = sum(parts.values())
        rows.append((program, len(parts), largest / whole, largest / sizes[number]))
    return rows


def measured(path: Path, what: str) -> dict[str, float]:
    """Runs one of the two in a process of its own."""
    command = [sys.executable, __file__, "--measure", what, "--file", str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(shown))


def measure(path: Path, what: str) -> None:
    used, started = time.process_time(), time.perf_counter()
    if what == "bare":
        bare(path)
    else:
        sorted_log(path)
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--measure", choices=("bare", "import"))
    options = parser.parse_args()
    if options.measure:
        measure(options.file, options.measure)
        return
    path = options.file or Path(tempfile.mkdtemp(prefix="portcheck-traffic-")) / "log.jsonl"
    if not path.exists():
        with path.open("wb") as file:
            file.writelines(Traffic().lines(options.lines))
    size = path.stat().st_size
    with path.open("rb") as file:
        lines = sum(1 for _ in file)
    print(f"{lines:,} lines, {size / 1e6:,.0f} MB")
    for _ in range(options.runs):
        least, ours = measured(path, "bare"), measured(path, "import")
        for name, one in (("msgspec alone", least), ("import", ours)):
            print(
                f"{name:>14}: {lines / one['wall']:>9,.0f} lines/s, {lines / one['cpu']:>9,.0f} "
                f"lines per second of CPU, {one['peak'] / 1e6:,.0f} MB"
            )
        print(f"{'ratio':>14}: {ours['cpu'] / least['cpu']:.1f} of CPU")
    found = sorted_log(path)
    print(f"{len(found.clusters)} clusters, {found.calls:,} calls, {found.repeated:,} repeated")
    print("program   clusters  in the largest  of which its own")
    for program, parts, share, purity in agreement(found):
        print(f"{program:<9} {parts:>8}  {share:>14.1%}  {purity:>16.1%}")
    if not options.keep and not options.file:
        path.unlink()
        path.parent.rmdir()


if __name__ == "__main__":
    main()
