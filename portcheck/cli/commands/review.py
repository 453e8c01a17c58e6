"""`portcheck review`: let people label answers without seeing who gave them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def review(
    run: options.RunFolder,
    reviewer: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the reviewer. Default: your user name."),
    ] = None,
    workload: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Review only this workload; repeatable."),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="Groups of each workload to draw at random. Default: as many as its margin needs.",
        ),
    ] = None,
    flips: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Further cases per workload on which the two sides differ. Flagged answers are "
            "always shown.",
        ),
    ] = 20,
    second: Annotated[
        bool,
        typer.Option("--second", help="Give second opinions on answers that others have labelled."),
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a blind labelling sheet (CSV) and exit."),
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Read a completed sheet and exit."),
    ] = None,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Ask in this terminal, without a page.")
    ] = False,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, metavar="N", help="Port on 127.0.0.1. Default: a free one."),
    ] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open a browser; print the address.")
    ] = False,
    trust_folder: options.TrustFolder = False,
    json_: Annotated[
        bool, typer.Option("--json", help="Print the progress of the review as JSON and exit.")
    ] = False,
) -> int:
    """Label answers of a run: flips, flags and a random sample.

    Opens a page on this machine. It shows questions and answers without vendors, and without the
    results of checks or judges. Labels uphold or dismiss flags, and decide scores of checks that
    guess. Each label is saved in the run folder at once. Ctrl-C ends the review.

    \b
    Examples: portcheck review latest
              portcheck review latest --reviewer Ana --second
              portcheck review latest --export sheet.csv
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow import reviewing
    from portcheck.cli.flow.evidence.unchanged import require_unchanged
    from portcheck.cli.output import Output
    from portcheck.errors import ExitCode, UsageError
    from portcheck.run.labels.queue import EVERYTHING, Scope
    from portcheck.run.labels.review_session import Review
    from portcheck.run.store.folder import RunStore
    from portcheck.run.store.own_folder import require_own

    if sum((export is not None, import_ is not None, terminal, json_)) > 1:
        raise UsageError("choose one of --export, --import, --terminal and --json")
    store = RunStore.open(options.run_folder(run))
    if export is None and not json_:
        require_own(store.path, trusted=trust_folder)
    output = Output()
    require_unchanged(store, output)
    scope = Scope(
        workloads=reviewing.workloads_of(store, workload or ()),
        sample=sample,
        needs=reviewing.labels_called_for(store),
        flips=flips,
    )
    found = Review(store, reviewing.reviewer_name(reviewer), scope, second=second)
    if json_:
        output.json(reviewing.status(found))
    elif export is not None:
        reviewing.export_sheet(found, export, output)
    elif import_ is not None:
        whole = Review(store, found.reviewer, Scope(sample=EVERYTHING, flips=EVERYTHING))
        reviewing.import_sheet(found, whole, import_, store.path, output)
    elif terminal:
        reviewing.in_terminal(found, store.path, output)
    else:
        reviewing.in_browser(found, store.path, output, port=port, opens=not no_open)
    return ExitCode.OK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(review)
