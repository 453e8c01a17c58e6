"""`portcheck label`: label refusals and pushback in your own answers, line by line."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def label(
    detector: Annotated[str, typer.Argument(metavar="DETECTOR", help="refusal or pushback.")],
    file: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="JSON Lines with id, prompt and answer; - for standard input. With --calibrate: "
            "run folders, or files of labelled answers.",
        ),
    ],
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=256, metavar="N", help="Number of processes.")
    ] = 1,
    reasoning_tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Tag around reasoning besides <think>; repeatable."),
    ] = None,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate",
            help="Measure detectors on people's labels, and add the result to your own card.",
        ),
    ] = False,
    card: options.CardFile = options.CARDS,
    json_: options.Json = False,
) -> int:
    """Label refusal or pushback in answers, or measure labels.

    Prints one line with id, label, score and reason per answer, in order, while it reads: a log may
    have any length. Fields have the usual names of `import answers`; reasoning before an answer is
    not labelled. The labels are those of the checks of the same name; `docs/detectors.md` has their
    error rates. --calibrate counts people's labels from `portcheck review`, for randomly drawn
    answers, and adds the counts to a file of cards; a suite names it as `cards: FILE`, and verdicts
    use it.

    \b
    Examples: portcheck label refusal answers.jsonl > labels.jsonl
              portcheck label refusal runs/monday runs/tuesday --calibrate --card cards.json
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.calibrating import calibrate_detector
    from portcheck.cli.output import Output
    from portcheck.errors import ExitCode, UsageError
    from portcheck.model.reasoning import require_tags
    from portcheck.run.answers.label import label_lines

    output = Output()
    if calibrate:
        calibrate_detector(detector, file, card, output, as_json=json_)
        return ExitCode.OK
    if len(file) > 1:
        raise UsageError("label takes one file at a time", hint="join them: cat A B | ... -")
    tags = tuple(reasoning_tag or ())
    require_tags(tags)
    (given,) = file
    stream, path = given == "-", Path(given)
    if not stream and not path.is_file():
        raise UsageError(f"there is no file {path}")
    name = "standard input" if stream else given
    source = nullcontext(sys.stdin) if stream else path.open(encoding="utf-8", errors="replace")
    with source as lines:
        output.lines(label_lines(detector, lines, file=name, jobs=jobs, tags=tags))
    return ExitCode.OK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(label)
