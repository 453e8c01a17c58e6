"""`portcheck schema`: print the JSON Schemas of the files, for editors and other tools."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from portcheck.cli.help import Command


class Kind(StrEnum):
    """The kinds of file that have a schema."""

    SUITE = "suite"
    POLICY = "policy"
    PROVIDERS = "providers"
    REPORT = "report"
    EXIT_PLAN = "exit-plan"
    REQUEST = "request"
    RUN = "run"
    SCAN = "scan"
    PLAN = "plan"
    SAMPLES = "samples"
    SCORES = "scores"
    LABELS = "labels"
    JUDGEMENTS = "judgements"
    EVENTS = "events"
    HISTORY = "history"
    RECORDINGS = "recordings"


def schema(
    kind: Annotated[
        Kind,
        typer.Argument(
            metavar="KIND",
            show_choices=False,
            help="suite, policy, providers, report, exit-plan, request, scan; run (all files of a "
            "run folder), or one of them: plan, samples, scores, labels, judgements, events; "
            "history (its --json), recordings. For JSON Lines it describes one line.",
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of file.

    \b
    Example: portcheck schema suite > suite.schema.json
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.config.schema import published

    Output().json(published(kind.value))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(schema)
