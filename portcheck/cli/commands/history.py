"""`portcheck history`: show the results of runs over time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def history(
    workload: Annotated[
        str | None, typer.Argument(metavar="WORKLOAD", help="Show only this workload.")
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(
            "--provider", metavar="ID", help="Show only runs with this candidate or baseline."
        ),
    ] = None,
    last: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Show the last N runs of each candidate."),
    ] = 30,
    history: options.History = None,
    import_: Annotated[
        list[Path] | None,
        typer.Option(
            "--import",
            metavar="DIR",
            help="Add runs first: a run folder, or a folder of them; repeatable.",
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="DAYS",
            help="Forget the results of runs older than N days. Looks and accepted runs stay.",
        ),
    ] = None,
    json_: options.Json = False,
) -> None:
    """Show how verdicts changed over time, and why.

    Prints one line per run: time, verdict, difference with its interval, rates of baseline and
    candidate, n, cost and p95 of the candidate, look.

    \b
    Example: portcheck history ticket-triage --provider claude
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.past_runs import imported, pruned, shown_address
    from portcheck.cli.output import Output
    from portcheck.cli.pages.history import history_json, render_history
    from portcheck.errors import StoreError, UsageError
    from portcheck.model.numbers import count
    from portcheck.reports.terminal.console import Page
    from portcheck.run.history.database.records import nights
    from portcheck.run.history.database.transaction import opened

    output = Output()
    address = shown_address(history, import_ or ())
    try:
        for line in imported(address, import_ or ()):
            output.note(line)
        if keep is not None:
            output.note(f"forgot the results of {count(pruned(address, keep), 'run')}; looks stay")
        with opened(address, check=True, read_only=True) as connection:
            found = nights(connection, workload=workload, provider=provider, last=last)
    except StoreError as exc:
        raise UsageError(exc.message, hint=exc.hint) from exc
    if json_:
        output.json(history_json(found))
        return
    if not found:
        output.note(f"{address.shown} has no run that matches")
        return
    page = Page(width=output.width, color=output.color, ascii=output.ascii)
    output.result(render_history(page, found))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(history)
