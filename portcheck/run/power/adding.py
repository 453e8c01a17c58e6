"""Add a table of cases to a suite: copy the table next to it, then change the file."""

from __future__ import annotations

import shutil
from pathlib import Path

from portcheck.config.added_cases import Columns, added_cases
from portcheck.config.load import Loaded, check
from portcheck.errors import UsageError
from portcheck.run.store.durable_files import write_file


def add_cases(suite: Path, workload: str, table: Path, columns: Columns) -> tuple[int, Loaded]:
    """Add the rows of a table to a workload, in its suite file.

    Args:
        suite: the suite file.
        workload: the id of the workload.
        table: the table; if it is in another folder, it is copied next to the suite.
        columns: the columns to use.

    Returns:
        The number of the workload's cases before, and the new suite.

    Raises:
        ConfigError: the suite has mistakes, before or after; it has all of them.
        UsageError: the table cannot be copied next to the suite; or see `added_cases`.
    """
    if not table.is_file():
        raise UsageError(f"there is no file {table}")
    home = suite.parent
    inside = table.resolve().is_relative_to(home.resolve())
    place = home / (table.resolve().relative_to(home.resolve()) if inside else table.name)
    copied = not inside and not (place.is_file() and place.read_bytes() == table.read_bytes())
    if copied and place.exists():
        raise UsageError(
            f"{place} exists already, so {table} cannot be copied there", hint="rename the table"
        )
    try:
        if copied:
            shutil.copyfile(table, place)
        text, after = added_cases(suite, workload, place, columns)
        before = check(suite, None)[1]
        mode = suite.stat().st_mode
        write_file(suite, text.encode())
        suite.chmod(mode)
    except BaseException:
        if copied:
            place.unlink(missing_ok=True)
        raise
    then = () if before is None else before.suite.workloads
    return next(len(each.cases) for each in then if each.id == workload), after
