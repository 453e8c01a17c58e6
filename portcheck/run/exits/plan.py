"""One run to its exit plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.exitplan.coverage import coverage, single_points, vendor_sets
from portcheck.exitplan.targets import binding, ranked
from portcheck.exitplan.value import valued
from portcheck.gates.policy import policy_result
from portcheck.model.exit_plan import (
    PEAK_FACTOR,
    Condition,
    ExitPlan,
    ExitRoute,
    ExitTarget,
    ExitWorkload,
    VerdictName,
)
from portcheck.model.numbers import count, dollars
from portcheck.model.parity import Verdict
from portcheck.model.run import Look
from portcheck.model.suite import ProviderSpec, Workload, WorkloadValue
from portcheck.run.exits.changes import (
    baseline_mean,
    candidate_mean,
    extra_failures,
    mean_change,
    mean_tokens,
    timed,
)
from portcheck.run.judge.tabulate import Results, cost_cases, latency_cases
from portcheck.run.judge.verdicts import verdicts

SCHEMA_VERSION = 1
"""Of the exit plan in report.json; within it fields are only added."""
Looks = Mapping[tuple[str, str], Look]


def exit_plan(
    results: Results,
    decided: Sequence[Verdict],
    looks: Looks,
    run: tuple[str, date],
    day: date,
    sources: Mapping[str, int] = MappingProxyType({}),
) -> ExitPlan:
    """Where the workloads of a run can go.

    Args:
        results: the run.
        decided: its verdicts.
        looks: which look at each claim it is.
        run: its id, and the day on which it ended.
        day: the day for which facts hold.
        sources: the files that it is made from; see `ExitPlan`.
    """
    name, ended = run
    routes = _routes(results)
    adjusted = _adjusted(results, decided, looks, day)
    by_id = {route.provider: route for route in routes}
    found = []
    for workload in results.plan.suite.workloads:
        own = [verdict for verdict in decided if verdict.workload == workload.id]
        targets = [
            replace(
                _target(results, workload, verdict),
                adjusted=adjusted.get((workload.id, verdict.candidate), verdict.verdict),
                run=name,
                judged_on=ended.isoformat(),
            )
            for verdict in own
        ]
        found.append(replace(_workload(results, workload), targets=ranked(targets, by_id)))
    smallest, by_number = vendor_sets(found, by_id)
    return ExitPlan(
        schema_version=SCHEMA_VERSION,
        as_of=day.isoformat(),
        coverage=coverage(found),
        workloads=tuple(found),
        routes=routes,
        sources=sources,
        single_points=single_points(found, by_id),
        smallest_set=smallest,
        by_number=by_number,
    )


def _workload(results: Results, workload: Workload) -> ExitWorkload:
    plan = results.plan
    others = [name for name in plan.candidates if plan.lacks(workload.id, name) is None]
    spent = cost_cases(results, workload, others[0]) if others else []
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
        baseline_cost=baseline_mean(spent),
    )


# --- routes --------------------------------------------------------------------------------------


def _routes(results: Results) -> tuple[ExitRoute, ...]:
    plan = results.plan
    known = [_route(spec, results) for spec in plan.providers]
    ids = {route.provider for route in known}
    elsewhere = () if plan.routes is UNSET else plan.routes
    return (
        *known,
        *(
            ExitRoute(provider=route.provider, vendor=route.vendor, models=route.models)
            for route in elsewhere
            if route.provider not in ids
        ),
    )


def _route(spec: ProviderSpec, results: Results) -> ExitRoute:
    served = results.counts[spec.id].served
    models = dict.fromkeys([*([spec.model] if spec.model else []), *sorted(served)])
    return ExitRoute(
        provider=spec.id,
        vendor=spec.vendor,
        models=tuple(models),
        regions=_texts(spec.facts.get("region")),
        key=spec.api_key_env,
        contract=next(iter(_texts(spec.facts.get("contract"))), None),
        retires=_day(spec.facts.get("retires")),
        contract_ends=_day(spec.facts.get("contract_ends")),
        limits=spec.limits,
        facts=spec.facts,
    )


def _texts(fact: object) -> tuple[str, ...]:
    values = fact if isinstance(fact, (list, tuple)) else [fact]
    return tuple(str(value) for value in values if value not in {None, ""})


def _day(fact: object) -> str | None:
    try:
        return date.fromisoformat(str(fact)).isoformat()
    except ValueError:
        return None


# --- targets -------------------------------------------------------------------------------------


def _target(results: Results, workload: Workload, verdict: Verdict) -> ExitTarget:
    name = verdict.candidate
    spent = cost_cases(results, workload, name)
    waited = timed(latency_cases(results, workload, name))
    latency = next((gate for gate in verdict.gates if gate.gate == "latency"), None)
    limit = workload.gates.get("latency", {}).get("max_ratio")
    target = ExitTarget(
        candidate=name,
        verdict=verdict.verdict,
        rule=verdict.rule,
        adjusted=verdict.verdict,
        binding=binding(verdict),
        run="",
        judged_on="",
        conditions=_conditions(verdict, workload),
        more_cases=verdict.more_cases,
        cost=candidate_mean(spent),
        cost_change=mean_change(spent, workload.confidence),
        seconds=candidate_mean(waited),
        latency_change=mean_change(waited, workload.confidence),
        extra_failures=extra_failures(results, workload, name),
        tokens=mean_tokens(results, workload, name),
        latency_limit=limit,
        latency_ratio=latency.ci_high if latency else None,
        unmet=_unmet(results, workload, name),
    )
    worth = WorkloadValue() if workload.value is UNSET else workload.value
    needs = _needs(target, baseline_mean(spent), baseline_mean(waited))
    return replace(valued(target, workload.monthly_calls, worth), needs=needs)


def _conditions(verdict: Verdict, workload: Workload) -> tuple[Condition, ...]:
    whats = list(verdict.conditions)
    whats += [f"change: {change.words}" for change in verdict.changes]
    switch = workload.value.switch if workload.value else None
    if switch and switch.prompts:
        whats.append(f"change {count(switch.prompts, 'prompt')}, then judge them again")
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
    """What the cases would take that are still needed: one answer each of both sides."""
    cases = target.more_cases
    if not cases or target.verdict in {"safe", "unsafe"}:
        return ""
    parts = [f"about {count(cases, 'more case')}"]
    if target.cost is not None and cost is not None:
        parts.append(f"{dollars((target.cost + cost) * cases)} of calls")
    if target.seconds is not None and seconds is not None:
        hours = (target.seconds + seconds) * cases / 3600
        parts.append(f"{hours:.2g} h of calls, one after the other")
    return ", ".join(parts)


def _adjusted(
    results: Results, decided: Sequence[Verdict], looks: Looks, day: date
) -> Mapping[tuple[str, str], VerdictName]:
    """Verdicts of workloads with a safe one, at their error rate over the number of candidates.

    Bonferroni (1936): that there is some exit among K candidates is K claims.
    """
    number = len(results.plan.candidates)
    safe = {verdict.workload for verdict in decided if verdict.verdict == "safe"}
    if number < 2 or not safe:
        return {}
    suite = results.plan.suite
    stricter = [
        replace(workload, confidence=1.0 - (1.0 - workload.confidence) / number)
        for workload in suite.workloads
        if workload.id in safe
    ]
    plan = replace(results.plan, suite=replace(suite, workloads=tuple(stricter)))
    again = verdicts(replace(results, plan=plan), day, looks)
    return {(verdict.workload, verdict.candidate): verdict.verdict for verdict in again}
