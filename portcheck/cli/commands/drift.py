"""`portcheck drift`: show whether a provider answers differently than before."""

from __future__ import annotations

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def drift(
    then: options.EarlierRun,
    now: options.RunFolder,
    json_: options.Json = False,
) -> int:
    """Show whether a provider answers differently than before.

    Compares the same cases, and only providers with the same vendor, dialect and model in both
    runs. "No change shown" does not mean that there is none. The exit code is 0, 1 if a change is
    shown, or 3 if it cannot tell.

    \b
    Example: portcheck drift runs/monday latest
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.two_runs import shown

    return shown(then, now, Output(), as_json=json_, drift=True)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(drift)
