"""When a night is shown to differ from those before it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import upper_limit
from portcheck.parity.noninferiority import complete_differences
from portcheck.parity.pairing import pair
from portcheck.run.nights.shown_drift import shown_drift


def cases(before: Sequence[float], tonight: Sequence[float | None]) -> list[CasePair[float]]:
    return [
        CasePair(case=str(n), group=str(n), baseline=(was,), candidate=(now,))
        for n, (was, now) in enumerate(zip(before, tonight, strict=True))
    ]


def _shown(changed: list[CasePair[float]], alpha: float) -> bool:
    return upper_limit(complete_differences(pair(changed)), alpha) < 0.0


SAME = cases([1.0] * 100, [1.0] * 100)


def test_the_same_is_no_drift_and_nothing_is_none() -> None:
    assert shown_drift({}) is None
    assert shown_drift({"task": ([], cases([1.0], [None]))}) is None
    assert shown_drift({"task": (SAME, SAME)}) is None


@pytest.mark.parametrize("side", ["baseline", "candidate"])
@pytest.mark.parametrize(("before", "tonight"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_change_is_named_with_its_side_and_its_rates(
    side: str, before: float, tonight: float
) -> None:
    changed = cases([before] * 30 + [1.0] * 70, [tonight] * 30 + [1.0] * 70)
    found = shown_drift({"task": (changed, SAME) if side == "baseline" else (SAME, changed)})
    assert found is not None
    assert (found.gate, found.side) == ("task", side)
    assert found.before == pytest.approx((30 * before + 70) / 100)
    assert found.tonight == pytest.approx((30 * tonight + 70) / 100)


def test_the_error_rate_is_shared_by_all_that_is_compared() -> None:
    changed = cases([1.0] * 100, [0.0] * 13 + [1.0] * 87)
    assert shown_drift({"task": (SAME, changed)}) is not None
    assert shown_drift({"task": (SAME, changed)}, alpha=1e-9) is None
    # Both sides of a gate, and both ways in which each may have changed.
    few = cases([1.0] * 100, [0.0] * 7 + [1.0] * 93)
    least = next(alpha for alpha in (2.0**-n for n in range(40, 0, -1)) if _shown(few, alpha))
    assert shown_drift({"task": (SAME, few)}, alpha=4 * least) is not None
    assert shown_drift({"task": (SAME, few)}, alpha=2 * least) is None
    others = {f"gate {n}": (SAME, SAME) for n in range(9)}
    assert shown_drift({"task": (SAME, changed)}, alpha=0.001) is not None
    assert shown_drift({"task": (SAME, changed), **others}, alpha=0.001) is None
