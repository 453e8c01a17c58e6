"""Then against now, two-sided."""

from __future__ import annotations

import math

import pytest
from msgspec.structs import replace

from portcheck.model.parity import UNSCORED, CasePair
from portcheck.parity.drift.change import change, outcomes


def rows(losses: int, gains: int, same: int, *, missing: int = 0) -> list[CasePair[float]]:
    values: list[tuple[float, float | None]] = [
        *[(1.0, 0.0)] * losses,
        *[(0.0, 1.0)] * gains,
        *[(1.0, 1.0)] * same,
        *[(1.0, None)] * missing,
    ]
    return [
        CasePair(case=str(n), group=str(n), baseline=(then,), candidate=(now,))
        for n, (then, now) in enumerate(values)
    ]


def said(losses: int, gains: int, same: int, *, missing: int = 0, margin: float = 0.05) -> str:
    found = change(rows(losses, gains, same, missing=missing))
    ((outcome, _),) = outcomes([found], [margin], [0.05])
    return outcome


@pytest.mark.parametrize("losses", [1, 4, 6, 9])
def test_losses_alone_have_the_p_value_of_the_sign_test(losses: int) -> None:
    assert change(rows(losses, 0, 40)).p == pytest.approx(min(1.0, 2 * 0.5**losses), rel=0.35)
    assert change(rows(losses, 0, 40)).p >= 2 * 0.5**losses - 1e-12


def test_losses_and_gains_have_the_p_value_of_mcnemar() -> None:
    z = (30 - 12) / math.sqrt(42)
    two_sided = math.erfc(z / math.sqrt(2))
    assert change(rows(30, 12, 100)).p == pytest.approx(two_sided, rel=1e-9)
    assert change(rows(12, 30, 100)).p == pytest.approx(two_sided, rel=1e-9)


def test_the_two_ways_mirror_each_other() -> None:
    worse, better = change(rows(9, 2, 40)), change(rows(2, 9, 40))
    assert (worse.ci_low, worse.ci_high) == pytest.approx(
        (-(better.ci_high or 0), -(better.ci_low or 0))
    )
    assert (worse.then, worse.now) == pytest.approx((49 / 51, 42 / 51))


@pytest.mark.parametrize(
    ("losses", "gains", "same", "outcome"),
    [
        (0, 0, 200, "no_change_shown"),
        (1, 1, 28, "no_change_shown"),
        (1, 0, 29, "no_change_shown"),
        (17, 8, 75, "cannot_tell"),  # from 92 to 83 %, and not shown: it must not pass for none
        (13, 4, 83, "changed"),  # from 92 to 83 %, shown
        (4, 13, 83, "changed"),
        (3, 0, 20, "cannot_tell"),
        (8, 17, 75, "cannot_tell"),  # nor must what is gained
    ],
)
def test_what_is_shown(losses: int, gains: int, same: int, outcome: str) -> None:
    assert said(losses, gains, same) == outcome


def test_too_much_that_is_missing_tells_nothing() -> None:
    assert said(0, 0, 96, missing=4) == "no_change_shown"
    assert said(0, 0, 90, missing=10) == "cannot_tell"
    assert said(0, 0, 0, missing=3) == "cannot_tell"
    turned = [
        replace(row, baseline=row.candidate, candidate=row.baseline)
        for row in rows(0, 0, 90, missing=10)
    ]
    assert outcomes([change(turned)], [0.05], [0.05])[0][0] == "cannot_tell"
    unscored = [CasePair(case="a", group="a", baseline=(UNSCORED,), candidate=(1.0,))]
    assert change(unscored).p == 1.0


def test_many_gates_share_the_error_rate() -> None:
    one = change(rows(7, 0, 93))
    assert outcomes([one], [0.05], [0.05])[0][0] == "changed"
    several = outcomes([one, *[change(rows(0, 0, 9))] * 9], [0.5] * 10, [0.05] * 10)
    # Of that gate alone it would be shown, and so it is not said that nothing changed.
    assert several[0][0] == "cannot_tell"
    assert several[1] == ("no_change_shown", 1.0)


def test_repeats_of_a_case_count_once() -> None:
    steady = [
        CasePair(case=str(n), group=str(n), baseline=(1.0, 1.0, 0.0), candidate=(1.0, 0.0, 0.0))
        for n in range(12)
    ]
    found = change(steady)
    assert found.groups == 12
    assert found.difference == pytest.approx(-1 / 3)
