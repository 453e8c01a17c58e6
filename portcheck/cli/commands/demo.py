"""`portcheck demo`: replay a full run on recorded answers of real models, without a key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def demo(
    live: Annotated[
        bool, typer.Option("--live", help="Call the real models, served on this machine.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Download the weights without asking (with --live).")
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write recordings and verdicts to this folder (with --live)."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Run folder. Default: runs/<UTC time>-quickstart."),
    ] = None,
    json_: options.Json = False,
) -> int:
    """Replay a full run from recorded answers of real models.

    The exit code is 0 if the verdicts match those that portcheck ships with. The last line, and
    `exit_code` of --json, say which exit code `portcheck run` would return for them.

    \b
    Example: portcheck demo
             portcheck demo --live --yes
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.demo_run import replay, serve_and_run
    from portcheck.errors import UsageError

    output = Output()
    if record is not None and not live:
        raise UsageError("--record needs --live: the replayed answers are recorded already")
    if live:
        return serve_and_run(output, agreed=yes, record=record, out=out, as_json=json_)
    return replay(output, out=out, as_json=json_)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(demo)
