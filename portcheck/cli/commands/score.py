"""`portcheck score`: score and compare an old run again, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def score(
    run: options.RunFolder,
    checks: Annotated[
        Path | None,
        typer.Option(
            "--checks",
            metavar="SUITE",
            help="Judge the answers by this suite. Its checks, gates and margins may have "
            "changed, but not its requests.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="With --checks: the new run folder. Default: runs/<UTC time>-<suite>.",
        ),
    ] = None,
    trust_folder: options.TrustFolder = False,
    allow_code: options.AllowCode = False,
    report: options.Report = None,
    content: options.Content = None,
    fail_on: options.FailOn = options.DEFAULT_FAIL_ON,
    allow_waiver: options.AllowWaiver = None,
    as_of: options.AsOf = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Score a run again with this version of portcheck.

    Makes no calls: checks and statistics use the answers of the run. With --checks the result is a
    new run folder, and the old one does not change.

    \b
    Example: portcheck score latest --checks suites/support.yaml
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.flow.finish import finish
    from portcheck.cli.flow.rescoring import rescored
    from portcheck.cli.flow.run_or_resume import agree_to_code
    from portcheck.cli.output import Output
    from portcheck.errors import UsageError
    from portcheck.run.store.own_folder import require_own

    ending = options.ending(
        report, content, fail_on, allow_waiver, as_of, as_json=json_, quiet=quiet, reads=[checks]
    )
    if options.NEW in ending.failing:
        raise UsageError(
            "--fail-on new compares nights, and scoring a run again is not a night",
            hint="use it with portcheck run",
        )
    store = unchanged_run(run, Output())
    if checks is not None:
        store = rescored(store, checks, out)
    elif out is not None:
        raise UsageError(
            "--out needs --checks", hint="without --checks, a run is scored in its own folder"
        )
    else:
        require_own(store.path, trusted=trust_folder)
    ending = agree_to_code(store.plan(), ending, allowed=allow_code)
    with store.locked():
        return finish(store, Output(), ending)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(score)
