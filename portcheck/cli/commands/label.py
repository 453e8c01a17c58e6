"""`portcheck label`: refusals and pushback in answers of your own, line by line."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli.help import Command


def label(
    detector: Annotated[str, typer.Argument(metavar="DETECTOR", help="refusal or pushback.")],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="JSON Lines with id, prompt and answer; - for standard input."
        ),
    ],
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=256, metavar="N", help="Number of processes.")
    ] = 1,
    reasoning_tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Tag around reasoning besides <think>; repeatable."),
    ] = None,
) -> int:
    """Label answers for refusal or pushback.

    Prints one line with id, label, score and reason per answer, in order, while it reads: a log
    may be of any length. Fields have the usual names of `import answers`; reasoning in front of an
    answer is not labelled. The labels are those of the checks of the same name; `docs/detectors.md`
    gives their error rates.

    \b
    Example: portcheck label refusal answers.jsonl > labels.jsonl
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.errors import ExitCode, UsageError
    from portcheck.model.reasoning import require_tags
    from portcheck.run.answers.label import label_lines

    tags = tuple(reasoning_tag or ())
    require_tags(tags)
    output = Output()
    stream = str(file) == "-"
    if not stream and not file.is_file():
        raise UsageError(f"there is no file {file}")
    name = "standard input" if stream else str(file)
    source = nullcontext(sys.stdin) if stream else file.open(encoding="utf-8", errors="replace")
    with source as lines:
        output.lines(label_lines(detector, lines, file=name, jobs=jobs, tags=tags))
    return ExitCode.OK


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(cls=Command)(label)
