"""`portcheck call`: send one request to one provider through its adapter."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def call(
    request: Annotated[Path, typer.Argument(metavar="FILE", help="The request, as JSON.")],
    provider: Annotated[str, typer.Option(metavar="ID", help="Provider to call.")],
    providers: options.ProvidersFile = None,
    stream: Annotated[bool, typer.Option("--stream", help="Request a streamed response.")] = False,
    adapt: options.Adapt = "preferences",
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Call this address instead of the provider's.")
    ] = None,
) -> int:
    """Send one request and print the answer as JSON.

    The exit code is 0 with an answer (a refusal or a blocked answer is one), 4 if the call failed,
    and 2 if nothing was sent.

    \b
    Example: portcheck call request.json --providers providers.yaml --provider claude --stream
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.confirm import trusted_providers
    from portcheck.cli.output import Output
    from portcheck.run import single_call

    output = Output()
    path = trusted_providers(providers, request, output, yes=False)
    code, result = single_call.call(
        request,
        path,
        provider,
        stream=stream,
        base_url=base_url,
        adapt=adapt,
        environ=os.environ,
    )
    output.json(result)
    return code


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(call)
