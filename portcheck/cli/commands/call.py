"""`portcheck call`: one request to one provider, as the adapters see it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options


def call(
    request: Annotated[Path, typer.Argument(metavar="REQUEST.json", help="The request.")],
    provider: Annotated[str, typer.Option(metavar="ID", help="Entry of the providers file.")],
    providers: options.ProvidersFile = None,
    stream: Annotated[bool, typer.Option("--stream", help="Ask for a stream.")] = False,
    adapt: options.Adapt = False,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Ask this address instead of the entry's.")
    ] = None,
) -> int:
    """Send one request and print the normalised answer as JSON.

    Exit code 0 with an answer (a refused or blocked one included), 4 with an error, 2 when
    nothing could be sent.

    \b
    Example: portcheck call request.json --providers providers.yaml --provider claude --stream
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.output import Output

    path = options.providers_file(providers, request)
    code, result = pipeline.call(
        request,
        path,
        provider,
        stream=stream,
        base_url=base_url,
        adapt=adapt,
        environ=os.environ,
    )
    Output().json(result)
    return code


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(call)
