"""Read a run from the files of a bundle in memory, and score its answers again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, TypeVar

from portcheck.model.run import Plan, Sample
from portcheck.run.bundle.files import RUN, TEXTS_LEFT_OUT, apart
from portcheck.run.bundle.judged_from import RunEvidence
from portcheck.run.bundle.texts import Place, is_textless, trials_of
from portcheck.run.early.stages import up_to
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.overlay import with_labels
from portcheck.run.nights.nights_file import NAME as NIGHTS
from portcheck.run.nights.nights_file import nights_in
from portcheck.run.nights.values import ClaimNights
from portcheck.run.panel.judgements import NAME as JUDGEMENTS
from portcheck.run.panel.judgements import Judgements, judgements_in
from portcheck.run.store.consistency import plan_fault
from portcheck.run.store.damage_messages import damaged, decoded
from portcheck.run.store.folder import RunRecord, record_in
from portcheck.run.store.labels import NAME as LABELS
from portcheck.run.store.labels import Labels, labels_in
from portcheck.run.store.plan_file.plan_text import RECORD_VERSION, PlanFile
from portcheck.run.store.samples import samples_in
from portcheck.run.store.scores import CheckOutcome, Scores

T = TypeVar("T")


class BundledRun(NamedTuple):
    """The run in a bundle."""

    plan: Plan
    record: RunRecord
    samples: Mapping[str, Sample]
    scores: Scores
    """The recorded scores, without labels."""
    labels: Labels
    nights: Mapping[tuple[str, str], ClaimNights]
    judgements: Judgements
    left_out: frozenset[Place]
    """Cases whose texts are missing."""

    def evidence(self, scores: Scores) -> RunEvidence:
        """The input of `portcheck.pipeline.compare`, with these scores and the labels."""
        plan = up_to(self.plan, {one.workload: one.stage for one in self.record.early})
        labelled = with_labels(plan, self.samples, scores, self.labels)
        return RunEvidence(
            record=self.record,
            found=Results.of(plan, self.samples, labelled),
            labels=self.labels,
            nights=self.nights,
            judgements=self.judgements,
            sources={},
        )


def bundled_run(files: Mapping[str, bytes]) -> BundledRun:
    """Read the run of a bundle.

    Raises:
        StoreError: a file is missing, or cannot be understood.
    """
    path = Path(f"{RUN}plan.json")
    read = decoded(PlanFile, _content(files, path), path)
    if read.record_version != RECORD_VERSION:
        raise damaged(path, "its records have a version that this portcheck does not read")
    if fault := plan_fault(read.plan):
        raise damaged(path, fault)
    planned = frozenset(trial.key for trial in read.plan.trials)
    answers, record = Path(f"{RUN}samples.jsonl"), Path(f"{RUN}run.json")
    nights, places = Path(f"{RUN}{NIGHTS}"), Path(TEXTS_LEFT_OUT)
    sampled = samples_in(answers, _lines(files, answers), 1, planned)
    return BundledRun(
        plan=read.plan,
        record=record_in(_content(files, record), record),
        samples={one.trial: one for one in sampled},
        scores=_of_lines(files, "scores.jsonl", Scores.within),
        labels=_of_lines(files, LABELS, labels_in),
        nights=nights_in(files[str(nights)], nights) if str(nights) in files else {},
        judgements=_of_lines(files, JUDGEMENTS, judgements_in),
        left_out=frozenset(decoded(tuple[Place, ...], _content(files, places), places)),
    )


def _content(files: Mapping[str, bytes], path: Path) -> bytes:
    if str(path) not in files:
        raise damaged(path, "it does not exist")
    return files[str(path)]


def _lines(files: Mapping[str, bytes], path: Path) -> list[bytes]:
    return BytesIO(files.get(str(path), b"")).readlines()


def _of_lines(
    files: Mapping[str, bytes], name: str, read: Callable[[list[tuple[list[bytes], int]], Path], T]
) -> T:
    path = Path(f"{RUN}{name}")
    return read([(_lines(files, path), 1)], path)


class Rescoring(NamedTuple):
    """The scores of a bundle's answers by this version of portcheck."""

    scores: Scores
    made_again: int
    """Answers that were scored again."""
    taken: int
    """Answers that keep their recorded scores, because there is no text to score."""
    differing: tuple[str, ...]
    """Answers whose recorded scores differ, as `workload, case, provider`."""


def rescore(run: BundledRun) -> Rescoring:
    """Score every answer with a text again; functions of a suite are not run.

    Raises:
        UsageError: a check of another distribution crashed.
        StoreError: a check has arguments that no suite can have.
    """
    bare = trials_of(run.plan, run.left_out)
    if run.plan.suite.code:
        bare = {trial.key: trial for trial in run.plan.trials}
    made = Scores() if run.plan.suite.code else _scored(run)
    kept = {key: run.scores.outcomes(key) for key in bare if key in run.scores}
    scores = made.changed(kept)
    differing = tuple(
        f"{trial.workload}, {trial.case}, {trial.provider}"
        for trial in run.plan.trials
        if trial.key not in bare
        and _comparable(made.outcomes(trial.key)) != _comparable(run.scores.outcomes(trial.key))
    )
    taken = sum(key in bare for key in run.samples)
    return Rescoring(scores, len(run.samples) - taken, taken, differing)


def _scored(run: BundledRun) -> Scores:
    return score_samples(run.plan, run.samples, run.judgements)


def _comparable(outcomes: Sequence[CheckOutcome]) -> list[tuple[object, ...]]:
    return [
        (one.check, one.gate, one.outcome.status, one.outcome.value, one.outcome.confirmed)
        for one in outcomes
    ]


def stray_files(run: BundledRun, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The names of suite.json and providers.json if they contradict the plan."""
    return tuple(name for name, said in apart(run.plan).items() if files.get(name) != said)


def text_faults(run: BundledRun) -> Iterator[str]:
    """Faults of left_out.json: cases that do not exist, or whose texts are not left out."""
    known = {(w.id, case.id) for w in run.plan.suite.workloads for case in w.outlines}
    if strange := run.left_out - known:
        yield f"{TEXTS_LEFT_OUT} names {len(strange)} cases that the run does not have"
    bare = trials_of(run.plan, run.left_out)
    held = [key for key in bare if key in run.samples and not is_textless(run.samples[key])]
    if held:
        yield f"{TEXTS_LEFT_OUT} names cases whose texts are there: {len(held)} answers"
