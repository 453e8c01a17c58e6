"""Find the places of workloads in suite files, for reports."""

from __future__ import annotations

from pathlib import Path

from portcheck.config.load import Loaded
from portcheck.model.run import SuitePlace
from portcheck.model.suite import Suite


def suite_places(loaded: Loaded, suite: Suite | None = None) -> dict[str, SuitePlace]:
    """Workload to its place, of suites in the working folder or below it.

    A path elsewhere says nothing to another machine, and may name its user: it is left out. Without
    `suite` they are those of all that is loaded.
    """
    found = {}
    for workload in (suite or loaded.suite).workloads:
        file, line, column, _ = loaded.locate(workload.id)
        path = Path(file).absolute()
        if path.is_relative_to(Path.cwd()) and ".." not in path.parts:
            name = path.relative_to(Path.cwd()).as_posix()
            found[workload.id] = SuitePlace(file=name, line=line, column=column)
    return found
