"""Add the counts of people's labels to a file of the user's own cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from portcheck import pipeline
from portcheck.cli.flow.evidence.unchanged import unchanged_run
from portcheck.cli.output import Output
from portcheck.errors import UsageError
from portcheck.model.codec import encode
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import count, listing
from portcheck.model.score import OwnCard
from portcheck.model.visible_text import one_line
from portcheck.parity.detector_error import FEWEST_LABELS
from portcheck.plugins import CHECKS
from portcheck.run.answers.label import detectors
from portcheck.run.cards.instruments import Instrument
from portcheck.run.labels.labelled_file import measure_file
from portcheck.run.labels.measurements import Measurement, add_to_cards, measure_run, together
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import read_labels

Measured = Mapping[Instrument, Measurement]


def calibrate_detector(
    name: str, given: Sequence[str], file: Path, output: Output, *, as_json: bool
) -> None:
    """Add the labels of runs and files to the card of a detector.

    Args:
        name: name of the detector.
        given: run folders and files of labelled answers.
        file: file of the cards.
        output: where to print the counts.
        as_json: print the changed cards as JSON.

    Raises:
        UsageError: one of `given` is neither, or none of them has a label that counts.
        ConfigError: a line of a file cannot be read.
        StoreError: a folder cannot be read, or the file cannot be written.
    """
    detector = CHECKS.get(known(name, detectors(), "detector")).detector
    found, runs = [], []
    for each in given:
        if Path(each).is_file():
            found.append(measure_file(name, Path(each)))
            runs.append(Path(each).name)
        else:
            store = unchanged_run(each, output)
            measured = measure_run(pipeline.results(store), read_labels(store.path))
            found.append({u: m for u, m in measured.items() if detector and u.id == detector.name})
            runs.append(store.record().id)
    _kept(together(found), runs, file, output, as_json=as_json)


def calibrate_panels(store: RunStore, file: Path, output: Output) -> None:
    """Add the labels of a run to the cards of its panels.

    Raises:
        UsageError: none of its labels counts for a panel.
        StoreError: the folder cannot be read, or the file cannot be written.
    """
    measured = measure_run(pipeline.results(store), read_labels(store.path))
    panels = {used: found for used, found in measured.items() if used.is_panel}
    _kept(panels, [store.record().id], file, output, as_json=False)


def _kept(
    measured: Measured, runs: Sequence[str], file: Path, output: Output, *, as_json: bool
) -> None:
    changed = add_to_cards(file, measured, runs, datetime.now(UTC).date())
    for line in _left_out(measured):
        output.note(line)
    if not changed:
        raise UsageError(
            f"no label of {listing(list(map(str, runs)))} counts, so {file} is unchanged",
            hint="label both sides of a random sample: portcheck review RUN --sample N",
        )
    if as_json:
        output.json(encode({"file": str(file), "cards": [_without_answers(c) for c in changed]}))
        return
    output.result("\n".join(line for card in changed for line in _page(card, file)))
    output.note(f"to use the file, write in the defaults of a suite beside it: cards: {file.name}")


def _without_answers(card: OwnCard) -> dict[str, object]:
    said: dict[str, object] = encode(card)
    del said["answers"]
    return {**said, "labels": card.labels}


def _left_out(measured: Measured) -> Iterator[str]:
    """Yield a sentence for each reason why labels did not count."""
    tuned = sum(found.tuned for found in measured.values())
    chosen = sum(found.chosen for found in measured.values())
    unsure = sum(found.unsure for found in measured.values())
    if tuned:
        yield (
            f"{count(tuned, 'answer')} left out: the detector was tuned on them or their questions"
        )
    if chosen:
        yield f'{count(chosen, "label")} left out: a line counts where it says "drawn": "random"'
    if unsure:
        yield f"{count(unsure, 'answer')} that people were unsure about count as mistakes"


def _page(card: OwnCard, file: Path) -> Iterator[str]:
    yield f"{file}: {one_line(card.detector, 100)}, {count(card.labels, 'labelled answer')}"
    for kind, measured in card.kinds.items():
        yield f"  {kind}: {measured.words}; labelled by {one_line(measured.labelled_by, 100)}"
        fewest = min(measured.counts.positives, measured.counts.negatives)
        if fewest < FEWEST_LABELS:
            yield (
                f"    {count(fewest, 'label')} of one class; with {FEWEST_LABELS} of each the "
                f"card decides, with fewer it can only lower trust"
            )
