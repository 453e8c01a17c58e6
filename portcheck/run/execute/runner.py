"""Executes a plan: each provider at its own pace, each trial awaited once, each event told at once.

The runner neither retries nor scores nor stores: retries lie in `providers.retry`, turns and pauses
in `run.execute.throttle`, the others listen to its events.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Failure
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Case, ProviderSpec
from portcheck.plugins import Provider
from portcheck.providers.retry import Attempt, complete
from portcheck.run.concurrency import shares
from portcheck.run.cost import (
    PERHAPS_BILLED,
    Budget,
    Purse,
    cost,
    cost_bound,
    spent,
    used_tokens,
)
from portcheck.run.execute.control import Control, Withdrawn
from portcheck.run.execute.events import Draining, Event, RunStarted, SampleFinished
from portcheck.run.execute.pace import Ledger, Pace, ledger_path
from portcheck.run.execute.policy import RunPolicy
from portcheck.run.execute.throttle import Gate
from portcheck.run.plan.build import request_of

HOPELESS = frozenset({"auth", "not_found", "quota_exhausted"})
"""Failures that the next call would meet as well."""
FAILURES_IN_A_ROW = 10
"""After so many failed calls in a row a live provider is not asked any more."""


@dataclass(slots=True)
class _Lane:
    """One provider during a run."""

    spec: ProviderSpec
    provider: Provider
    live: bool
    trials: Iterator[Trial]
    gate: Gate
    pace: Pace
    places: asyncio.Semaphore
    """Calls that have begun and not ended, those that wait for a turn included."""
    calls: set[asyncio.Task[None]] = field(default_factory=set)
    failures_in_a_row: int = 0
    ended: bool = False
    dearer: float = 1.0
    """The most that a call has cost, as a multiple of what it was expected to cost at most."""


@dataclass(slots=True)
class _Run:
    cases: Mapping[tuple[str, str], Case]
    policy: RunPolicy
    control: Control
    purse: Purse
    tell: Callable[[Event], None]
    began: float
    door: asyncio.Semaphore | None = None
    """Shared by all providers where there are more of them than calls may be in flight."""
    lanes: list[_Lane] = field(default_factory=list)
    sent: int = 0
    slowest_s: float = 0.0

    def charge(self) -> str:
        limit = self.policy.max_calls
        if limit is not None and self.sent >= limit:
            return f"the limit of {limit} calls is reached"
        self.sent += 1
        return ""

    def is_late(self) -> bool:
        """Whether a call that takes as long as the slowest so far would end too late."""
        limit = self.policy.max_time_s
        elapsed = self.policy.clock() - self.began
        return limit is not None and elapsed + self.slowest_s >= limit


async def run_plan(
    plan: Plan,
    providers: Mapping[str, Provider],
    *,
    tell: Callable[[Event], None],
    live: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
    policy: RunPolicy | None = None,
    control: Control | None = None,
) -> tuple[str, ...]:
    """Executes every trial of the plan that is not done.

    Args:
        plan: what to execute.
        providers: provider id to the open provider; who has nothing left to do may lack.
        tell: called with every event, in order; must not block.
        live: ids of providers that cost money or patience; only these are given up on.
        done: keys of trials that an earlier start has answered.
        policy: retries, limits, clocks.
        control: through which the run can be asked to end.

    Returns:
        Why the run is incomplete, one sentence a provider that was given up on; empty if it is not.
    """
    policy, control = policy or RunPolicy(), control or Control()
    control.attach()
    run = _Run(
        cases={(w.id, c.id): c for w in plan.suite.workloads for c in w.cases},
        policy=policy,
        control=control,
        purse=Purse(Budget(policy.max_cost)),
        tell=tell,
        began=policy.clock(),
    )
    if policy.concurrency is not None and policy.concurrency < len(live):
        run.door = asyncio.Semaphore(policy.concurrency)
    todo = {spec.id: [t for t in plan.trials if t.provider == spec.id] for spec in plan.providers}
    todo = {name: [t for t in trials if t.key not in done] for name, trials in todo.items()}
    share = _shares(plan, {name for name in live if todo.get(name)}, policy)
    run.lanes.extend(
        _lane(run, spec, providers[spec.id], todo[spec.id], share.get(spec.id, 1), live)
        for spec in plan.providers
        if todo[spec.id]
    )
    tell(_started(plan, done))
    watchers = [asyncio.ensure_future(_watch_drain(run)), asyncio.ensure_future(_watch_time(run))]
    try:
        async with asyncio.TaskGroup() as group:
            for lane in run.lanes:
                group.create_task(_feed(run, lane) if lane.live else _replay(run, lane))
    finally:
        control.detach()
        for watcher in watchers:
            watcher.cancel()
        for lane in run.lanes:
            lane.gate.withdraw()
    return tuple(f"{lane.spec.id}: {lane.gate.closed}" for lane in run.lanes if lane.gate.closed)


def _shares(plan: Plan, active: set[str], policy: RunPolicy) -> dict[str, int]:
    own = {spec.id: spec.limits.concurrency for spec in plan.providers if spec.id in active}
    return shares(own, policy.concurrency)


def _lane(
    run: _Run,
    spec: ProviderSpec,
    provider: Provider,
    trials: list[Trial],
    share: int,
    live: frozenset[str],
) -> _Lane:
    policy = run.policy

    async def nap(seconds: float) -> None:
        await run.control.nap(policy.sleep, seconds)

    ledger = Ledger()
    if policy.ledgers is not None:
        host = provider.identity().get("host", spec.id)
        parts = (host, spec.api_key_env or "", spec.model or "")
        ledger = Ledger(ledger_path(policy.ledgers, *parts))
    pace = Pace(spec.limits, nap=nap, clock=policy.wall, ledger=ledger)
    return _Lane(
        spec=spec,
        provider=provider,
        live=spec.id in live,
        trials=iter(trials),
        pace=pace,
        places=asyncio.Semaphore(share),
        gate=Gate(
            provider=spec.id,
            share=share,
            retries=policy.retries,
            pace=pace,
            control=run.control,
            tell=run.tell,
            clock=policy.clock,
            sleep=policy.sleep,
            rng=policy.rng,
            charge=run.charge,
        ),
    )


def _started(plan: Plan, done: frozenset[str]) -> RunStarted:
    planned = {spec.id: 0 for spec in plan.providers}
    finished = dict(planned)
    for trial in plan.trials:
        planned[trial.provider] += 1
        finished[trial.provider] += trial.key in done
    return RunStarted(planned=planned, done=finished)


# --- ending early --------------------------------------------------------------------------------


async def _watch_drain(run: _Run) -> None:
    await run.control.drained()
    run.tell(Draining(in_flight=sum(lane.gate.outstanding for lane in run.lanes)))
    for lane in run.lanes:
        lane.gate.withdraw()


async def _watch_time(run: _Run) -> None:
    limit = run.policy.max_time_s
    if limit is None:
        return
    await run.policy.sleep(limit)
    for lane in run.lanes:
        if not lane.ended:
            lane.gate.close(_time_is_up(limit))
        for task in lane.calls:
            task.cancel()


def _time_is_up(limit_s: float) -> str:
    return f"the time limit of {limit_s:g} s is reached"


# --- calls ---------------------------------------------------------------------------------------


async def _replay(run: _Run, lane: _Lane) -> None:
    """Answers that need no network, one after the other."""
    for trial in lane.trials:
        if not _goes_on(run, lane):
            return
        request = request_of(run.cases[trial.workload, trial.case], trial)
        _finished(run, lane, trial, await complete(lane.provider, request), _stamp(run))
        await asyncio.sleep(0)
    lane.ended = True


async def _feed(run: _Run, lane: _Lane) -> None:
    async with asyncio.TaskGroup() as group:
        for trial in lane.trials:
            request = request_of(run.cases[trial.workload, trial.case], trial)
            price = lane.spec.price
            call = _Call(run, lane, (cost_bound(request, price) or 0.0) if price else 0.0)
            if not await _may_begin(run, lane, call):
                break
            task = group.create_task(_ask(run, lane, trial, request, call))
            lane.calls.add(task)
            task.add_done_callback(lane.calls.discard)
    lane.ended = True
    _widen_others(run)


async def _may_begin(run: _Run, lane: _Lane, call: _Call) -> bool:
    await lane.places.acquire()
    if run.is_late():
        lane.gate.close(_time_is_up(run.policy.max_time_s or 0.0))
    if not _goes_on(run, lane):
        return False
    call.bound = call.expected * lane.dearer
    if not await run.purse.reserve(call.bound):
        lane.gate.close("the budget does not cover another call")
        return False
    call.reserved = call.bound
    if not _goes_on(run, lane):
        await run.purse.settle(call.bound, 0.0)
        return False
    return True


def _goes_on(run: _Run, lane: _Lane) -> bool:
    return not (lane.gate.closed or run.control.draining)


def _widen_others(run: _Run) -> None:
    """Gives what a provider that has come to its end does not need to those that go on."""
    going = {lane.spec.id: lane for lane in run.lanes if lane.live and not lane.ended}
    own = {name: lane.spec.limits.concurrency for name, lane in going.items()}
    for name, share in shares(own, run.policy.concurrency).items():
        lane = going[name]
        for _ in range(share - lane.gate.share):
            lane.places.release()
        lane.gate.widen(share)


@dataclass(slots=True)
class _Call:
    """One call's claim on the budget, and its turns at the gate."""

    run: _Run
    lane: _Lane
    expected: float
    """US dollars that one request should cost at most."""
    bound: float = 0.0
    """US dollars that one request can cost at most, as far as this vendor's calls have shown."""
    reserved: float = 0.0

    async def take(self, request: Request) -> float:
        taken = await self.lane.gate.take(request)
        if self.run.door is not None:
            try:
                await self.run.door.acquire()
            except BaseException:
                self.lane.gate.give(taken, None, None)
                raise
            if self.run.control.draining:
                self.give(taken, None, None)
                raise Withdrawn
        return taken

    def give(
        self, taken: float, error: ProviderError | None, completion: Completion | None
    ) -> None:
        if self.run.door is not None:
            self.run.door.release()
        self.lane.gate.give(taken, error, completion)

    def holds(self, error: ProviderError) -> bool:
        return self.lane.gate.holds(error)

    def again(self, error: ProviderError, failures: int) -> bool:
        if not self.lane.gate.again(error, failures):
            return False
        if error.error_class in PERHAPS_BILLED and self.bound:
            if not self.run.purse.reserve_more(self.bound):
                return False
            self.reserved += self.bound
        return True


async def _ask(run: _Run, lane: _Lane, trial: Trial, request: Request, call: _Call) -> None:
    paid = 0.0
    try:
        started = _stamp(run)
        attempt = await complete(lane.provider, request, sleep=_nap(run), turns=call)
        paid = spent(attempt, lane.spec.price, call.bound)
        if attempt.completion is not None:
            run.slowest_s = max(run.slowest_s, attempt.completion.timing.total_s)
            lane.pace.correct(request, used_tokens(attempt.completion.usage))
            actual = cost(attempt.completion.usage, lane.spec.price)
            if actual and call.expected:
                lane.dearer = max(lane.dearer, actual / call.expected)
        sample = _finished(run, lane, trial, attempt, started)
        _judge_lane(lane, sample.failure)
    except Withdrawn:
        # What failed before the call was withdrawn may have been billed all the same.
        paid = call.reserved - call.bound
    except asyncio.CancelledError:
        paid = call.reserved
        raise
    finally:
        lane.places.release()
        await run.purse.settle(call.reserved, paid)


def _nap(run: _Run) -> Callable[[float], Awaitable[None]]:
    return lambda seconds: run.control.nap(run.policy.sleep, seconds)


def _finished(run: _Run, lane: _Lane, trial: Trial, attempt: Attempt, started: str) -> Sample:
    completion = attempt.completion
    sample = Sample(
        trial=trial.key,
        completion=completion,
        failure=None if attempt.error is None else Failure.of(attempt.error),
        attempts=attempt.attempts,
        started_at=(completion.recorded_at if completion else None) or started,
    )
    dollars = cost(completion.usage, lane.spec.price) if completion else None
    run.tell(SampleFinished(trial=trial, sample=sample, cost_usd=dollars))
    return sample


def _stamp(run: _Run) -> str:
    return run.policy.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _judge_lane(lane: _Lane, failure: Failure | None) -> None:
    if failure is None or not failure.missing:
        lane.failures_in_a_row = 0
        return
    lane.failures_in_a_row += 1
    what = f"{failure.error_class}: {failure.message}"
    if failure.error_class in HOPELESS:
        lane.gate.close(what)
    elif lane.failures_in_a_row >= FAILURES_IN_A_ROW:
        lane.gate.close(f"{lane.failures_in_a_row} calls in a row failed, last {what}")
