"""Find the places of workloads in suite files, for reports."""

from __future__ import annotations

from pathlib import Path

from portcheck.config.load import Loaded
from portcheck.model.run import SuitePlace
from portcheck.model.suite import Suite


def suite_places(loaded: Loaded, suite: Suite | None = None) -> dict[str, SuitePlace]:
    """Workload to its place, for suite files in the current folder or below it.

    Other paths are left out: they mean nothing on another machine, and may contain a user's name.

    Args:
        loaded: the files.
        suite: only the workloads of this suite; `None`: all.
    """
    found = {}
    for workload in (suite or loaded.suite).workloads:
        file, line, column, _ = loaded.locate(workload.id)
        path = Path(file).absolute()
        if path.is_relative_to(Path.cwd()) and ".." not in path.parts:
            name = path.relative_to(Path.cwd()).as_posix()
            found[workload.id] = SuitePlace(file=name, line=line, column=column)
    return found
