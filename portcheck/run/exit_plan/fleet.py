"""Collect the newest evidence of several runs on every workload and candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from portcheck.exitplan.drill import drill
from portcheck.exitplan.scenario import Drill, FleetEntry, Scenario
from portcheck.exitplan.targets import ranked
from portcheck.gates.policy import policy_result
from portcheck.model.exit_plan import Condition, ExitPlan, ExitRoute, ExitTarget, ExitWorkload
from portcheck.run.judge.exit_code import verdicts_code


class _Evidence(NamedTuple):
    target: ExitTarget
    route: ExitRoute
    """Route of the target when it was judged."""
    then: ExitRoute | None
    """Route of the workload at that time."""


def newest_evidence(plans: Sequence[ExitPlan]) -> tuple[FleetEntry, ...]:
    """Every workload once, with the newest evidence on each candidate.

    Args:
        plans: exit plans of runs, the oldest first; the newest one describes each workload.

    Returns:
        If workloads of several suites have the same id, their ids become `suite/id`.
    """
    newest: dict[tuple[str, str], ExitWorkload] = {}
    today: dict[tuple[str, str], ExitRoute | None] = {}
    targets: dict[tuple[str, str], dict[str, _Evidence]] = {}
    for plan in plans:
        routes = {route.provider: route for route in plan.routes}
        for workload in plan.workloads:
            key = (workload.suite, workload.workload)
            newest[key] = workload
            today[key] = routes.get(workload.runs_on) or today.get(key)
            found = targets.setdefault(key, {})
            found.update(
                (target.candidate, _Evidence(target, routes[target.candidate], today[key]))
                for target in workload.targets
            )
    times = Counter(name for _, name in newest)
    return tuple(
        _fleet_entry(
            workload if times[workload.workload] == 1 else _with_suite_name(workload),
            today[key],
            targets[key],
        )
        for key, workload in newest.items()
    )


def _with_suite_name(workload: ExitWorkload) -> ExitWorkload:
    return replace(workload, workload=f"{workload.suite}/{workload.workload}")


def _fleet_entry(
    workload: ExitWorkload,
    today: ExitRoute | None,
    found: Mapping[str, _Evidence],
) -> FleetEntry:
    routes = {name: one.route for name, one in found.items()}
    targets = ranked((_against_today(one, today) for one in found.values()), routes)
    return FleetEntry(
        workload=replace(workload, targets=targets),
        today=today,
        routes=routes,
    )


def _against_today(one: _Evidence, today: ExitRoute | None) -> ExitTarget:
    """The target; if something else served the workload then, it is at best `conditional`.

    The verdict of a run names its baseline, but a later run may show another provider today.
    """
    if _same(one.then, today):
        return one.target
    target = _without_differences(one.target)
    if target.verdict != "safe":
        return target
    before = one.then.provider if one.then else "something else"
    why = f"the evidence dates from when {before} served the workload, which now runs elsewhere"
    conditions = (*target.conditions, Condition(what=why))
    return replace(target, verdict="conditional", binding=why, conditions=conditions)


def _without_differences(target: ExitTarget) -> ExitTarget:
    """The target without its differences, which are not against today's provider."""
    return replace(
        target,
        cost_change=None,
        latency_change=None,
        extra_failures=None,
        cost_ratio=None,
        latency_ratio=None,
    )


def _same(one: ExitRoute | None, other: ExitRoute | None) -> bool:
    """Whether two routes are the same model of the same vendor, even with different ids."""
    if one is None or other is None:
        return one is other
    vendors = {one.vendor.casefold(), other.vendor.casefold()}
    return len(vendors) == 1 and (
        one.models == other.models or bool({*one.models} & {*other.models})
    )


def drills(fleet: Sequence[FleetEntry], scenarios: Sequence[Scenario]) -> tuple[Drill, ...]:
    """A drill of each scenario, with the exit code of its verdicts."""
    return tuple(
        replace(found, exit_code=verdicts_code({row.verdict for row in found.workloads}))
        for found in (drill(fleet, scenario, check_requirements) for scenario in scenarios)
    )


def check_requirements(
    require: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any], day: date
) -> tuple[str, str]:
    """Whether facts meet the requirements of a workload on a day.

    Returns:
        `met`, `violated` or `unknown`, and the details for the last two.
    """
    result = policy_result(require, facts, day)
    if result is None or result.outcome == "ok":
        return "met", ""
    return ("violated" if result.outcome == "breached" else "unknown"), result.detail
