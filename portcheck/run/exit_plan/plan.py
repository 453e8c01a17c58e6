"""Make the exit plan of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.exitplan.bills import bills
from portcheck.exitplan.coverage import coverage, single_points, vendor_sets
from portcheck.exitplan.routes import exit_route
from portcheck.exitplan.targets import binding, ranked
from portcheck.exitplan.value import with_value
from portcheck.gates.policy import policy_result
from portcheck.model.codec import decode, encode
from portcheck.model.exit_plan import (
    PEAK_FACTOR,
    SCHEMA_VERSION,
    Band,
    Condition,
    ExitPlan,
    ExitRoute,
    ExitTarget,
    ExitWorkload,
)
from portcheck.model.numbers import count, dollars, duration
from portcheck.model.parity import CasePair, Verdict
from portcheck.model.suite import Workload
from portcheck.model.workload.worth import WorkloadValue
from portcheck.run.exit_plan.changes import (
    at_price,
    baseline_mean,
    candidate_mean,
    extra_failures,
    mean_change,
    mean_tokens,
    oldest_answer,
)
from portcheck.run.judge.comparability import not_today
from portcheck.run.judge.tabulate import Results, cost_cases, timed_cases


def exit_plan(
    results: Results,
    decided: Sequence[Verdict],
    run: tuple[str, date],
    day: date,
    sources: Mapping[str, int] = MappingProxyType({}),
) -> ExitPlan:
    """The exit plan for the workloads of a run.

    Args:
        results: the results of the run.
        decided: the verdicts of the run.
        run: the id of the run, and the day on which it ended.
        day: the day on which facts are judged.
        sources: the files with the evidence; see `ExitPlan.sources`.
    """
    name, ended = run
    routes = _routes(results)
    by_id = {route.provider: route for route in routes}
    found = []
    for workload in results.plan.suite.workloads:
        own = [verdict for verdict in decided if verdict.workload == workload.id]
        targets = [
            replace(
                _target(results, workload, verdict),
                run=name,
                judged_on=ended.isoformat(),
            )
            for verdict in own
        ]
        found.append(replace(_workload(results, workload), targets=ranked(targets, by_id)))
    smallest, by_number = vendor_sets(found, by_id)
    plan = ExitPlan(
        schema_version=SCHEMA_VERSION,
        as_of=day.isoformat(),
        coverage=coverage(found),
        workloads=tuple(found),
        routes=routes,
        sources=sources,
        single_points=single_points(found, by_id),
        smallest_set=smallest,
        by_number=by_number,
        bills=bills(found) or UNSET,
    )
    # Whole numbers of a suite become floats, as they are when the plan is read again.
    return decode(ExitPlan, encode(plan))


def _workload(results: Results, workload: Workload) -> ExitWorkload:
    plan = results.plan
    before = _today(results, workload)
    spent = waited = tokens = None
    if before is not None and before.plan.asks(workload.id, before.plan.baseline):
        name = before.plan.baseline
        spent = baseline_mean(cost_cases(before, workload, name))
        waited = baseline_mean(timed_cases(before, workload, name))
        tokens = mean_tokens(before, workload, name)
    return ExitWorkload(
        workload=workload.id,
        suite=plan.suite.name,
        criticality=workload.criticality,
        runs_on=workload.runs_on or plan.baseline,
        assumed=workload.runs_on is None,
        monthly_calls=workload.monthly_calls,
        peak_factor=PEAK_FACTOR if workload.peak_factor is UNSET else workload.peak_factor,
        about=workload.about,
        require=workload.require,
        baseline_cost=spent,
        baseline_seconds=waited,
        baseline_tokens=tokens,
        owner=workload.owner or None,
    )


def _today(results: Results, workload: Workload) -> Results | None:
    """The results with the provider that serves a workload today as the baseline.

    If that provider is not part of the run, but the baseline is the same model of the same vendor,
    the baseline is kept, at today's price. Otherwise `None`.
    """
    plan, name = results.plan, workload.runs_on
    if name in plan.candidates and plan.lacks(workload.id, name) is None:
        return replace(results, plan=replace(plan, baseline=name), rows={})
    if not_today(results, workload):
        return None
    prices = {route.provider: route.price for route in plan.routes or ()}
    price = UNSET if name == plan.baseline else prices.get(name or "", UNSET)
    own = next(spec.price for spec in plan.providers if spec.id == plan.baseline)
    if price is UNSET or price == own:
        return results
    return at_price(results, workload.id, price)


# --- routes --------------------------------------------------------------------------------------


def _routes(results: Results) -> tuple[ExitRoute, ...]:
    plan = results.plan
    known = [exit_route(spec, results.counts[spec.id].served) for spec in plan.providers]
    ids = {route.provider for route in known}
    elsewhere = () if plan.routes is UNSET else plan.routes
    return (
        *known,
        *(
            route.entry
            or ExitRoute(provider=route.provider, vendor=route.vendor, models=route.models)
            for route in elsewhere
            if route.provider not in ids
        ),
    )


# --- targets -------------------------------------------------------------------------------------


def _target(results: Results, workload: Workload, verdict: Verdict) -> ExitTarget:
    name, before = verdict.candidate, _today(results, workload)
    spent = _amounts(cost_cases, results, before, workload, name)
    waited = _amounts(timed_cases, results, before, workload, name)
    limits = {gate: workload.gates.get(gate, {}) for gate in ("latency", "cost")}
    # A ratio of percentiles says nothing about typical latencies.
    ratios = {gate.gate: gate.ci_high for gate in verdict.gates if gate.measure is UNSET}
    typical = limits["latency"].get("max_ratio")
    target = ExitTarget(
        candidate=name,
        variant=verdict.variant or UNSET,
        verdict=verdict.verdict,
        rule=verdict.rule,
        adjusted=verdict.verdict if verdict.adjusted is UNSET else verdict.adjusted,
        binding=binding(verdict),
        run="",
        judged_on="",
        answers_from=oldest_answer(results, workload.id, (verdict.baseline, name)),
        conditions=_conditions(verdict, workload),
        more_cases=verdict.more_cases,
        cost=spent.candidate,
        cost_change=spent.change,
        seconds=waited.candidate,
        latency_change=waited.change,
        extra_failures=None if before is None else extra_failures(before, workload, name),
        tokens=mean_tokens(results, workload, name),
        latency_limit=typical or limits["latency"].get("max_p95_ratio"),
        latency_ratio=ratios.get("latency") if typical else None,
        cost_limit=limits["cost"].get("max_ratio"),
        cost_ratio=ratios.get("cost"),
        unmet=_unmet(results, workload, name),
    )
    worth = WorkloadValue() if workload.value is UNSET else workload.value
    needs = _needs(target, spent.baseline, waited.baseline)
    return replace(with_value(target, workload.monthly_calls, worth), needs=needs)


class _Amounts(Struct, frozen=True):
    """Mean US dollars or seconds of a call."""

    baseline: float | None
    candidate: float | None
    change: Band | None
    """Change against today's provider; `None` if that was not compared."""


def _amounts(
    tabulate: Callable[[Results, Workload, str], Sequence[CasePair[float]]],
    results: Results,
    before: Results | None,
    workload: Workload,
    candidate: str,
) -> _Amounts:
    """The amounts of one kind. Each kind has its own call, to free its rows before the next."""
    rows = tabulate(results, workload, candidate)
    baseline, mean = baseline_mean(rows), candidate_mean(rows)
    if before is not results:
        rows = () if before is None else tabulate(before, workload, candidate)
    return _Amounts(baseline, mean, mean_change(rows, workload.confidence))


def _conditions(verdict: Verdict, workload: Workload) -> tuple[Condition, ...]:
    whats = list(verdict.conditions)
    whats += [f"change: {change.words}" for change in verdict.changes]
    switch = workload.value.switch if workload.value else None
    if switch and switch.prompts:
        whats.append(f"change {count(switch.prompts, 'prompt')}, then judge again")
    return tuple(Condition(what=what) for what in whats)


def _unmet(results: Results, workload: Workload, candidate: str) -> tuple[str, ...]:
    spec = next(spec for spec in results.plan.providers if spec.id == candidate)
    wanted = {} if workload.prefer is UNSET else workload.prefer
    found = []
    for fact, conditions in wanted.items():
        for word, value in conditions.items():
            result = policy_result({fact: {word: value}}, spec.facts, date.min)
            if result is not None and result.outcome != "ok":
                found.append(result.detail)
    return tuple(found)


def _needs(target: ExitTarget, cost: float | None, seconds: float | None) -> str:
    """The cost and time of the cases that are still needed, with one answer per side."""
    cases = target.more_cases
    if not cases or target.verdict in {"safe", "unsafe"}:
        return ""
    parts = [f"about {count(cases, 'more case')}"]
    if target.cost is not None and cost is not None:
        parts.append(f"{dollars((target.cost + cost) * cases)} of calls")
    if target.seconds is not None and seconds is not None:
        waiting = duration((target.seconds + seconds) * cases)
        parts.append(f"{waiting} of calls, one after the other")
    return ", ".join(parts)
