"""`portcheck report`: write the report of a judged run in any format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def report(
    run: options.RunFolder,
    format_: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="As in --report of run: json, html, junit, sarif..."
        ),
    ] = "markdown",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it there instead of printing it."),
    ] = None,
    content: options.Content = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="VERDICTS", help="As in run. Default: the one of the last scoring."),
    ] = None,
    allow_waiver: options.AllowWaiver = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="As in run. Default: the day of the last report."
        ),
    ] = None,
) -> None:
    """Write the report of a run in a format.

    Calls and scores nothing, and does not change the run folder. With the flags of the run, the
    file has the same bytes as that of `run --report FORMAT=FILE`.

    \b
    Examples: portcheck report latest --format html --out report.html
              portcheck report latest --format junit --out junit.xml
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.flow.finish import reported_again
    from portcheck.cli.output import Output
    from portcheck.cli.report_files import format_of, require_writable, write_report
    from portcheck.errors import UsageError

    output = Output()
    chosen = format_of(format_)
    if chosen.binary and out is None:
        raise UsageError(
            f"the format {format_} is not text and cannot be printed",
            hint="name a file: --out FILE",
        )
    if out is not None:
        require_writable(out, f"--out {out}", chosen.suffix)
    store = unchanged_run(run, output)
    found = reported_again(
        store,
        chosen.name,
        failing=None if fail_on is None else options.failing(fail_on),
        allow_waivers=None if allow_waiver is None else options.waivable(allow_waiver),
        as_of=options.day(as_of),
        content=content,
    )
    written = pipeline.render(found, chosen.name)
    if out is None:
        output.result(written.decode())
    else:
        write_report(out, written)
        output.note(f"written: {out}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(report)
