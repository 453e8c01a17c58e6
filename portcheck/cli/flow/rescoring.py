"""`score RUN --checks SUITE`: score the answers of a run with edited checks and gates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from portcheck import pipeline
from portcheck.cli.flow.run_or_resume import new_store
from portcheck.errors import UsageError
from portcheck.model.codec import encode
from portcheck.model.numbers import count
from portcheck.model.run import Plan, SelectionInfo
from portcheck.model.suite import Suite, Workload
from portcheck.run.adopt import adopt
from portcheck.run.labels.carried_labels import keep_labels
from portcheck.run.plan.build import Selection
from portcheck.run.plan.reuse import Reused, ReusedAnswers, ReusedSamples
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word

MOST_NAMED = 5
"""Most cases that an error names."""


def rescored(store: RunStore, suite: Path, out: Path | None) -> RunStore:
    """Make a new run folder with the current suite and the answers of an earlier run.

    The earlier folder does not change.

    Raises:
        ConfigError: with every mistake in the suite.
        UsageError: the suite makes other requests than the run, or the folder exists.
    """
    before = store.plan()
    entries = (*before.providers, *(before.judges or ()))
    loaded = replace(pipeline.load([suite]), providers=entries)
    whole = None if not before.partial else frozenset((t.workload, t.case) for t in before.trials)
    plan = pipeline.plan(
        loaded,
        baseline=before.baseline,
        candidates=before.candidates,
        selection=Selection(
            workloads=before.selection.workloads if before.selection else (),
            failed=whole,
        ),
        adapt=before.adapts,
    )
    _require_same_questions(before, plan, suite, store)
    run = store.record().id
    edits = {old.id: found for old in before.suite.workloads if (found := _edits(old, plan.suite))}
    if edits:
        chosen = plan.selection or SelectionInfo()
        plan = replace(plan, selection=replace(chosen, answers_of=run, changed=edits))
    made = new_store(plan, out)
    samples = store.samples()
    taken = tuple(
        ReusedAnswers(
            provider=spec.id,
            samples=ReusedSamples(
                [t.key for t in plan.trials if t.provider == spec.id and t.key in samples],
                samples,
                lambda sample: replace(sample, reused_from=sample.reused_from or run),
            ),
            planned=sum(trial.provider == spec.id for trial in plan.trials),
        )
        for spec in plan.providers
    )
    with made.locked():
        adopt(made, Reused(run=run, answers=taken), store)
        keep_labels(before, store, plan, made)
        made.write_record(replace(store.record(), id=made.record().id))
    return made


def _edits(old: Workload, suite: Suite) -> tuple[str, ...]:
    """The names of the parts of a workload's scoring that differ."""
    new = next((workload for workload in suite.workloads if workload.id == old.id), None)
    if new is None:
        return ()
    pairs: dict[str, list[Any]] = {
        "checks": [[(one.id, one.checks) for one in each.outlines] for each in (old, new)],
        "groups": [[(one.id, one.group) for one in each.outlines] for each in (old, new)],
        "gates": [encode(each.gates) for each in (old, new)],
        "confidence": [each.confidence for each in (old, new)],
        "max_missing": [each.max_missing for each in (old, new)],
        "require": [encode(each.require) for each in (old, new)],
        "runs_on": [each.runs_on for each in (old, new)],
        "cards": [each.cards for each in (old, new)],
        "judges": [each.panel for each in (old, new)],
        "policies": [each.policies for each in (old, new)],
    }
    return tuple(name for name, (was, is_now) in pairs.items() if was != is_now)


def _require_same_questions(before: Plan, after: Plan, suite: Path, store: RunStore) -> None:
    words = list(_differences(before, after))
    if words:
        raise UsageError(
            f"{suite} makes other requests than run {store.record().id}: {'; '.join(words)}",
            hint=f"ask the new cases: portcheck run {file_word(suite)} "
            f"--reuse {file_word(store.path)}",
        )


def _differences(before: Plan, after: Plan) -> Iterator[str]:
    """Yield sentences about cases that are new, gone or have a changed request."""
    old, new = ({(t.workload, t.case) for t in plan.trials} for plan in (before, after))
    keys = {trial.key for trial in before.trials}
    other = {(t.workload, t.case) for t in after.trials if t.key not in keys} & old
    for cases, words in (
        (other, "with a changed request"),
        (new - old, "new"),
        (old - new, "gone"),
    ):
        if cases:
            named = [f"{case} of {workload}" for workload, case in sorted(cases)]
            more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
            verb = "is" if len(named) == 1 else "are"
            listed = ", ".join(named[:MOST_NAMED])
            yield f"{count(len(named), 'case')} {verb} {words} ({listed}{more})"
