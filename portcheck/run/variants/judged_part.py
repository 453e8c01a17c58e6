"""Select the cases of a workload that count for a candidate's prompt, and its error rate."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.numbers import count
from portcheck.model.run import LateVariant, Look
from portcheck.model.suite import Workload
from portcheck.parity.power import cases_needed
from portcheck.parity.sequential import look_confidence, shared_confidence


class JudgedPart(Struct, frozen=True, kw_only=True):
    """The part of a workload on which one prompt of a candidate is judged."""

    workload: Workload
    """The workload with only the cases that count, and with the confidence for this prompt."""
    prompts: int
    """Number of prompts that share the error rate."""
    after_answers: str = ""
    """See `Claim.after_answers`."""
    cautions: tuple[str, ...] = ()


def judged_part(workload: Workload, candidate: str, variant: str, look: Look) -> JudgedPart:
    """The part of a workload that counts for one prompt of a candidate.

    The error rate of the claim is divided evenly among the plain prompt, the variants of this run
    and those in its ledger (Bonferroni 1936). A variant that was written after answers could be
    read is judged only on cases that no run had asked by then; if there are none, it is shown on
    all cases but decides nothing.

    Args:
        workload: the workload.
        candidate: the id of the candidate.
        variant: the name of the variant; "" for the plain prompt.
        look: the look at the claim.
    """
    prompts = prompts_of(workload, candidate, look)
    if prompts == 1:
        return JudgedPart(workload=workload, prompts=1)
    mine = replace(workload, confidence=shared_confidence(workload.confidence, prompts))
    late = next((one for one in look.late or () if one.name == variant), None)
    if late is None:
        return JudgedPart(workload=mine, prompts=prompts)
    before = frozenset(late.asked_before)
    new = [place for place, case in enumerate(workload.outlines) if case.id not in before]
    if not new:
        said = _needs_new_cases(mine, late, look)
        return JudgedPart(workload=mine, prompts=prompts, after_answers=said)
    kept = tuple(workload.cases[place] for place in new)
    caution = (
        f"Prompt variant {variant} was written after answers to {count(len(before), 'case')} "
        f"could be read: it is judged on the {count(len(kept), 'case')} that are new to it."
    )
    return JudgedPart(workload=replace(mine, cases=kept), prompts=prompts, cautions=(caution,))


def prompts_of(workload: Workload, candidate: str, look: Look) -> int:
    """Number of prompts that share the error rate of a claim; 1 without variants."""
    return max(look.prompts or 1, 1 + len(workload.variants_of(candidate)))


def most_prompts(workload: Workload, candidates: Iterable[str] | None = None) -> int:
    """The most prompts that share the error rate of a claim, at its first look.

    Args:
        workload: the workload of the claims.
        candidates: only these candidates; `None`: all with variants.
    """
    names = workload.variants or () if candidates is None else candidates
    return max((prompts_of(workload, name, Look()) for name in names), default=1)


def _needs_new_cases(workload: Workload, late: LateVariant, look: Look) -> str:
    confidence = look_confidence(workload.confidence, look.number + 1)
    margins = [limits["margin"] for limits in workload.gates.values() if "margin" in limits]
    least = cases_needed(min(margins), confidence) if margins else None
    needed = "new cases" if least is None else f"at least {count(least, 'new case')}"
    return (
        f"Prompt variant {late.name} was written after answers to all of its "
        f"{count(len(late.asked_before), 'case')} could be read, so they prove nothing about it. "
        f"Add {needed} to the workload, and it is judged only on them; in a separate workload "
        "they make a fresh claim."
    )
