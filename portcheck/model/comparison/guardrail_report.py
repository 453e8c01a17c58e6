"""What guardrails blocked on both sides of a comparison, without the models' own refusals."""

from __future__ import annotations

from typing import Literal

from portcheck.value import Value, Whole


class Blocked(Value, kw_only=True):
    """Answers that one filter blocked for one reason."""

    by: str
    """Id of a moderator; "" is a filter of the provider itself."""
    side: Literal["input", "output"]
    """What was blocked: the question, or the answer."""
    category: str
    """In the filter's own words; "" if it names none."""
    answers: Whole
    """Number of answers; one with two categories counts in both."""


class GuardedSide(Value, kw_only=True):
    """One provider in one workload."""

    provider: str
    guardrail: str | None
    """The guardrail in words; `None`: its entry has none."""
    answers: Whole
    blocked: Whole
    """Answers that a filter blocked."""
    refused: Whole
    """Answers that the model itself declined, as the vendor says; refusals in the text of an
    answer are the refusal gate's."""
    by: tuple[Blocked, ...] = ()


class GuardrailReport(Value, kw_only=True):
    """The two sides of one verdict; cases are named by their ids."""

    workload: str
    candidate: GuardedSide
    baseline: GuardedSide
    newly_blocked: tuple[str, ...] = ()
    """Cases that the candidate's filter blocks and the baseline answers."""
    newly_passed: tuple[str, ...] = ()
    """Cases that the baseline's filter blocks and the candidate answers."""
