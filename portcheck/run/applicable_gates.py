"""List the gates that apply to a workload."""

from __future__ import annotations

from portcheck.model.suite import Workload
from portcheck.plugins import GATES, Gate


def gates_of(workload: Workload) -> list[Gate]:
    """The gates that apply to a workload, in the order of reports.

    A gate that is fed by checks applies if one of the workload's checks feeds it. Other gates apply
    if the suite sets limits for them, or if they have default limits.
    """
    fed = {spec.fed_gate for spec in workload.checks} - {""}
    always = {name for name, gate in GATES.built_in.items() if gate.defaults is not None}
    gates = [GATES.get(name) for name in {*fed, *workload.gates, *always}]
    applying = [gate for gate in gates if gate.fed_by != "checks" or gate.name in fed]
    return sorted(applying, key=lambda gate: gate.order)


def score_gates(workload: Workload) -> list[str]:
    """Names of the gates that a workload's checks feed with scores."""
    return [gate.name for gate in gates_of(workload) if gate.kind == "score"]
