"""Cases that fail, or differ, for the same reason."""

from __future__ import annotations

from typing import Literal

from portcheck.model.suite import Criticality
from portcheck.value import Value, Whole

FailureKind = Literal["loss", "gain", "both"]
"""The candidate scores below the baseline, above it, or both sides fall short alike."""


class FailureGroup(Value, kw_only=True):
    """Cases of one workload and candidate; losses and gains are never set against each other."""

    workload: str
    candidate: str
    criticality: Criticality
    """Criticality of the workload."""
    kind: FailureKind
    gate: str
    check: str
    """Id of the check that gave the lowest score; "" if the request was rejected."""
    reason: str
    """The form of the failure, one clause in portcheck's own words, without any text of an answer:
    "a sentence where one word is expected". For gains, how the baseline fails."""
    cases: Whole
    of: Whole
    """Cases of the workload that feed the gate."""
    examples: tuple[str, ...]
    """Ids of the first cases."""
