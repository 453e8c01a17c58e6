"""Decide score gates with a judge or a detector by labels of a random sample of the run.

If people have labelled enough groups, the labels decide; the judge narrows the interval, but need
not be right. Each time that another number of labels decides, that is one more look at the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.model.numbers import count, number, percent, points
from portcheck.model.parity import CasePair, GateOutcome, GateResult
from portcheck.parity.detector_error import DetectorError
from portcheck.parity.intervals import count_values
from portcheck.parity.labelled.labels_needed import labels_needed
from portcheck.parity.labelled.prediction_powered import (
    LabelledComparison,
    compare_labelled,
    fewest_labels,
)
from portcheck.parity.labelled.sample_of_cases import SampleOfCases, sample_of_cases
from portcheck.parity.power import POWER, floor_limit, more_cases
from portcheck.parity.sequential import look_confidence
from portcheck.plugins import Evidence

METHOD_LABELS = (
    "prediction-powered score interval, derived from PPI++ (Angelopoulos, Duchi and Zrnic 2024) "
    "and the paired score interval, with zero-loss guards"
)


class LabelLook(Struct, frozen=True, kw_only=True):
    """The look at which labels decide, with its error rates."""

    number: int
    """Number of the look, from 1."""
    confidence: float
    """One-sided, of that look."""
    after: float
    """One-sided, of the next look, at which further labels would decide."""
    fewest: int | None
    """Fewest labelled groups with which labels can decide; `None` if no number is enough."""


def label_look(evidence: Evidence, error: DetectorError, labelled: int, margin: float) -> LabelLook:
    """The look at which this number of labelled groups decides.

    The first number of labels decides at the look of the run if the judge could decide nothing. If
    the judge could, labels are a second chance and decide at the next look. Each other number is
    one more look, even a smaller one, because labels can be removed.
    """
    could_decide = error.condemns
    taken = list(dict.fromkeys(evidence.label_looks()))
    place = taken.index(labelled) if labelled in taken else len(taken)
    look = evidence.look + could_decide + place
    claim = evidence.workload.confidence
    confidence = look_confidence(claim, look)
    return LabelLook(
        number=look,
        confidence=confidence,
        after=look_confidence(claim, look + 1),
        fewest=fewest_labels(margin, confidence),
    )


def with_labels(
    result: GateResult,
    evidence: Evidence,
    error: DetectorError,
    scored: Sequence[CasePair[float]],
    labelled: Sequence[CasePair[float]],
) -> GateResult:
    """Apply the labels of a run to a gate with a judge or detector.

    Args:
        result: The result of the gate without labels.
        evidence: Has the number of this look, and the numbers of labels of earlier ones.
        error: The error of the judge or detector.
        scored: All cases that feed the gate, with the scores of the judge or detector.
        labelled: The cases of labelled groups in the order of the draw, with the scores of people.

    Returns:
        The result as labels decide it; the same result if there are too few labels, with a note
        on how many are needed, or if labels are not needed.
    """
    margin = result.margin
    if margin is None or result.too_many_missing:
        return result
    if not labelled and not result.detector_weak and result.outcome != "inconclusive":
        return result
    sample = sample_of_cases(scored, labelled)
    found = len(sample.candidate)
    look = label_look(evidence, error, found, margin)
    before = max((each for each in evidence.label_looks() if each < found), default=0)
    if before and not _enough(found, look):
        # Too few labels for another look, so the last look stands.
        sample = sample_of_cases(scored, _first(labelled, before))
        found, look = before, label_look(evidence, error, before, margin)
    if not _enough(found, look):
        needed = labels_needed(sample.worst, margin=margin, confidence=look.confidence)
        return _too_few_labels(result, found, needed, look)
    low = compare_labelled(sample.worst, margin=margin, confidence=look.confidence)
    high = None
    if sample.complete.labelled:
        high = compare_labelled(sample.complete, margin=margin, confidence=look.confidence)
    return _decided_by_labels(result, sample, (low, high), look)


def _enough(found: int, look: LabelLook) -> bool:
    return look.fewest is not None and found >= look.fewest


def _first(cases: Sequence[CasePair[float]], groups: int) -> list[CasePair[float]]:
    """The cases of the first groups, in the order of the draw."""
    names = dict.fromkeys(case.group for case in cases)
    kept = set(islice(names, groups))
    return [case for case in cases if case.group in kept]


def _too_few_labels(
    result: GateResult, found: int, needed: int | None, look: LabelLook
) -> GateResult:
    """The result with too few labels to decide, and with how many are needed if they would help."""
    if not result.detector_weak:
        detail = result.detail
        if result.outcome == "inconclusive" and needed is not None:
            detail += f"; or labels: {_labels_sentence(found, needed, look)}"
        return replace(result, labels=found, labels_needed=needed, detail=detail)
    return replace(
        result,
        labels=found,
        labels_needed=needed,
        detector_weak=f"{result.detector_weak}: {_labels_sentence(found, needed, look)}",
    )


def _labels_sentence(found: int, needed: int | None, look: LabelLook) -> str:
    have = (
        f", and {count(found, 'group')} {'is' if found == 1 else 'are'} labelled" if found else ""
    )
    if look.fewest is None:
        return f"no number of them is enough for this margin{have}"
    least = f"at least {number(look.fewest)} groups drawn at random"
    if needed is None:
        return f"{least}, which is more than this run probably has{have}"
    share = f"in {POWER * 100:.0f} % of runs if there is no real difference"
    return f"{least}, and about {number(needed)} to decide {share}{have}"


def _decided_by_labels(
    result: GateResult,
    sample: SampleOfCases,
    found: tuple[LabelledComparison, LabelledComparison | None],
    look: LabelLook,
) -> GateResult:
    low, high = found
    margin = result.margin or 0.0
    outcome: GateOutcome = "inconclusive"
    if low.outcome == "noninferior":
        outcome = "noninferior"
    elif high is not None and high.outcome == "inferior":
        outcome = "inferior"
    needed = more = None
    if outcome == "inconclusive":
        needed = labels_needed(sample.worst, margin=margin, confidence=look.after)
        if needed is None:
            more = more_cases(sample.worst.labels, margin=margin, confidence=look.after)
    return replace(
        result,
        outcome=outcome,
        difference=low.difference,
        ci_low=low.ci_low,
        ci_high=low.ci_high if high is None else high.ci_high,
        confidence=look.confidence,
        method=f"{METHOD_LABELS}, on {count(low.labels, 'labelled group')}",
        complete_difference=None if high is None else high.difference,
        complete_ci_low=None if high is None else high.ci_low,
        complete_ci_high=None if high is None else high.ci_high,
        p_inferior=None if high is None else high.p_inferior,
        more_cases=more,
        more_alone=None,
        detector_weak="",
        detector_card=UNSET,
        detector_margin=None,
        labels=low.labels,
        labels_decided=True,
        labels_needed=needed,
        label_look=look.number,
        judged_difference=result.difference,
        **_floor(result, sample, look),
        detail=_detail(outcome, low, (needed, more), result, look),
    )


def _floor(result: GateResult, sample: SampleOfCases, look: LabelLook) -> dict[str, Any]:
    """The lower limit of the candidate's rate by labels alone, as a judge may favour it."""
    if result.floor is None:
        return {}
    pass_fail = all(score in {0.0, 1.0} for score in sample.candidate)
    alpha = 1.0 - look.confidence
    low = floor_limit(count_values(sample.candidate), alpha, pass_fail=pass_fail)
    return {"floor_low": low, "floor_met": low > result.floor}


def _detail(
    outcome: str,
    found: LabelledComparison,
    ahead: tuple[int | None, int | None],
    result: GateResult,
    look: LabelLook,
) -> str:
    margin = result.margin or 0.0
    size = points(found.difference, -margin, signed=False)
    where = "no difference" if float(size) == 0.0 else f"better by {size} points"
    if found.difference < 0.0 and float(size) != 0.0:
        where = f"worse by {size} points"
    limit = f"the margin of {points(margin, exact=True, signed=False)} points"
    standing = {
        "noninferior": f"{where}, shown to be inside {limit}",
        "inferior": f"{where}, and shown to be worse by more than {limit}",
    }.get(outcome, f"{where}, not shown to be inside {limit}")
    judged = points(result.difference or 0.0, -margin)
    said = (
        f"{standing} by labels for {count(found.labels, 'group')} of {number(result.clusters)}, "
        f"drawn at random, at look {look.number}; its judge or detector finds {judged} points in "
        f"all groups, with a weight of {percent(found.weight)}"
    )
    if outcome != "inconclusive":
        return said
    needed, more = ahead
    share = f"in {POWER * 100:.0f} % of runs if there is no real difference"
    if needed is not None:
        return f"{said}; about {number(needed)} labelled groups would decide {share}"
    if more is None:
        return f"{said}; neither labels nor more cases are expected to make it safe"
    return (
        f"{said}; labels for all groups are probably not enough; about "
        f"{count(more, 'more case')} with labels would decide {share}"
    )
