"""Find the cases that two runs share.

Two cases are the same if their whole requests and their checks are, even with other ids. So an
extended suite is compared on its earlier cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.model.run import Plan
from portcheck.model.suite import Outline, Workload
from portcheck.value import Value

Shared = Sequence[str | None]
"""For each case of the current workload, in order, its id in the earlier run; `None`: the earlier
run had no such case."""


class SharedCases(Value, kw_only=True):
    """The comparable part of a workload."""

    workload: str
    shared: int
    new: int
    """Cases that the earlier run did not ask."""
    gone: int
    """Cases of the earlier run that are not asked now."""
    other_checks: int
    """Cases with the same request but other checks: left out."""


def shared_cases(
    then: Plan, now: Plan, earlier: Workload, workload: Workload
) -> tuple[Shared, SharedCases]:
    """The shared cases of one workload, and how many cases are shared, new, gone or changed.

    Args:
        then: the plan of the earlier run.
        now: the plan of the later run.
        earlier: the workload in the earlier run.
        workload: the workload in the later run.
    """
    asked, asks = _requests(then, earlier.id), _requests(now, workload.id)
    checks = {outline.id: outline.checks for outline in earlier.outlines}
    shared: list[str | None] = []
    for outline in workload.outlines:
        request = asks.get(outline.id)
        same = request is not None and asked.get(outline.id) == request
        shared.append(outline.id if same and checks[outline.id] == outline.checks else None)
    # Only the few cases with a new id or a new request need a search by request.
    renamed = [
        (place, outline) for place, outline in enumerate(workload.outlines) if shared[place] is None
    ]
    wanted = {asks.get(outline.id) for _, outline in renamed}
    by_request: dict[str, list[str]] = {}
    for case, request in asked.items():
        if request in wanted:
            by_request.setdefault(request, []).append(case)
    new = other = 0
    for place, outline in renamed:
        alike = by_request.get(asks.get(outline.id, ""), [])
        shared[place] = next((one for one in alike if checks[one] == outline.checks), None)
        new += not alike
        other += bool(alike) and shared[place] is None
    still_asked = set(asks.values())
    counted = SharedCases(
        workload=workload.id,
        shared=len(shared) - new - other,
        new=new,
        gone=sum(request not in still_asked for request in asked.values()),
        other_checks=other,
    )
    return shared, counted


def pairs(workload: Workload, shared: Shared) -> Iterator[tuple[Outline, str]]:
    """The shared cases, each with its id in the earlier run."""
    for outline, case in zip(workload.outlines, shared, strict=True):
        if case is not None:
            yield outline, case


def _requests(plan: Plan, workload: str) -> dict[str, str]:
    """Case to the hash of its request with the plain prompt."""
    return {
        trial.case: trial.request_hash
        for trial in plan.trials
        if trial.workload == workload and not trial.variant
    }
