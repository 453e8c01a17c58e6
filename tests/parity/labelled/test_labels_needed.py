"""How many labels decide: no fewer than without a disagreement, and about as many as it takes."""

from __future__ import annotations

import random

import pytest

from portcheck.parity.labelled.labels_needed import labels_needed
from portcheck.parity.labelled.prediction_powered import (
    LabelledSample,
    compare_labelled,
    fewest_labels,
)


def needed(
    labelled: list[tuple[float, float]], others: list[float], margin: float = 0.05
) -> int | None:
    return labels_needed(LabelledSample.of(labelled, others), margin=margin, confidence=0.96)


def test_the_fewest_grow_with_the_look_and_shrink_with_the_margin() -> None:
    assert [fewest_labels(margin, 0.96) for margin in (0.02, 0.05, 0.1, 0.15)] == [160, 63, 31, 20]
    assert [fewest_labels(margin, 0.995) for margin in (0.05, 0.1)] == [127, 60]


def test_before_the_first_label_the_judge_is_taken_at_its_word() -> None:
    nothing, some = needed([], [0.0] * 400), needed([], [0.0] * 380 + [-1.0] * 10 + [1.0] * 10)
    assert nothing is not None
    assert some is not None
    assert 63 == nothing < some <= 400
    # A judge that finds the candidate worse is no reason to expect that people do.
    assert needed([], [0.0] * 360 + [-1.0] * 40) is not None


def test_no_number_is_given_where_the_cases_do_not_suffice() -> None:
    assert needed([], [0.0] * 62) is None
    assert needed([], [0.0] * 30 + [-1.0] * 35) is None
    assert needed([(-1.0, -1.0)] * 10 + [(0.0, 0.0)] * 60, [0.0] * 200) is None
    assert needed([(0.0, 0.0)] * 50 + [(-1.0, 0.0)] * 2, []) is None


def test_what_is_shown_needs_no_more() -> None:
    assert needed([(0.0, 0.0)] * 70, [0.0] * 100) == 70
    assert needed([(0.0, 0.0)] * 40, [0.0] * 100) == 63


def test_labels_on_the_way_raise_or_lower_the_number() -> None:
    rest = [0.0] * 330 + [-1.0] * 20 + [1.0] * 20
    good = needed([(0.0, 0.0)] * 27 + [(-1.0, -1.0), (1.0, 1.0)], rest, 0.1)
    bad = needed([(0.0, 0.0)] * 24 + [(-1.0, 0.0), (1.0, 0.0), (-1.0, 1.0), (0.0, -1.0)], rest, 0.1)
    assert good is not None
    assert bad is not None
    assert 31 <= good < bad


@pytest.mark.parametrize("margin", [0.05, 0.1])
def test_so_many_labels_decide_in_about_four_runs_of_five(margin: float) -> None:
    rng = random.Random(7)

    def pairs() -> list[tuple[float, float]]:
        kinds = [(0.0, 0.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, 0.0), (1.0, 0.0)]
        return rng.choices(kinds, (92, 3, 3, 1, 1), k=400)

    pilot = pairs()
    number = needed(pilot[:40], [g for _, g in pilot[40:]], margin)
    assert number is not None
    assert number < 400
    shown = 0
    for _ in range(30):
        drawn = pairs()
        made = LabelledSample.of(drawn[:number], [g for _, g in drawn[number:]])
        found = compare_labelled(made, margin=margin, confidence=0.96)
        shown += found.outcome == "noninferior"
    assert shown >= 18
