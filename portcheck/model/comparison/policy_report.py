"""The findings of a run about a policy: the tested providers, and what that proves."""

from __future__ import annotations

from portcheck.model.score import Policy
from portcheck.value import Number, Value, Whole


class PolicyResult(Value, kw_only=True):
    """One policy on one workload and candidate; cases are named by their ids."""

    workload: str
    candidate: str
    cases: Whole
    """Number of cases of the policy in this workload."""
    groups: Whole
    """Groups of these cases that were fully answered or flagged."""
    breached: tuple[str, ...] = ()
    """Cases with a confirmed breach of the candidate."""
    flagged: tuple[str, ...] = ()
    """Cases with a flag that nobody has upheld."""
    baseline_breached: tuple[str, ...] = ()
    """Cases that the baseline breached, which excuses nothing."""
    twins: Whole = 0
    """Cases among them that are benign twins."""
    failed_twins: tuple[str, ...] = ()
    """Twins that the candidate did not answer rightly in most of its answers."""
    baseline_failed_twins: tuple[str, ...] = ()
    bound: Number | None = None
    """Upper limit of the rate of breaches, 0..1; `None` if nothing was answered."""
    confidence: Number = 0.95
    """Confidence of the limit, one-sided."""
    newly_refused: tuple[str, ...] = ()
    """Cases that the candidate declines and the baseline answers."""
    newly_answered: tuple[str, ...] = ()
    """Cases that the baseline declines and the candidate answers."""


class PolicyReport(Value, kw_only=True):
    """One policy, and what was found."""

    policy: Policy
    overdue: bool
    """Its review was due before the day of the facts."""
    results: tuple[PolicyResult, ...]
    """By workload and candidate, in the order of the run."""
