"""What each look may spend."""

from __future__ import annotations

import math

import pytest

from portcheck.parity.sequential import (
    confidence_of,
    look_alpha,
    look_confidence,
    shared_confidence,
)


def test_looks_add_up_to_the_claim() -> None:
    assert [look_alpha(0.05, look) for look in (1, 2, 3, 4)] == [
        pytest.approx(share) for share in (0.04, 0.005, 0.05 * 0.2 / 6, 0.05 * 0.2 / 12)
    ]
    spent = math.fsum(look_alpha(0.05, look) for look in range(1, 100_001))
    assert spent == pytest.approx(0.05, rel=1e-4)
    assert spent < 0.05


def test_looks_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        look_alpha(0.05, 0)


def test_a_confidence_is_written_without_dust() -> None:
    assert look_confidence(0.95, 1) == 0.96
    assert look_confidence(0.95, 2) == 0.995
    assert look_confidence(0.95, 1, share=0.5) == 0.98
    assert confidence_of(1e-14) < 1.0


@pytest.mark.parametrize("alpha", [1e-17, 1e-300, 0.0])
def test_a_confidence_is_below_1_however_small_the_error_rate_is(alpha: float) -> None:
    assert 0.9999 < confidence_of(alpha) < 1.0
    assert look_confidence(0.95, 10**15) < 1.0
    assert shared_confidence(0.95, 2**53) < 1.0


def test_prompts_share_the_error_rate_of_a_claim() -> None:
    assert shared_confidence(0.95, 1) == pytest.approx(0.95)
    assert shared_confidence(0.95, 4) == pytest.approx(0.9875)
