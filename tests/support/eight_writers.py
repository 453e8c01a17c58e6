"""Eight processes that write one history at once, some of them killed at random."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

from portcheck.run.history.address import Address
from portcheck.run.history.database.transaction import opened

RUNS = 12


def assert_nothing_is_lost(address: Address, *, kills: int) -> None:
    """Every run that a process said it has counted is there, as a look of its own."""
    rng = random.Random(7)
    command = [sys.executable, "-m", "histories", address.text]
    environ_path = [path for path in sys.path if path]
    started = [
        subprocess.Popen(
            [*command, f"writer{number}", str(RUNS)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": ":".join(environ_path)},
        )
        for number in range(8)
    ]
    for victim in rng.sample(started, kills):
        assert victim.stdout is not None
        victim.stdout.readline()  # it writes by now
        time.sleep(rng.uniform(0.0, 0.2))
        victim.kill()
    said = [line for one in started for line in one.communicate(timeout=300)[0].splitlines()]
    with opened(address, check=True) as connection:
        rows = connection.rows("SELECT run, place, look FROM looks WHERE place IS NOT NULL")
    counted = {row["run"] for row in rows}
    assert len(counted) == len(rows)
    assert set(said) - counted == set()
    assert sum(line.endswith(f"-{RUNS - 1}") for line in said) >= 8 - kills
    assert sorted(row["place"] for row in rows) == list(range(1, len(rows) + 1))
    assert sorted(row["look"] for row in rows) == list(range(1, len(rows) + 1))
