"""`portcheck import promptfoo` and others: suites of other tools to ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="New folder to write to.")]


def promptfoo(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="promptfooconfig.yaml, or as JSON.")],
    out: Out,
    judge: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODEL",
            help="Model that judges free text, as promptfoo writes providers; repeatable.",
        ),
    ] = None,
    json_: options.Json = False,
) -> None:
    """Make a suite and providers from promptfoo's configuration.

    Each prompt becomes a workload and each test a case. What has no equivalent is listed, on the
    terminal and in not-imported.md. No code is executed, no file outside of the folder is read,
    and no key is copied.

    \b
    Example: portcheck import promptfoo promptfooconfig.yaml --out imported
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.foreign.importing import import_suite

    import_suite("promptfoo", file, out, judges=tuple(judge or ()), as_json=json_)


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(cls=Command)(promptfoo)
