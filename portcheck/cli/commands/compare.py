"""`portcheck compare`: compare a run with an earlier one."""

from __future__ import annotations

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def compare(
    then: options.EarlierRun,
    now: options.RunFolder,
    json_: options.Json = False,
) -> int:
    """Compare a run with an earlier one.

    Compares the same cases, provider by provider: verdicts, scores, served models and flipped
    cases. Cases that only one run has, or that have other checks, are left out and counted. The
    exit code is 0, 1 if something changed, or 3 if it cannot tell.

    \b
    Example: portcheck compare runs/monday latest
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.two_runs import shown

    return shown(then, now, Output(), as_json=json_, drift=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(compare)
