"""What no number of cases makes safe: a workload whose checks do not say what is right."""

from __future__ import annotations

from portcheck.model.numbers import listing
from portcheck.model.suite import Workload
from portcheck.parity.check_evidence import Speaking, check_evidence

EXAMPLE = (
    "for example checks: [{equals: billing}] in a case, or "
    'checks: [{equals: "{{ row.expected }}"}] under cases_from'
)
"""Checks of what an answer says."""


def unchecked(workload: Workload, speaking: Speaking) -> tuple[str, str] | None:
    """Why a workload cannot be safe, whatever is answered, and a hint; `None` where it can.

    Args:
        workload: the workload.
        speaking: what its checks speak of.
    """
    found = check_evidence(workload.outlines, speaking)
    if not found:
        return (
            "can never be `safe`: nothing is checked, as no check of its own says what a good "
            "answer is",
            "add one that says what each answer has to be",
        )
    if any(one.suffices for one in found):
        return None
    names = listing(sorted({one.check for one in found}))
    return (
        f"is at best `conditional`: whether the answers are right is not checked, as {names} "
        "would pass the same answer in every case",
        "add a check that says what each answer has to be",
    )
