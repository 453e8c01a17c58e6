"""Make the calls of a run in stages, judge it after each, and stop in clear workloads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from msgspec.structs import replace

from portcheck.model.run import EarlyStop, Look, Plan
from portcheck.run.early.stages import LAST, STAGES, stages_of, up_to
from portcheck.run.judge.gate_evidence import NOBODY
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.prompts.choose import chosen_prompts
from portcheck.run.store.folder import RunRecord, RunStore

_CLEAR = frozenset({"safe", "unsafe"})
"""Verdicts that more cases of the same look would not change."""


def resumed(record: RunRecord) -> RunRecord:
    """The record of a continued run: all cases count, with the rest of each look's error rate."""
    early = tuple(replace(one, stage=LAST, cases=one.of, saved_calls=0) for one in record.early)
    return replace(record, early=early)


def with_shares(record: RunRecord) -> tuple[Look, ...]:
    """The looks of a run, each with the share of its error rate that the last stage spends."""
    shares = {one.workload: STAGES[min(one.stage, LAST)].alpha for one in record.early}
    return tuple(replace(look, share=shares.get(look.workload, 1.0)) for look in record.looks)


async def in_stages(
    plan: Plan,
    store: RunStore,
    record: RunRecord,
    ask: Callable[[frozenset[str]], Awaitable[tuple[str, ...]]],
    draining: Callable[[], bool],
) -> tuple[tuple[str, ...], RunRecord]:
    """Make the calls of one stage after the other until each workload is clear or complete.

    Args:
        plan: the plan of the run.
        store: the folder of the run.
        record: the run.json of the run, which is written again before each stage.
        ask: makes the open calls, except for trials with these keys; returns the reasons if some
            were not made.
        draining: whether the run must end.

    Returns:
        The reasons of `ask`, and the record with how far each workload came.
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
    """The workloads in which every candidate is `safe` or `unsafe`, each with its best prompt."""
    part, samples = up_to(plan, last), store.samples()
    scores = score_samples(part, samples, read_judgements(store.path))
    spending = {(look.workload, look.candidate): look for look in with_shares(record)}
    results, today = Results.of(part, samples, scores), datetime.now(UTC).date()
    _, decided = chosen_prompts(results, today, spending, lambda _results: NOBODY)
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
