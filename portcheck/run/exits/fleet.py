"""Several runs to the newest evidence on every workload and candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from portcheck.exitplan.drill import Drill, Placed, Scenario, drill
from portcheck.exitplan.targets import ranked
from portcheck.gates.policy import policy_result
from portcheck.model.exit_plan import ExitPlan, ExitRoute, ExitTarget, ExitWorkload
from portcheck.run.judge.exit_code import verdicts_code


def placed(plans: Sequence[ExitPlan]) -> tuple[Placed, ...]:
    """Every workload once, with the newest evidence on each candidate.

    Args:
        plans: exit plans of runs, the oldest first. What a workload is, the newest of them says.

    Returns:
        Workloads of several suites that have the same id are called `suite/id`.
    """
    newest: dict[tuple[str, str], ExitWorkload] = {}
    today: dict[tuple[str, str], ExitRoute | None] = {}
    targets: dict[tuple[str, str], dict[str, tuple[ExitTarget, ExitRoute]]] = {}
    for plan in plans:
        routes = {route.provider: route for route in plan.routes}
        for workload in plan.workloads:
            key = (workload.suite, workload.workload)
            newest[key] = workload
            today[key] = routes.get(workload.runs_on) or today.get(key)
            found = targets.setdefault(key, {})
            found.update(
                (target.candidate, (target, routes[target.candidate]))
                for target in workload.targets
            )
    times = Counter(name for _, name in newest)
    return tuple(
        _placed(
            workload if times[workload.workload] == 1 else _named(workload),
            today[key],
            targets[key],
        )
        for key, workload in newest.items()
    )


def _named(workload: ExitWorkload) -> ExitWorkload:
    return replace(workload, workload=f"{workload.suite}/{workload.workload}")


def _placed(
    workload: ExitWorkload,
    today: ExitRoute | None,
    found: Mapping[str, tuple[ExitTarget, ExitRoute]],
) -> Placed:
    routes = {name: route for name, (_, route) in found.items()}
    return Placed(
        workload=replace(
            workload, targets=ranked((target for target, _ in found.values()), routes)
        ),
        today=today,
        routes=routes,
    )


def drills(fleet: Sequence[Placed], scenarios: Sequence[Scenario]) -> tuple[Drill, ...]:
    """What happens in each scenario, with the exit code of its verdicts."""
    return tuple(
        replace(found, exit_code=verdicts_code({row.verdict for row in found.workloads}))
        for found in (drill(fleet, scenario, policy) for scenario in scenarios)
    )


def policy(
    require: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any], day: date
) -> tuple[str, str]:
    """Whether facts meet what a workload requires on a day: `met`, `violated` or `unknown`."""
    result = policy_result(require, facts, day)
    if result is None or result.outcome == "ok":
        return "met", ""
    return ("violated" if result.outcome == "breached" else "unknown"), result.detail
