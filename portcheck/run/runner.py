"""Executes a plan: a few workers a provider, each trial awaited once, each sample told at once.

The runner neither retries nor scores nor stores: retries lie in `providers.retry`, the others
listen to its events.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from portcheck.model.chat import Request
from portcheck.model.completion import Failure
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Case, Price, ProviderSpec
from portcheck.providers.base import Provider
from portcheck.providers.retry import complete
from portcheck.run.events import Event, ProviderStopped, RunStarted, SampleFinished
from portcheck.run.limits import Budget, Pace, Purse, cost, cost_bound
from portcheck.run.plan import request_of

HOPELESS = frozenset({"auth", "not_found", "quota_exhausted"})
"""Failures that the next call would meet as well."""
FAILURES_IN_A_ROW = 10
"""After so many failed calls in a row a live provider is not asked any more."""


PERHAPS_BILLED = frozenset({"timeout", "connection", "malformed_response", "server"})
"""Failures after which a vendor may have worked, and charged, all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPolicy:
    """How a run behaves where providers misbehave."""

    retries: int = 2
    max_cost: float | None = None
    """US dollars; `None`: no limit."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(slots=True)
class _Lane:
    """One provider during a run."""

    spec: ProviderSpec
    provider: Provider
    pace: Pace
    live: bool
    trials: Iterator[Trial]
    failures_in_a_row: int = 0
    stopped: str = ""


@dataclass(slots=True)
class _Run:
    cases: Mapping[tuple[str, str], Case]
    policy: RunPolicy
    purse: Purse
    tell: Callable[[Event], None]
    lanes: list[_Lane] = field(default_factory=list)


async def run_plan(
    plan: Plan,
    providers: Mapping[str, Provider],
    *,
    tell: Callable[[Event], None],
    live: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
    policy: RunPolicy = RunPolicy(),
) -> tuple[str, ...]:
    """Executes every trial of the plan that is not done.

    Args:
        plan: what to execute.
        providers: provider id to the open provider.
        tell: called with every event, in order; must not block.
        live: ids of providers that cost money or patience; only these are given up on.
        done: keys of trials that an earlier start has answered.
        policy: retries, budget, clocks.

    Returns:
        Why the run is incomplete, one sentence a provider that was given up on; empty if it is not.
    """
    run = _Run(
        cases={(w.id, c.id): c for w in plan.suite.workloads for c in w.cases},
        policy=policy,
        purse=Purse(Budget(policy.max_cost)),
        tell=tell,
    )
    for spec in plan.providers:
        mine = [trial for trial in plan.trials if trial.provider == spec.id]
        run.lanes.append(
            _Lane(
                spec=spec,
                provider=providers[spec.id],
                pace=Pace(spec.limits, clock=policy.clock, sleep=policy.sleep),
                live=spec.id in live,
                trials=iter([trial for trial in mine if trial.key not in done]),
            )
        )
    tell(_started(plan, done))
    async with asyncio.TaskGroup() as group:
        for lane in run.lanes:
            for _ in range(lane.spec.limits.concurrency if lane.live else 1):
                group.create_task(_work(run, lane))
    return tuple(f"{lane.spec.id}: {lane.stopped}" for lane in run.lanes if lane.stopped)


def _started(plan: Plan, done: frozenset[str]) -> RunStarted:
    planned = {spec.id: 0 for spec in plan.providers}
    finished = dict(planned)
    for trial in plan.trials:
        planned[trial.provider] += 1
        finished[trial.provider] += trial.key in done
    return RunStarted(planned=planned, done=finished)


async def _work(run: _Run, lane: _Lane) -> None:
    for trial in lane.trials:
        if lane.stopped:
            return
        request = request_of(run.cases[trial.workload, trial.case], trial)
        price = lane.spec.price if lane.live else None
        bound = (cost_bound(request, price) or 0.0) if price else 0.0
        if not await run.purse.reserve(bound):
            _stop(run, lane, "the budget does not cover another call")
            return
        await lane.pace.wait(request)
        if lane.stopped:
            await run.purse.settle(bound, 0.0)
            return
        sample = await _ask(run, lane, trial, request)
        await run.purse.settle(bound, _spent(sample, lane.spec.price, bound) if bound else 0.0)
        run.tell(SampleFinished(trial=trial, sample=sample))
        if lane.live:
            _judge_lane(run, lane, sample.failure)
        else:
            await asyncio.sleep(0)


def _spent(sample: Sample, price: Price | None, bound: float) -> float:
    """US dollars that a call may have cost; what cannot be known counts as the bound."""
    lost = (sample.attempts - 1) * bound
    if sample.completion is not None:
        known = cost(sample.completion.usage, price)
        return lost + (bound if known is None else known)
    failure = sample.failure
    return lost + (bound if failure is None or failure.error_class in PERHAPS_BILLED else 0.0)


async def _ask(run: _Run, lane: _Lane, trial: Trial, request: Request) -> Sample:
    started = run.policy.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    attempt = await complete(
        lane.provider, request, retries=run.policy.retries, sleep=run.policy.sleep
    )
    completion = attempt.completion
    return Sample(
        trial=trial.key,
        completion=completion,
        failure=None if attempt.error is None else Failure.of(attempt.error),
        attempts=attempt.attempts,
        started_at=(completion.recorded_at if completion else None) or started,
    )


def _judge_lane(run: _Run, lane: _Lane, failure: Failure | None) -> None:
    if failure is None or not failure.missing:
        lane.failures_in_a_row = 0
        return
    lane.failures_in_a_row += 1
    what = f"{failure.error_class}: {failure.message}"
    if failure.error_class in HOPELESS:
        _stop(run, lane, what)
    elif lane.failures_in_a_row >= FAILURES_IN_A_ROW:
        _stop(run, lane, f"{lane.failures_in_a_row} calls in a row failed, last {what}")


def _stop(run: _Run, lane: _Lane, reason: str) -> None:
    if not lane.stopped:
        lane.stopped = reason
        run.tell(ProviderStopped(provider=lane.spec.id, reason=reason))
