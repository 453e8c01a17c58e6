"""Find workloads that can never be safe because their checks do not define a right answer."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.numbers import listing
from portcheck.model.parity import CheckEvidence
from portcheck.model.suite import Workload
from portcheck.plugins import GATES

EXAMPLE = (
    "for example checks: [{equals: billing}] in a case, or "
    'checks: [{equals: "{{ row.expected }}"}] under cases_from'
)
"""Examples of checks of an answer's content, for hints."""


def content_warning(found: Sequence[CheckEvidence]) -> tuple[str, str] | None:
    """Why a workload cannot be safe, whatever the answers, and a hint; `None` if it can.

    Args:
        found: the evidence of its checks.
    """
    if not found:
        return (
            "can never be `safe`: it has no check of its own for a good answer, so nothing is "
            "checked",
            "add a check for the right answer of each case",
        )
    if any(one.suffices for one in found):
        return None
    names = listing(sorted({one.check for one in found}))
    return (
        f"is at best `conditional`: no check tests whether answers are right, because {names} "
        "would pass the same answer in every case",
        "add a check for the right answer of each case",
    )


def idle_warning(workload: Workload, found: Sequence[CheckEvidence]) -> tuple[str, str] | None:
    """A warning and a hint if a model that does nothing would be safe; `None` if it would not.

    Args:
        workload: the workload.
        found: the evidence of its checks.
    """
    forbidding = all(GATES.get(one.gate).kind == "zero_tolerance" for one in found)
    own = (spec for case in workload.outlines for spec in case.checks)
    if not found or not forbidding or any(spec.expect == "full" for spec in own):
        return None
    names = listing(sorted({one.check for one in found}))
    return (
        f"would be `safe` for a model that does nothing: its checks ({names}) only forbid "
        "something, so the same harmless sentence passes every time",
        "add controls, whose twins such a model fails, or a check for the right answer of each "
        "case",
    )
