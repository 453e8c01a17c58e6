"""`portcheck demo`: a whole run on recorded answers of real models. No key, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    live: Annotated[
        bool, typer.Option("--live", help="Ask the real models, served on this machine.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="With --live: download the weights.")
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="With --live: write recordings and verdicts to this folder."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Run folder. Default: runs/<UTC time>-quickstart."),
    ] = None,
) -> int:
    """See a whole run in a second: recorded answers of real models, replayed.

    Exit code 0 when the verdicts that it ships with came out again; it says which code a run of
    one's own would have had.

    \b
    Example: portcheck demo
             portcheck demo --live --yes
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.demo_run import replay, serve_and_run
    from portcheck.errors import UsageError

    output = Output()
    if record is not None and not live:
        raise UsageError("--record needs --live: replayed answers are recorded already")
    if live:
        return serve_and_run(output, agreed=yes, record=record, out=out)
    return replay(output, out=out)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(demo)
