"""`portcheck verify`: check that a bundle is unchanged and its verdicts follow from its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def verify(
    bundle: Annotated[
        Path, typer.Argument(metavar="BUNDLE", help="The archive that portcheck bundle wrote.")
    ],
    signature: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The signature of ssh-keygen -Y sign. Needs --allowed-signers."
        ),
    ] = None,
    allowed_signers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="File of who may sign, with which key: see ssh-keygen(1)."
        ),
    ] = None,
    require_safe: Annotated[
        bool, typer.Option("--require-safe", help="Fail if a verdict is not safe.")
    ] = False,
    max_age: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="Fail if an answer is older than this, such as 14d."),
    ] = None,
    suite: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Fail if the run was judged by another suite."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="For --max-age. Default: today."),
    ] = None,
    json_: options.Json = False,
) -> int:
    """Verify a bundle: its bytes, its verdicts, and who signed it.

    Reads it in memory, and extracts, calls and runs nothing. Recomputes the verdicts from the
    answers. Exit 1: something does not hold.

    \b
    Example: portcheck verify evidence.zip --require-safe --max-age 14d
    """  # noqa: D301 - \b keeps the example on its own line
    from datetime import UTC, datetime

    from portcheck import pipeline
    from portcheck.cli.flow.evidence.verifying import Wish, verified
    from portcheck.cli.flow.selecting import days
    from portcheck.cli.output import Output
    from portcheck.cli.pages.verification import as_json, lines
    from portcheck.errors import ExitCode, UsageError
    from portcheck.evidence.archive import read_archive

    if (signature is None) != (allowed_signers is None):
        raise UsageError(
            "--signature and --allowed-signers go together",
            hint="a signature proves nothing without the list of who may sign",
        )
    wish = Wish(
        today=options.day(as_of) or datetime.now(UTC).date(),
        require_safe=require_safe,
        max_age_days=None if max_age is None else days("--max-age", max_age),
        suite=None if suite is None else pipeline.load([suite]).suite,
        signature=signature,
        allowed_signers=allowed_signers,
    )
    found = verified(read_archive(bundle), wish)
    output = Output()
    if json_:
        output.json(as_json(found, bundle))
    else:
        output.result("\n".join(lines(found, bundle)))
    return ExitCode.UNSAFE if found.faults else ExitCode.OK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(verify)
