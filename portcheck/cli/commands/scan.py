"""`portcheck scan`: find uses of LLM vendors in a codebase that no suite covers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def scan(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to scan.")],
    suite: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A suite that may cover the code; repeatable."),
    ] = None,
    providers: options.ProvidersFile = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Paths or names to skip; repeatable."),
    ] = None,
    format_: options.FormatOfFindings = options.Form.TABLE,
    out: options.FileOfFindings = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Judge dates as of this day. Default: today."),
    ] = None,
    json_: options.Json = False,
) -> None:
    """Show which vendors a codebase uses, and what has no exit.

    Makes no calls, and keeps no line of a file: only names, places and masked keys. With --suite it
    shows which models a workload covers.

    \b
    Example: portcheck scan . --suite suites/support.yaml --providers providers.yaml
    """  # noqa: D301 - \b keeps the example on its own line
    import json

    from portcheck.cli.flow.scanning import scanned
    from portcheck.cli.output import Output
    from portcheck.cli.pages.scan import render_scan
    from portcheck.cli.report_files import print_or_write
    from portcheck.model.codec import encode
    from portcheck.reports.terminal.console import Page
    from portcheck.scan.sarif import sarif

    output = Output()
    day = options.day(as_of) or datetime.now(tz=UTC).date()
    found = scanned(folder, suite or [], providers, exclude=exclude or (), as_of=day)
    chosen = options.Form.JSON if json_ else format_
    if chosen is options.Form.TABLE:
        page = Page(
            width=output.width,
            color=output.color and out is None,
            ascii=output.ascii and out is None,
        )
        text = render_scan(page, found)
    else:
        data = sarif(found) if chosen is options.Form.SARIF else encode(found)
        text = json.dumps(data, indent=2) + "\n"
    print_or_write(output, text, out)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(scan)
