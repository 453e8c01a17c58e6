"""Seconds that `portcheck --version` and `--help` take, beside a bare interpreter.

    python benchmarks/startup.py [--runs 10]

Prints best and median of each and the ratio to `python -c pass` measured in the same run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "portcheck --version": [sys.executable, "-m", "portcheck", "--version"],
    "portcheck --help": [sys.executable, "-m", "portcheck", "--help"],
    "portcheck run --help": [sys.executable, "-m", "portcheck", "run", "--help"],
}


def seconds(command: list[str]) -> float:
    # Modules are compiled once, as in an installation, whatever this shell says.
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    bare = None
    print(f"{'command':24} {'best s':>8} {'median s':>9} {'ratio':>6}")
    for name, command in COMMANDS.items():
        times = [seconds(command) for _ in range(runs)]
        bare = bare or min(times)
        best, median = min(times), statistics.median(times)
        print(f"{name:24} {best:8.3f} {median:9.3f} {best / bare:6.1f}")


if __name__ == "__main__":
    main()
