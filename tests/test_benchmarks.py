"""The benchmark of a whole run works, and its stub counts what it is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).resolve().parent.parent / "benchmarks" / "runner_speed.py"


def test_a_small_run_is_measured() -> None:
    shown = subprocess.run(
        [
            *(sys.executable, str(BENCHMARK), "--calls", "60", "--concurrency", "4"),
            *("--delay-ms", "0", "--rate-limited-share", "0.05", "--rows"),
            *("--only", "httpx", "--only", "portcheck"),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    bare, ours = (
        next(line for line in shown.splitlines() if line.startswith(name)).split()
        for name in ("httpx, one client", "portcheck run ")
    )
    for row in (bare, ours):
        requests, _, connections = map(int, row[-3:])
        assert 60 < requests <= 66
        assert 1 <= connections <= 8
    assert "portcheck run / httpx, one client" in shown
