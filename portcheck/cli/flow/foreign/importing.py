"""Read a suite of another tool, write it as a portcheck suite, and show the result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portcheck.cli.flow.foreign.left_out import left_out_lines
from portcheck.cli.next_command import for_suite
from portcheck.cli.output import Output
from portcheck.errors import PortcheckError
from portcheck.model.numbers import count
from portcheck.run.foreign.importing import Options, import_foreign
from portcheck.run.foreign.writing import Written

MOST_LINES = 40
"""Most lines about parts left out on a terminal; the file next to the suite has all."""


def import_suite(
    tool: str, files: Sequence[Path], out: Path, options: Options, *, as_json: bool
) -> None:
    """Import files of one tool and print the result.

    Raises:
        UsageError: the folder is not empty, or nothing can be imported.
        ConfigError: a file cannot be read.
    """
    output = Output()
    made, write = import_foreign(tool, files, options)
    try:
        written = write(out)
    except PortcheckError:
        _list(output, left_out_lines(made.omitted), "")
        raise
    if as_json:
        output.json(_data(written))
        return
    _list(output, left_out_lines(written.omitted), str(out / "not-imported.md"))
    for sentence in written.notes:
        output.note(f"note: {sentence}")
    output.guide(_summary(written))


def _list(output: Output, lines: list[str], page: str) -> None:
    for line in lines[:MOST_LINES]:
        output.note(f"not imported: {line}")
    if len(lines) > MOST_LINES:
        where = f"; {page} has all of them" if page else ""
        output.note(f"not imported: {len(lines) - MOST_LINES} more{where}")


def _summary(written: Written) -> str:
    left = count(len(written.omitted), "part")
    lines = [
        f"{count(written.cases, 'case')} in {count(written.workloads, 'workload')}, "
        f"{count(written.checks, 'check')}, {count(len(written.providers), 'provider')} in "
        f"{written.folder}" + (f"; {left} left out" if written.omitted else "")
    ]
    if written.answers:
        lines.append(f"{count(written.answers, 'recorded answer')}")
    if len(written.compared) > 1:
        lines.append(for_suite("run", written.folder, "--baseline", written.compared[0]))
    else:
        lines.append(for_suite("validate", written.folder))
    return "\n".join(lines)


def _data(written: Written) -> dict[str, Any]:
    """The output of `--json`."""
    return {
        "folder": str(written.folder),
        "tool": written.tool,
        "suite": written.suite,
        "workloads": written.workloads,
        "cases": written.cases,
        "checks": written.checks,
        "providers": list(written.providers),
        "answers": written.answers,
        "not_imported": [
            {
                "file": one.place.file,
                "line": one.place.line or None,
                "what": one.what,
                "why": one.why,
            }
            for one in written.omitted
        ],
        "notes": list(written.notes),
    }
