"""Write a run in another tool's format to a new folder."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from portcheck.config.writing import to_yaml
from portcheck.errors import StoreError, UsageError
from portcheck.imports.out.exported import Exported, RunData
from portcheck.imports.out.openai_evals import export_openai_evals
from portcheck.imports.out.promptfoo import export_promptfoo
from portcheck.imports.out.tables import add_answers, export_tables
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import count
from portcheck.reports.csv_file import inert
from portcheck.reports.inert_markdown import escape
from portcheck.run.foreign.new_folder import new_folder, require_new
from portcheck.run.plan.preflight import unique_slugs
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word

Maker = Callable[[RunData, Mapping[str, str]], Exported]
TOOLS: Mapping[str, Maker] = {
    "promptfoo": export_promptfoo,
    "openai-evals": export_openai_evals,
    "csv": lambda run, _slugs: export_tables(run),
}


def export_run(tool: str, store: RunStore, folder: Path) -> Exported:
    """Write the files of another tool, `answers.csv` and `not-exported.md` to a new folder.

    Raises:
        UsageError: there is no such tool, the folder is not empty, or nothing can be exported.
        StoreError: the run folder cannot be read, or the new one written.
    """
    make = TOOLS[known(tool, TOOLS, "tool")]
    require_new(folder)
    plan = store.plan()
    try:
        scores = store.scores()
    except StoreError:
        scores = None  # not scored yet: answers are exported anyway
    run = RunData(plan, store.samples(), scores)
    made = make(run, unique_slugs([workload.id for workload in plan.suite.workloads]))
    if not made.cases:
        raise UsageError(
            f"{store.path}: {tool} cannot express any of its cases",
            hint=f"all of them: portcheck export csv {file_word(store.path)} --out DIR",
        )
    if "answers.csv" not in made.tables:
        add_answers(run, made)
    with new_folder(folder, "export") as work:
        _write(made, work, tool)
    return made


def _write(made: Exported, work: Path, tool: str) -> None:
    for name, data in made.documents.items():
        plain = json.loads(json.dumps(data))
        text = to_yaml(plain) if name.endswith(".yaml") else _json(plain) + "\n"
        write_file(work / name, text.encode("utf-8", "backslashreplace"))
    for name, rows in made.rows.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        write_file(work / name, lines.encode("utf-8", "backslashreplace"))
    for name, (head, rows_of_table) in made.tables.items():
        write_file(work / name, _table(head, rows_of_table))
    write_file(work / "not-exported.md", _page(made, tool).encode())


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """The table as CSV; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return inert(cell) if isinstance(cell, str) else cell


def approximate_lines(made: Exported) -> list[str]:
    """One line for each kind of check that was exported in another form, with their number."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in made.approximate:
        groups.setdefault((one.workload, one.what, one.why), []).append(one.case)
    return [
        f"{workload}: {what}, {count(len(cases), 'time')}, first in {cases[0]}: {why}"
        for (workload, what, why), cases in groups.items()
    ]


def lines_of(made: Exported) -> list[str]:
    """One line for each part that was left out; cases with the same reason share a line."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in made.left_out:
        groups.setdefault((one.workload, one.what, one.why), []).append(one.case)
    found = []
    for (workload, what, why), cases in groups.items():
        named = [case for case in cases if case]
        where = f", {named[0]}" if named else ""
        more = f" and {count(len(named) - 1, 'more case')}" if len(named) > 1 else ""
        found.append(f"{workload}{where}{more}: {what}: {why}")
    return found


def _page(made: Exported, tool: str) -> str:
    lines = [f"- {escape(line)}" for line in lines_of(made)]
    head = (
        f"# Not exported to {tool}\n\n{count(made.cases, 'case')} and {count(made.checks, 'check')}"
    )
    page = [f"{head} were exported. {tool} cannot express:", "", *lines]
    if made.approximate:
        said = (
            f"{count(len(made.approximate), 'check')} exported in a form that means nearly "
            "the same:"
        )
        near = [f"- {escape(line)}" for line in approximate_lines(made)]
        page += ["", "## Approximate", "", said, "", *near]
    return "\n".join(page) + "\n"
