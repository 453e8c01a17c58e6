"""`portcheck schema`: the JSON Schemas of the files, for editors and other tools."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """What has a schema."""

    SUITE = "suite"
    PROVIDERS = "providers"
    REPORT = "report"
    REQUEST = "request"
    RUN = "run"


def schema(kind: Annotated[Kind, typer.Argument(help="Which file.")]) -> None:
    """Print the JSON Schema of a file, or of the files of a run folder.

    \b
    Example: portcheck schema suite > suite.schema.json
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.config.schema import published

    Output().json(published(kind.value))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(schema)
