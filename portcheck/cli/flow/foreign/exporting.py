"""Show what an export wrote and what it left out."""

from __future__ import annotations

from pathlib import Path

from portcheck.cli.output import Output
from portcheck.imports.out.exported import Exported
from portcheck.model.numbers import count
from portcheck.model.visible_text import one_line
from portcheck.run.foreign.exporting import approximate_lines, lines_of

MOST_LINES = 40
"""Most lines about parts left out on a terminal; the file has all."""


def show_exported(output: Output, made: Exported, folder: Path, *, as_json: bool) -> None:
    """Print what was written and what was left out."""
    files = [*made.documents, *made.rows, *made.tables, "not-exported.md"]
    if as_json:
        output.json(
            {
                "folder": str(folder),
                "files": files,
                "cases": made.cases,
                "checks": made.checks,
                "not_exported": [
                    {
                        "workload": one.workload,
                        "case": one.case or None,
                        "what": one.what,
                        "why": one.why,
                    }
                    for one in made.left_out
                ],
                "approximate": [
                    {"workload": one.workload, "case": one.case, "what": one.what, "why": one.why}
                    for one in made.approximate
                ],
            }
        )
        return
    lines = lines_of(made)
    for line in lines[:MOST_LINES]:
        output.note(f"not exported: {one_line(line, 300)}")
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        output.note(f"not exported: {rest} more; {folder / 'not-exported.md'} has all of them")
    for line in approximate_lines(made):
        output.note(f"exported approximately: {one_line(line, 300)}")
    output.result(
        f"{count(made.cases, 'case')}, {count(made.checks, 'check')} in {folder}: "
        + ", ".join(files)
    )
