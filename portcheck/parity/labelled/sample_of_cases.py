"""Compute differences of groups from the scores of a judge and of people."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from portcheck.model.parity import CasePair
from portcheck.parity.labelled.prediction_powered import LabelledSample
from portcheck.parity.pairing import Pairing, pair


class SampleOfCases(Struct, frozen=True, kw_only=True):
    """Differences of groups by people and by the judge."""

    worst: LabelledSample
    """All groups; a missing answer counts as the worst that it can have been."""
    complete: LabelledSample
    """Groups with answers on both sides, over the cases that have them."""
    candidate: tuple[float, ...]
    """The candidate's score 0..1 in each labelled group, by its labels; missing answers count 0."""


def sample_of_cases(
    judged: Sequence[CasePair[float]], labelled: Sequence[CasePair[float]]
) -> SampleOfCases:
    """Compute the differences by people and by the judge for each group.

    Args:
        judged: Every case, with the judge's scores.
        labelled: The cases of the labelled groups, with the scores that people give.
    """
    people, judge = _by_group(labelled), _by_group(judged)
    worst = {name: found.candidate[0] - found.baseline[0] for name, found in judge.items()}
    complete = {name: gap for name, found in judge.items() if (gap := _complete(found)) is not None}
    agreed = {name: gap for name, found in people.items() if (gap := _complete(found)) is not None}
    return SampleOfCases(
        worst=LabelledSample.of(
            ((one.candidate[0] - one.baseline[0], worst[name]) for name, one in people.items()),
            (gap for name, gap in worst.items() if name not in people),
        ),
        complete=LabelledSample.of(
            ((gap, complete[name]) for name, gap in agreed.items() if name in complete),
            (gap for name, gap in complete.items() if name not in people),
        ),
        candidate=tuple(found.candidate[0] for found in people.values()),
    )


def _by_group(cases: Sequence[CasePair[float]]) -> dict[str, Pairing]:
    groups: dict[str, list[CasePair[float]]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    return {name: pair(found) for name, found in groups.items()}


def _complete(found: Pairing) -> float | None:
    if not found.complete_candidate:
        return None
    return found.complete_candidate[0] - found.complete_baseline[0]
