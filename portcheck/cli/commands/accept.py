"""`portcheck accept`: accept the results of a run, so that later runs are compared with it."""

from __future__ import annotations

from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def accept(
    run: options.RunFolder,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts it.")],
    note: Annotated[str, typer.Option(metavar="WHAT", help="Why, in a few words.")] = "",
    history: options.History = None,
) -> None:
    """Accept the results of a run.

    From then on `run --fail-on new` fails only on what got worse. The history records who accepted
    which run, with the digest of its findings, and keeps earlier acceptances.

    \b
    Example: portcheck accept latest --by "Ana Silva"
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.output import Output
    from portcheck.errors import UsageError
    from portcheck.model.numbers import count
    from portcheck.model.visible_text import one_line
    from portcheck.run.acceptance.accept import accept

    name = one_line(by.strip(), 200)
    if not name:
        raise UsageError("--by is empty", hint="say who accepts the run")
    store = unchanged_run(run, Output())
    report = pipeline.compare(store)
    accept(store, report, by=name, note=one_line(note, 500), named=history or "")
    verdicts = count(len(report.verdicts), "verdict")
    Output().result(f"{name} accepted run {report.run.id}: {verdicts}, {report.digest}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(accept)
