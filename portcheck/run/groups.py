"""Which gates a workload's cases feed, and which unit of sampling each case belongs to."""

from __future__ import annotations

from portcheck.model.suite import Case, Workload
from portcheck.plugins import GATES, Gate


def feeds(case: Case, gate: str) -> bool:
    """Whether a case has a check that says something about a gate."""
    return any(spec.gate == gate and spec.expect != "any" for spec in case.checks)


def gates_of(workload: Workload) -> list[Gate]:
    """The gates that apply to a workload, in the order of reports.

    Those that checks feed apply where a check does; the others where they have limits, or need
    none.
    """
    fed = {spec.gate for case in workload.cases for spec in case.checks if spec.expect != "any"}
    always = {name for name, gate in GATES.built_in.items() if gate.defaults is not None}
    gates = [GATES.get(name) for name in {*fed, *workload.gates, *always}]
    applying = [gate for gate in gates if gate.fed_by != "checks" or gate.name in fed]
    return sorted(applying, key=lambda gate: gate.order)


def score_gates(workload: Workload) -> list[str]:
    """Names of the gates that a workload's checks feed with scores."""
    return [gate.name for gate in gates_of(workload) if gate.kind == "score"]


def group_of(case: Case) -> str:
    """The unit of sampling that a case belongs to.

    A case without a group is one of its own; the prefix keeps it apart from a group of that name.
    """
    return f"case:{case.id}" if case.group is None else f"group:{case.group}"
