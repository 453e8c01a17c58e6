"""Load the results of a run folder for judging."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from portcheck.model.run import Plan
from portcheck.run.early.stages import up_to
from portcheck.run.judge.index.case_calls import CaseOutcomes
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.overlay import with_labels
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import read_labels
from portcheck.run.store.samples import Samples
from portcheck.run.store.scores import Scores


class ScoresOfRun(Struct, frozen=True):
    """The results of a run without its answers: enough to compare with a large run."""

    plan: Plan
    said: Mapping[tuple[str, str], Mapping[str, CaseOutcomes]]
    """Workload and provider to case to its scores, one entry for each repeat."""

    def said_in(self, workload: str, provider: str) -> Callable[[str], CaseOutcomes]:
        """A function from the id of a case to its scores, which are empty if it was not asked."""
        found = self.said.get((workload, provider), {})
        return lambda case: found.get(case, ())


def results_of(store: RunStore) -> Results:
    """The results of a run with its labels; answers without a score are scored for it.

    Raises:
        StoreError: the folder cannot be read.
    """
    return Results.of(*_scored_answers(store))


def scores_of(store: RunStore, providers: Set[str]) -> ScoresOfRun:
    """Only the scores of these providers, for the plain prompts.

    Raises:
        StoreError: the folder cannot be read.
    """
    plan, _, scores = _scored_answers(store)
    said: dict[tuple[str, str], dict[str, CaseOutcomes]] = {}
    known: dict[CaseOutcomes, CaseOutcomes] = {}
    for trial in sorted(plan.trials, key=attrgetter("repeat")):
        if trial.provider in providers and not trial.variant:
            cases = said.setdefault((trial.workload, trial.provider), {})
            found = (*cases.get(trial.case, ()), scores.outcomes(trial.key))
            cases[trial.case] = known.setdefault(found, found)
    return ScoresOfRun(plan, said)


class _ScoredAnswers(NamedTuple):
    plan: Plan
    samples: Samples
    scores: Scores


def _scored_answers(store: RunStore) -> _ScoredAnswers:
    samples, scores = store.samples(), store.scores()
    plan = up_to(store.plan(), {one.workload: one.stage for one in store.record().early})
    if not scores.cover(samples):
        scores = score_samples(plan, samples, read_judgements(store.path))
    labels = read_labels(store.path)
    return _ScoredAnswers(plan, samples, with_labels(plan, samples, scores, labels))
