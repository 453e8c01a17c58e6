"""The meaning of a look, in sentences."""

from __future__ import annotations

import pytest

from portcheck.model.parity import Verdict
from portcheck.model.run import Look
from portcheck.run.judge.look_meaning import look_meaning
from portcheck.run.nights.values import ClaimNights

STANDING = Verdict(
    workload="w",
    candidate="new",
    baseline="old",
    verdict="safe",
    rule="all_gates_shown",
    reasons=(),
    conditions=(),
    gates=(),
)


@pytest.mark.parametrize(("night", "following"), [(3, 4), (5, 8), (7, 8), (9, 16)])
def test_between_looks_it_says_what_stands_and_when_the_next_look_is(
    night: int, following: int
) -> None:
    nights = ClaimNights(
        workload="w", candidate="new", night=night, standing=STANDING, standing_run="first"
    )
    said = look_meaning(Look(number=2, night=night, stands="first"), 0.05, nights)
    assert said.startswith(f"This run is not a look: it is night {night} of its epoch")
    assert "The verdict of run first, look 2, stands." in said
    assert f"The next look is at night {following}, or when cases are added." in said


def test_a_first_look_spends_four_fifths() -> None:
    assert (
        look_meaning(Look(), 0.05) == "This is look 1 at this claim; it spends alpha 0.04 of 0.05."
    )


def test_what_a_run_keeps_back_and_what_prompts_share_is_not_spent() -> None:
    early = look_meaning(Look(share=0.8), 0.05)
    assert "0.032 of 0.05 (80% of its rate, because the run may stop early)" in early
    shared = look_meaning(Look(share=0.8), 0.05, prompts=2)
    assert "This alpha is divided among 2 prompts" in shared
    assert shared.endswith("each is judged at 0.016.")


def test_the_nights_that_count_together_are_named() -> None:
    nights = ClaimNights(workload="w", candidate="new", night=2, runs=("monday", "tuesday"))
    said = look_meaning(Look(number=2, earlier_runs=("monday",), night=3), 0.05, nights)
    assert "mean of its answers over 3 nights: this one and run monday, tuesday." in said
    assert "This is look 2 at this claim, after run monday; it spends alpha 0.005 of 0.05." in said


@pytest.mark.parametrize(
    ("new", "words"), [(1, "1 case is new to the claim."), (2, "2 cases are new to the claim.")]
)
def test_new_cases_can_make_a_fresh_claim(new: int, words: str) -> None:
    said = look_meaning(Look(number=2, earlier_runs=("monday",), new_cases=new), 0.05)
    alone = "Judged alone, in a separate workload, run with `--workload ID`, new cases make a"
    assert f"{words} {alone} fresh claim, at look 1." in said
