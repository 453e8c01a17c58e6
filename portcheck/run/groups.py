"""Which gates a workload's cases feed, and which unit of sampling each case belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.suite import Case, Workload


def feeds(case: Case, gate: str) -> bool:
    """Whether a case has a check that says something about a gate."""
    return any(spec.gate == gate and spec.expect != "any" for spec in case.checks)


def gates_fed(workload: Workload, gates: Sequence[str]) -> list[str]:
    """Those of `gates` that some case of the workload feeds."""
    return [gate for gate in gates if any(feeds(case, gate) for case in workload.cases)]


def group_of(case: Case) -> str:
    """The unit of sampling that a case belongs to.

    A case without a group is one of its own; the prefix keeps it apart from a group of that name.
    """
    return f"case:{case.id}" if case.group is None else f"group:{case.group}"
