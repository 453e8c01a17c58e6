"""`portcheck cutover`: write files with the changes for one move, without applying them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def cutover(
    run: options.RunFolder,
    workload: Annotated[str, typer.Option(metavar="ID", help="The workload to move.")],
    to: Annotated[str, typer.Option(metavar="ID", help="The candidate to move it to.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A new folder for the pack.")],
    json_: options.Json = False,
) -> None:
    """Write what one move needs: changes, canary, gateway files.

    It applies nothing, and makes no calls.

    \b
    Example: portcheck cutover latest --workload ticket-triage --to claude --out move
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.flow.exit_plan.packing import move, write_pack
    from portcheck.cli.output import Output

    output = Output()
    store = unchanged_run(run, output)
    found = move(store, workload, to)
    paths = [str(path) for path in write_pack(found, out)]
    verdict = found.verdict.verdict
    if json_:
        output.json({"workload": workload, "to": to, "verdict": verdict, "files": paths})
        return
    if verdict != "safe":
        output.note(f"this move is not shown to be safe: the verdict is {verdict}")
    output.lines(iter(paths))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(cutover)
