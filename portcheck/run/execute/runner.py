"""Execute a plan: each provider at its own pace, each trial once, each event reported.

The runner neither retries nor scores nor stores. `providers.retry` retries, `run.execute.lane`
makes requests wait, and scoring and storing listen to the events.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.model.chat import Request
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Provider
from portcheck.providers.call.redaction import Redactions
from portcheck.providers.retry import CallResult, complete
from portcheck.run.budget import Budget
from portcheck.run.cost import answer_cost
from portcheck.run.events import Draining, Event, RunStarted, SampleFinished, Waiting
from portcheck.run.execute.lane import Lane, Shared
from portcheck.run.execute.rate_limits import Ledger, RateLimiter, ledger_path
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control, Withdrawn
from portcheck.run.execute.throttle import Throttle
from portcheck.run.fair_shares import fair_shares
from portcheck.run.loop.baseline_history import require_same_conversation
from portcheck.run.loop.walk import walk
from portcheck.run.own_machines import IN_FLIGHT, calls_at_once, machine
from portcheck.run.plan.build import request_of
from portcheck.run.plan.raised_limits import raised_limits
from portcheck.run.utc_text import UtcText


class _Run(Struct):
    plan: Plan
    shared: Shared
    lanes: list[Lane] = field(default_factory=list)
    workers: dict[str, _Workers] = field(default_factory=dict)
    """Provider id to its workers."""
    together: asyncio.Semaphore | None = None
    """Limit on requests in flight over all providers, if they outnumber it."""
    machines: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    """Limit on requests in flight to each machine that providers share."""


class _Workers(Struct):
    """The tasks of one provider, each of which works through trials one by one."""

    group: asyncio.TaskGroup
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def add(self, run: _Run, lane: Lane, number: int) -> None:
        for _ in range(min(number, len(lane.trials))):
            self.tasks.add(self.group.create_task(_work(run, lane)))


async def run_plan(
    plan: Plan,
    providers: Mapping[str, Provider],
    *,
    tell: Callable[[Event], None],
    live: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
    policy: RunPolicy | None = None,
    control: Control | None = None,
    shared: Shared | None = None,
) -> tuple[str, ...]:
    """Execute every trial of the plan that is not done.

    Args:
        plan: the plan.
        providers: provider id to the open provider; providers without open trials may be missing.
        tell: called with every event, in order; must not block.
        live: ids of providers that cost money or time; only these are given up on.
        done: keys of trials that an earlier start has answered.
        policy: retries, limits, clocks.
        control: ends the run from outside.
        shared: budget, limits and clock of an earlier plan to continue, with its policy and
            control; by default new ones.

    Returns:
        Why the run is incomplete, one sentence per abandoned provider; empty if it is complete.
    """
    policy, control = policy or RunPolicy(), control or Control()
    control.attach()
    shared = shared or shared_by(policy, control, tell)
    shared.tell = tell
    run = _Run(plan=plan, shared=shared)
    if policy.concurrency is not None and policy.concurrency < len(live):
        run.together = asyncio.Semaphore(policy.concurrency)
    left = [trial for trial in plan.trials if trial.key not in done]
    todo = {spec.id: [t for t in left if t.provider == spec.id] for spec in plan.providers}
    share = _shares(plan, {name for name in live if todo.get(name)}, policy)
    run.lanes.extend(
        _lane(run, spec, providers[spec.id], todo[spec.id], share.get(spec.id))
        for spec in plan.providers
        if todo[spec.id]
    )
    tell(_started(plan, done))
    watchers = [asyncio.ensure_future(_watch_drain(run)), asyncio.ensure_future(_watch_time(run))]
    try:
        async with asyncio.TaskGroup() as group:
            for lane in run.lanes:
                group.create_task(_ask_all(run, lane) if lane.live else _replay(run, lane))
    finally:
        control.detach()
        for watcher in watchers:
            watcher.cancel()
        for lane in run.lanes:
            lane.throttle.withdraw()
    return tuple(
        f"{lane.spec.id}: {lane.throttle.closed}" for lane in run.lanes if lane.throttle.closed
    )


def shared_by(policy: RunPolicy, control: Control, tell: Callable[[Event], None]) -> Shared:
    """Make the shared state of a run's providers."""
    return Shared(
        policy=policy,
        control=control,
        tell=tell,
        budget=Budget(policy.max_cost),
        utc=UtcText(policy.now),
        began=policy.clock(),
    )


def _shares(plan: Plan, active: set[str], policy: RunPolicy) -> dict[str, int]:
    own = calls_at_once(spec for spec in plan.providers if spec.id in active)
    return fair_shares(own, policy.concurrency)


def _lane(
    run: _Run,
    spec: ProviderSpec,
    provider: Provider,
    trials: list[Trial],
    share: int | None,
) -> Lane:
    """`share` is `None` for providers that are not live."""
    shared = run.shared
    policy = shared.policy
    ledger = Ledger()
    if policy.ledgers is not None:
        host = provider.identity().get("host", spec.id)
        parts = (host, spec.api_key_env or "", spec.model or "")
        ledger = Ledger(ledger_path(policy.ledgers, *parts))
    return Lane(
        spec=spec,
        provider=provider,
        live=share is not None,
        trials=deque(trials),
        pace=RateLimiter(
            spec.limits,
            nap=shared.nap,
            clock=policy.clock,
            ledger=ledger,
            say=lambda seconds, reason: shared.tell(
                Waiting(provider=spec.id, seconds=seconds, reason=reason)
            ),
        ),
        shared=shared,
        rooms=_rooms(run, spec) if share is not None else (),
        raised=raised_limits(run.plan, spec.id),
        throttle=Throttle(
            provider=spec.id,
            share=share or 1,
            retries=policy.retries,
            control=shared.control,
            tell=shared.tell,
            clock=policy.clock,
            sleep=policy.sleep,
            rng=policy.rng,
        ),
    )


def _rooms(run: _Run, spec: ProviderSpec) -> tuple[asyncio.Semaphore, ...]:
    """The limits on requests in flight that a provider shares with others."""
    found = [run.together] if run.together is not None else []
    if (name := machine(spec)) is not None:
        found.append(run.machines.setdefault(name, asyncio.Semaphore(IN_FLIGHT)))
    return tuple(found)


def _started(plan: Plan, done: frozenset[str]) -> RunStarted:
    planned = Counter([trial.provider for trial in plan.trials])
    finished = Counter([trial.provider for trial in plan.trials if trial.key in done])
    names = [spec.id for spec in plan.providers]
    return RunStarted(
        planned={name: planned[name] for name in names},
        done={name: finished[name] for name in names},
    )


# --- ending early --------------------------------------------------------------------------------


async def _watch_drain(run: _Run) -> None:
    await run.shared.control.drained()
    in_flight = sum(lane.throttle.outstanding for lane in run.lanes)
    run.shared.tell(Draining(in_flight=in_flight))
    for lane in run.lanes:
        lane.throttle.withdraw()


async def _watch_time(run: _Run) -> None:
    limit = run.shared.policy.max_time_s
    if limit is None:
        return
    # Part of the time has passed when judges are asked.
    await run.shared.policy.sleep(limit - (run.shared.policy.clock() - run.shared.began))
    for lane in run.lanes:
        if not lane.ended:
            lane.run_out_of_time()
    for workers in run.workers.values():
        for task in workers.tasks:
            task.cancel()


# --- calls ---------------------------------------------------------------------------------------


async def _replay(run: _Run, lane: Lane) -> None:
    """Work through trials whose answers need no network."""
    while lane.trials and lane.goes_on:
        trial = lane.trials.popleft()
        request = _request(run, trial)
        if request is None:
            continue
        replays = getattr(lane.provider, "replays", False)
        once = partial(complete, lane.provider)
        result = await (once(request) if replays else _asked(request, once))
        if result.completion is not None:
            require_same_conversation(request, result.completion, trial.provider)
        _finish(lane, trial, result, lane.shared.utc.seconds(), Redactions())
        await asyncio.sleep(0)
    lane.ended = True


async def _ask_all(run: _Run, lane: Lane) -> None:
    async with asyncio.TaskGroup() as group:
        workers = run.workers[lane.spec.id] = _Workers(group)
        workers.add(run, lane, lane.throttle.share)
    lane.ended = True
    _widen_others(run)


def _widen_others(run: _Run) -> None:
    """Give the share of finished providers to the others."""
    going = {lane.spec.id: lane for lane in run.lanes if lane.live and not lane.ended}
    own = calls_at_once(lane.spec for lane in going.values())
    for name, share in fair_shares(own, run.shared.policy.concurrency).items():
        lane = going[name]
        more = share - lane.throttle.share
        lane.throttle.widen(share)
        if more > 0 and lane.goes_on:
            run.workers[name].add(run, lane, more)


async def _work(run: _Run, lane: Lane) -> None:
    """Ask one trial after another until none is left or the lane is closed."""
    call = partial(_call, run, lane)
    while lane.trials and lane.goes_on:
        trial = lane.trials.popleft()
        request = _request(run, trial)
        if request is None:
            continue
        try:
            started = lane.shared.utc.seconds()
            with Redactions() as hidden:
                result = await _asked(request, call)
            lane.judge(_finish(lane, trial, result, started, hidden).failure)
            # Otherwise each worker would keep its last answer until the next one arrives.
            del result, hidden
        except Withdrawn:
            return
        # Let the answer be stored and pending errors be handled before the next request.
        await asyncio.sleep(0)


def _request(run: _Run, trial: Trial) -> Request | None:
    """The request of a trial; `None` if it needs an answer of the baseline that is missing."""
    request = request_of(run.plan.case(trial), trial)
    if request.history is UNSET or trial.provider == run.plan.baseline:
        return request
    heard = run.shared.heard.get((trial.workload, trial.case, trial.repeat))
    return None if heard is None else replace(request, heard=heard)


def _asked(
    request: Request, call: Callable[[Request], Awaitable[CallResult]]
) -> Awaitable[CallResult]:
    """Execute a trial with `call`: one call, or a tool loop up to its end or first failure."""
    return _walked(request, call) if request.goes_on else call(request)


async def _walked(request: Request, call: Callable[[Request], Awaitable[CallResult]]) -> CallResult:
    """Execute a tool loop or a conversation, with `call` for each call."""
    walking, attempts = walk(request), 0
    step = next(walking)
    while True:
        result = await call(step)
        attempts += result.attempts
        if result.completion is None:
            return CallResult(result.outcome, attempts)
        try:
            step = walking.send(result.completion)
        except StopIteration as end:
            return CallResult(end.value, attempts)


async def _call(run: _Run, lane: Lane, request: Request) -> CallResult:
    """Make one call and its retries within the run's budget.

    Raises:
        Withdrawn: the run ends, or the provider gets no more calls.
    """
    call, paid = lane.call(request), 0.0
    try:
        result = await complete(
            lane.provider, request, sleep=run.shared.nap, turns=call, whole=True
        )
        paid = lane.learn(call, result)
    except Withdrawn:
        # Requests that failed before the call was withdrawn may have been billed.
        paid = call.reserved - call.bound
        raise
    except asyncio.CancelledError:
        paid = call.reserved
        raise
    finally:
        lane.settle(call, paid)
    return result


def _finish(
    lane: Lane, trial: Trial, result: CallResult, started: str, hidden: Redactions
) -> Sample:
    completion = result.completion
    sample = Sample(
        trial=trial.key,
        completion=completion,
        failure=result.failure,
        attempts=result.attempts,
        started_at=(completion.recorded_at if completion else None) or started,
        redacted=hidden.found or UNSET,
    )
    dollars = answer_cost(completion, lane.spec.price) if completion else None
    # The steps of a loop are scored together, from their stored form.
    single = completion is not None and completion.loop is UNSET
    whole = hidden.answer if single else None
    event = SampleFinished(trial=trial, sample=sample, cost_usd=dollars, unredacted=whole)
    lane.shared.tell(event)
    return sample
