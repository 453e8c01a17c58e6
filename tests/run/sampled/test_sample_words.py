"""What a sample stands for, as reports say it."""

from __future__ import annotations

from portcheck.model.workload.sample import StandsFor, Stratum
from portcheck.run.sampled.sample_words import sample_words


def sample(*strata: tuple[int, int], calls: int = 0, first: str = "", last: str = "") -> StandsFor:
    found = tuple(
        Stratum(name=str(n), calls=calls, cases=cases) for n, (calls, cases) in enumerate(strata)
    )
    total = calls or sum(one.calls for one in found)
    return StandsFor(calls=total, seed=7, strata=found, first=first, last=last)


def test_a_proportional_sample_weighs_itself() -> None:
    found = sample((900, 9), (100, 1), first="2026-10-01T00:00:00Z", last="2026-10-31T23:00:00Z")
    assert sample_words(found) == (
        "Its sample of 10 cases was drawn at random (seed 7) from 1,000 calls of 2026-10-01 to "
        "2026-10-31, within 2 templates in proportion to traffic."
    )


def test_a_minimum_and_what_has_no_case_are_said() -> None:
    said = sample_words(sample((960, 8), (40, 2), calls=1100))
    assert "of a log, within 2 templates" in said
    assert "the rarest template weighs 5.0 times its share of calls" in said
    assert said.endswith("; templates without a case have 100 calls (9.1 %).")
