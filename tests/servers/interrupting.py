"""portcheck that interrupts itself at a chosen place.

Started as `python interrupting.py PLACE COUNT SIGNALS ARGUMENTS...`: when the place is reached for
the COUNT-th time, the process gets the signals (`KILL`, `TERM`, `INT`, `INT,INT`), or with `TELL`
writes the file `reached`.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

PLACES = {
    "scoring": ("portcheck.run.judge.scoring:_scored", 4),
    "writing a line": ("portcheck.run.store.scores:encode_json", 60),
    "syncing": ("os:fsync", 3),
    "replacing": ("pathlib:Path.replace", 3),
    "comparing": ("portcheck.run.prompts.choose:verdicts", 1),
    "looking at flips": ("portcheck.pipeline:flips", 1),
    "rendering": ("portcheck.pipeline:render", 2),
    "showing": ("portcheck.reports.terminal.page:render", 1),
}
"""Module and function, which its callers find under this very name, and how often it is reached
at least while a run of 80 answers is judged."""


def interrupt_at(place: str, count: int, names: list[str]) -> None:
    """Wraps the function of a place."""
    module, _, path = PLACES[place][0].partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    function, reached = getattr(owner, name), 0

    def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal reached
        reached += 1
        if reached == count:
            for one in names:
                if one == "TELL":
                    Path("reached").touch()
                else:
                    os.kill(os.getpid(), signal.Signals[f"SIG{one}"])
        return function(*arguments, **named)

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    place, count, names, *arguments = sys.argv[1:]
    interrupt_at(place, int(count), names.split(","))
    from portcheck.__main__ import main

    sys.argv = ["portcheck", *arguments]
    main()
