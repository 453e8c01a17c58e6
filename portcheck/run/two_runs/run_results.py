"""The results of a run folder, as every judgement of it reads them."""

from __future__ import annotations

from portcheck.run.early.stages import up_to
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.overlay import with_labels
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import read_labels


def results_of(store: RunStore) -> Results:
    """A run under its labels, indexed; answers that were never scored are scored for it.

    Raises:
        StoreError: the folder cannot be read.
    """
    samples, scores = store.samples(), store.scores()
    plan = up_to(store.plan(), {one.workload: one.stage for one in store.record().early})
    if not scores.cover(samples):
        scores = score_samples(plan, samples, read_judgements(store.path))
    return Results.of(plan, samples, with_labels(plan, samples, scores, read_labels(store.path)))
