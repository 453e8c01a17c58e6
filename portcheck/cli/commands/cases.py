"""`portcheck cases`: add the rows of a table to the cases of a workload."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli.help import Command


def cases(
    suite: Annotated[Path, typer.Argument(metavar="SUITE", help="Suite file.")],
    workload: Annotated[str, typer.Option(metavar="ID", help="Workload that gets the cases.")],
    table: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Table with one case per row: CSV, JSON Lines, a spreadsheet or Parquet. A file "
            "from another folder is copied beside the suite.",
        ),
    ],
    id_: Annotated[
        str | None,
        typer.Option("--id", metavar="FIELD", help="Column with the case ids. Default: id."),
    ] = None,
    var: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=FIELD",
            help="Column that fills a prompt variable; repeatable. Default: the column with the "
            "variable's name.",
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Cases with the same value count once. Default: none."),
    ] = None,
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="YAML", help="Check for the new cases, as in a suite; repeatable."),
    ] = None,
) -> None:
    """Add the rows of a table to a workload of a suite.

    Writes one entry into its `cases_from`, and changes nothing else in the file. Columns and checks
    that you do not name come from a table that the workload already has. If the suite would become
    invalid, the command does not change it.

    \b
    Example: portcheck cases support.yaml --workload triage --from more.jsonl --id ticket_id
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.config.added_cases import Columns
    from portcheck.config.reading.yaml_loader import parse_inline
    from portcheck.errors import UsageError
    from portcheck.model.numbers import count
    from portcheck.model.visible_text import visible
    from portcheck.run.power.adding import add_cases
    from portcheck.run.power.reach import reaches

    wrong = [text for text in var or () if "=" not in text]
    if wrong:
        raise UsageError(f"--var {wrong[0]}: expected NAME=FIELD, such as ticket=body")
    columns = Columns(
        id=id_,
        group=group,
        vars=dict(text.split("=", 1) for text in var or ()),
        checks=tuple(parse_inline(text, "--check") for text in check or ()),
    )
    before, now = add_cases(suite, workload, table, columns)
    grown = [each for each in now.suite.workloads if each.id == workload]
    output = Output()
    amount = count(len(grown[0].cases), "case")
    output.result(f"{visible(str(suite))}: {workload} has {amount}, {before} before")
    for one in reaches(now, grown):
        output.result(f"smallest margin that this suite could ever show: {one.words}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(cases)
