"""Small exit plans for tests."""

from __future__ import annotations

from typing import Any

from portcheck.model.exit_plan import Band, ExitPlan, ExitRoute, ExitTarget, ExitWorkload


def band(low: float, expected: float, high: float) -> Band:
    return Band(low=low, expected=expected, high=high)


def route(name: str, **changes: Any) -> ExitRoute:
    return ExitRoute(**{"provider": name, "vendor": name.split("-", maxsplit=1)[0], **changes})


def target(name: str, **changes: Any) -> ExitTarget:
    values: dict[str, Any] = {
        "candidate": name,
        "verdict": "safe",
        "rule": "all_gates_shown",
        "adjusted": changes.get("verdict", "safe"),
        "binding": "",
        "run": "run-1",
        "judged_on": "2026-11-01",
        **changes,
    }
    return ExitTarget(**values)


def workload(name: str, *targets: ExitTarget, **changes: Any) -> ExitWorkload:
    values: dict[str, Any] = {
        "workload": name,
        "suite": "s",
        "criticality": "medium",
        "runs_on": "today",
        "assumed": False,
        "monthly_calls": 1000,
        "targets": targets,
        **changes,
    }
    return ExitWorkload(**values)


def plan(workloads: list[ExitWorkload], *routes: ExitRoute) -> ExitPlan:
    from portcheck.exitplan.coverage import coverage

    return ExitPlan(
        schema_version=1,
        as_of="2026-11-01",
        coverage=coverage(workloads),
        workloads=tuple(workloads),
        routes=routes,
    )
