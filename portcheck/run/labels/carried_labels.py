"""Copy labels of a run to another run with the same answers."""

from __future__ import annotations

from portcheck.model.run import Plan
from portcheck.model.suite import CheckSpec
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import labelling, read_labels


def keep_labels(before: Plan, source: RunStore, after: Plan, target: RunStore) -> None:
    """Copy the labels of checks that both plans have; the caller holds the lock of `target`.

    A label answers a check: for an edited rubric, it would be an answer that nobody gave.

    Args:
        before: The plan of the run that has the labels.
        source: The folder of that run.
        after: The plan of the other run.
        target: The folder of the other run.

    Raises:
        StoreError: A file cannot be read or written.
    """
    labels = read_labels(source.path)
    if not labels.trials:
        return
    old, new = _asked(before, labels.trials), _asked(after, labels.trials)
    with labelling(target.path) as append:
        for label in labels:
            place = label.trial, label.check
            if place in old and old[place] == new.get(place):
                append(label)


def _asked(plan: Plan, trials: frozenset[str]) -> dict[tuple[str, str], tuple[object, ...]]:
    """Trial and check to all that a label of the check depends on."""
    return {
        (trial.key, spec.id): _question(spec)
        for trial in plan.trials
        if trial.key in trials
        for spec in plan.case(trial).checks
    }


def _question(spec: CheckSpec) -> tuple[object, ...]:
    return spec.name, spec.arguments, spec.expect
