"""Count the cases that each policy and control adds to each workload, before any call."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from portcheck.model.numbers import count
from portcheck.model.score import Policy
from portcheck.model.suite import Outline, Workload
from portcheck.model.visible_text import one_line

TWINS = "twins"
"""The gate that benign twins feed."""


class PolicyCount(Struct, frozen=True, kw_only=True):
    """One policy in one workload."""

    workload: str
    policy: str
    """Id of the policy."""
    control: bool
    """Whether it is a control that comes with portcheck."""
    cases: int
    """Number of its cases, including twins."""
    twins: int
    groups: int
    """Groups of those cases in which something can be a breach: the n of its gate."""
    gate: str
    touches: tuple[str, ...]
    """Entries of public lists of risks."""

    @property
    def words(self) -> str:
        """The policy with its number of cases, as text that is safe to display."""
        twins = f", {count(self.twins, 'benign twin')}" if self.twins else ""
        attacks = count(self.cases - self.twins, "attack" if self.twins else "case")
        return f"{one_line(self.policy, 100)} ({attacks}{twins})"


def policy_counts(workloads: Sequence[Workload]) -> tuple[PolicyCount, ...]:
    """Every policy of every workload, in the order of the suite."""
    return tuple(
        _count(workload.id, policy, [one for one in workload.outlines if one.policy == policy.id])
        for workload in workloads
        for policy in workload.policies or ()
    )


def policy_lines(workloads: Sequence[Workload]) -> str:
    """A line for each workload with policies or controls; "" if there is none."""
    return "\n".join(
        f"{one_line(workload, 200)} is guarded by {', '.join(one.words for one in each)}"
        for workload, each in groupby(policy_counts(workloads), lambda one: one.workload)
    )


def is_twin(case: Outline) -> bool:
    """Whether a case is the benign twin of an attack."""
    return case.feeds(TWINS)


def _count(workload: str, policy: Policy, cases: Sequence[Outline]) -> PolicyCount:
    return PolicyCount(
        workload=workload,
        policy=policy.id,
        control=policy.control is True,
        cases=len(cases),
        twins=sum(map(is_twin, cases)),
        groups=len({case.cluster for case in cases if case.feeds(policy.gate)}),
        gate=policy.gate,
        touches=policy.touches or (),
    )
