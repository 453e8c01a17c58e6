"""Ask a run in stages, judge it after each, and make no more calls in clear workloads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from msgspec.structs import replace

from portcheck.model.run import EarlyStop, Look, Plan
from portcheck.run.early.stages import LAST, STAGES, stages_of, up_to
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.store.folder import RunRecord, RunStore

_CLEAR = frozenset({"safe", "unsafe"})
"""Verdicts that more cases of the same look would not change."""


def resumed(record: RunRecord) -> RunRecord:
    """The record of a run that goes on: all of its cases count, at what is left of its looks."""
    early = tuple(replace(one, stage=LAST, cases=one.of, saved_calls=0) for one in record.early)
    return replace(record, early=early)


def with_shares(record: RunRecord) -> tuple[Look, ...]:
    """The looks of a run, with the share of their error rate that it spends at its last stage."""
    shares = {one.workload: STAGES[min(one.stage, LAST)].alpha for one in record.early}
    return tuple(replace(look, share=shares.get(look.workload, 1.0)) for look in record.looks)


async def in_stages(
    plan: Plan,
    store: RunStore,
    record: RunRecord,
    ask: Callable[[frozenset[str]], Awaitable[tuple[str, ...]]],
    draining: Callable[[], bool],
) -> tuple[tuple[str, ...], RunRecord]:
    """Ask stage after stage until each workload is clear or complete.

    Args:
        plan: of the run.
        store: its folder.
        record: its run.json, which is written again before each further stage.
        ask: asks what is left except trials of these keys, and says why if not all of it.
        draining: whether the run is to end.

    Returns:
        Those reasons, and the record with how far each workload came.
    """
    places = {workload.id: stages_of(plan, workload) for workload in plan.suite.workloads}
    last = dict.fromkeys(places, 0)
    clear: set[str] = set()
    reasons: tuple[str, ...] = ()
    for stage in range(len(STAGES)):
        last.update({name: stage for name in places if name not in clear})
        record = replace(record, early=_stops(plan, last))
        store.write_record(replace(record, interrupted=True))
        others = [
            trial.key
            for trial in plan.trials
            if trial.workload in clear or places[trial.workload][trial.case] != stage
        ]
        reasons = await ask(frozenset(others))
        if reasons or draining() or stage == LAST:
            break
        clear |= _clear(plan, store, record, last)
        if len(clear) == len(places):
            break
    return reasons, record


def _clear(plan: Plan, store: RunStore, record: RunRecord, last: dict[str, int]) -> frozenset[str]:
    """The workloads in which every candidate is shown to be safe or unsafe."""
    part, samples = up_to(plan, last), store.samples()
    scores = score_samples(part, samples, read_judgements(store.path))
    spending = {(look.workload, look.candidate): look for look in with_shares(record)}
    decided = verdicts(Results.of(part, samples, scores), datetime.now(UTC).date(), spending)
    open_ = {one.workload for one in decided if one.verdict not in _CLEAR}
    return frozenset(one.workload for one in decided) - open_


def _stops(plan: Plan, last: dict[str, int]) -> tuple[EarlyStop, ...]:
    found = []
    for workload in plan.suite.workloads:
        places = stages_of(plan, workload)
        asked = {case for case, stage in places.items() if stage <= last[workload.id]}
        saved = sum(t.workload == workload.id and t.case not in asked for t in plan.trials)
        found.append(
            EarlyStop(
                workload=workload.id,
                stage=last[workload.id],
                cases=len(asked),
                of=len(places),
                saved_calls=saved,
            )
        )
    return tuple(found)
