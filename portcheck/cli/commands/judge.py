"""`portcheck judge`: measure the judges and detectors of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Measure judges and detectors.",
)


@app.command(cls=Command)
def calibrate(
    run: options.RunFolder,
    card: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Add the measured accuracy of panels to this file of your own cards.",
        ),
    ] = None,
    json_: options.Json = False,
) -> int:
    """Measure judges and detectors by the labels of a run.

    For each check that guesses: the confusion of its labels and people's, Cohen's kappa,
    sensitivity (the share of bad answers that it finds) and specificity (the share of other answers
    that it passes), each with a 95 % interval, by vendor and by length of the answer. Only randomly
    drawn answers count. Makes no calls. --card adds the counts of panels that pass or fail answers
    to a file of cards: a suite names it as `cards: FILE`, and later runs use them for the same
    rubric and the same judges.

    \b
    Examples: portcheck judge calibrate latest --json
              portcheck judge calibrate latest --card cards.json
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.calibrating import calibrate_panels
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.output import Output
    from portcheck.cli.pages.calibration import calibration_page
    from portcheck.errors import ExitCode, UsageError
    from portcheck.model.codec import encode
    from portcheck.run.labels.calibrate import calibrate as measured
    from portcheck.run.store.labels import read_labels
    from portcheck.shell_words import file_word

    output = Output()
    store = unchanged_run(run, output)
    found = measured(pipeline.results(store), read_labels(store.path))
    if not found:
        raise UsageError(
            f"none of the answers in {store.path} that a judge or detector scored has a label",
            hint=f"label some: portcheck review {file_word(store.path)}",
        )
    if json_:
        output.json(encode({"run": store.record().id, "checks": found}))
    else:
        output.result(calibration_page(found))
    if card is not None:
        calibrate_panels(store, card, output)
    return ExitCode.OK


def register(parent: typer.Typer) -> None:
    """Add the group of commands."""
    parent.add_typer(app, name="judge")
