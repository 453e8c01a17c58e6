"""`portcheck export`: write a run in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def export(
    tool: Annotated[str, typer.Argument(metavar="TOOL", help="promptfoo, openai-evals or csv.")],
    run: options.RunFolder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="New folder to write to.")],
    json_: options.Json = False,
) -> None:
    """Write the cases, checks and answers of a run for another tool.

    Makes no calls. Lists what the other tool cannot express, on the terminal and in
    not-exported.md. Answers are in answers.csv, in which no cell is a formula.

    \b
    Example: portcheck export promptfoo latest --out exported
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.flow.foreign.exporting import show_exported
    from portcheck.cli.output import Output
    from portcheck.run.foreign.exporting import export_run

    output = Output()
    store = unchanged_run(run, output)
    show_exported(output, export_run(tool, store, out), out, as_json=json_)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(export)
