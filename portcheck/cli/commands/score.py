"""`portcheck score`: score and compare an old run again, offline."""

from __future__ import annotations

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def score(
    run: options.RunFolder,
    report: options.Report = None,
    fail_on: options.FailOn = options.DEFAULT_FAIL_ON,
    as_of: options.AsOf = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Score a run again with this version of portcheck.

    Nothing is called: checks and statistics use the answers of the run.

    \b
    Example: portcheck score latest --report md=report.md
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.finish import finish
    from portcheck.cli.output import Output
    from portcheck.run.store.folder import RunStore

    ending = options.ending(report=report, fail_on=fail_on, as_of=as_of, as_json=json_, quiet=quiet)
    store = RunStore.open(options.run_folder(run))
    with store.locked():
        return finish(store, Output(), ending)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(cls=Command)(score)
