"""How many more: against the decision itself."""

from __future__ import annotations

import pytest

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import Counts, clopper_pearson_lower, count_values, p_value
from portcheck.parity.noninferiority import compare
from portcheck.parity.power import (
    cases_needed,
    helps,
    more_cases,
    more_clean_cases,
    more_for_floor,
    smallest,
)


@pytest.mark.parametrize(
    ("margin", "needed", "at_the_first_look"),
    [(0.02, 149, 160), (0.05, 59, 63), (0.10, 29, 31), (0.15, 19, 20)],
)
def test_cases_needed(margin: float, needed: int, at_the_first_look: int) -> None:
    assert cases_needed(margin, 0.95) == needed
    assert cases_needed(margin, 0.96) == at_the_first_look


def test_cases_needed_beyond_reason() -> None:
    assert cases_needed(1e-6, 0.95) is None
    assert cases_needed(5e-324, 0.999999) is None


def test_more_cases_is_enough_and_not_too_many() -> None:
    values = [-1.0] * 5 + [0.0] * 90 + [1.0] * 5
    more = more_cases(count_values(values), margin=0.05, confidence=0.95)
    assert more is not None
    for scale, outcome in ((100 + more + 20, "noninferior"), (100 + more - 20, "inconclusive")):
        losses = round(0.05 * scale)
        baseline = [1] * (scale - losses) + [0] * losses
        candidate = [0] * losses + [1] * (scale - losses)
        assert compare(baseline, candidate, margin=0.05).outcome == outcome


def test_a_bad_start_has_to_be_made_up_for() -> None:
    equal = more_cases(
        count_values([-1.0] * 3 + [0.0] * 94 + [1.0] * 3), margin=0.03, confidence=0.95
    )
    worse = more_cases(
        count_values([-1.0] * 4 + [0.0] * 94 + [1.0] * 2), margin=0.03, confidence=0.95
    )
    assert equal is not None
    assert worse is not None
    assert worse > equal


@pytest.mark.parametrize("cases", [58, 57, 56, 55, 40])
def test_a_few_more_cases_are_counted_to_the_last(cases: int) -> None:
    assert more_cases(count_values([0.0] * cases), margin=0.05, confidence=0.95) == 59 - cases


SKEWED = [-1.0] * 4 + [0.0] * 40 + [0.5] * 8
"""No difference on average, and another shape than its mirror image."""


def added(observed: list[float], unit: list[float], more: int) -> Counts:
    """The observed sample and `more` groups distributed like `unit`."""
    counts = dict(count_values(observed))
    for value, count in count_values(unit):
        counts[value] = counts.get(value, 0.0) + more * count / len(unit)
    return tuple(sorted(counts.items()))


@pytest.mark.parametrize(
    ("observed", "turned"),
    [(SKEWED, False), ([*SKEWED, 0.01], False), ([*SKEWED, -0.01], True)],
    ids=["no difference", "barely better", "barely worse"],
)
def test_more_cases_expect_the_larger_of_the_observed_and_no_difference(
    observed: list[float], turned: bool
) -> None:
    unit = [*observed, *(-value for value in observed)] if turned else observed
    more = more_cases(count_values(observed), margin=0.05, confidence=0.95)
    assert more is not None
    assert p_value(added(observed, unit, more), -0.05) < 0.05
    assert p_value(added(observed, unit, more - 1), -0.05) >= 0.05


@pytest.mark.parametrize(
    "values",
    [[], [-1.0] * 5 + [0.0] * 95, [-1.0] * 20, [0.0] * 300],
    ids=["no data", "at the margin", "below", "shown already"],
)
def test_no_more_cases(values: list[float]) -> None:
    assert more_cases(count_values(values), margin=0.05, confidence=0.95) is None


def test_more_for_floor() -> None:
    counts = count_values([1.0] * 17 + [0.0] * 3)
    more = more_for_floor(counts, floor=0.8, confidence=0.95, pass_fail=True)
    assert more is not None
    assert clopper_pearson_lower(0.85 * (20 + more), 20 + more, 0.05) > 0.8
    assert clopper_pearson_lower(0.85 * (19 + more), 19 + more, 0.05) <= 0.8


def test_floor_out_of_reach_or_reached() -> None:
    low, high = count_values([1.0] * 12 + [0.0] * 8), count_values([1.0] * 100)
    assert more_for_floor(low, floor=0.8, confidence=0.95, pass_fail=True) is None
    assert more_for_floor(high, floor=0.8, confidence=0.95, pass_fail=True) is None


def test_more_clean_cases() -> None:
    assert more_clean_cases(100, max_rate=0.01, confidence=0.95) == 299 - 100
    assert more_clean_cases(400, max_rate=0.01, confidence=0.95) == 0
    assert more_clean_cases(0, max_rate=0.01, confidence=0.95, scale=0.5) == 598


Values = tuple[float | None, ...]


def case(index: int, baseline: Values, candidate: Values) -> CasePair[float]:
    return CasePair(case=str(index), group=str(index), baseline=baseline, candidate=candidate)


def test_helps() -> None:
    steady = [case(i, (1.0, 1.0), (float(i % 2),) * 2) for i in range(10)]
    noisy = [case(i, (1.0, 0.0), (0.0, 1.0)) for i in range(9)]
    noisy.append(case(9, (1.0, 0.0), (1.0, 1.0)))
    single = [case(i, (1.0,), (0.0,)) for i in range(10)]
    assert helps(steady) == "cases"
    assert helps(noisy) == "repeats"
    assert helps(single) is None
    missing = [case(i, (1.0, None), (0.0, 1.0)) for i in range(10)]
    assert helps(missing) is None
    assert helps([*missing, *noisy]) == "repeats"


def test_smallest() -> None:
    assert [smallest(lambda n, k=k: n >= k, 100) for k in (1, 2, 3, 64, 100)] == [1, 2, 3, 64, 100]  # type: ignore[misc]  # the default binds k
    assert smallest(lambda _: False, 100) is None
