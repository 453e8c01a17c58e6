"""What earlier nights add to a run, and what is left of them where drift is shown."""

from __future__ import annotations

from datetime import date

import pytest
from run_builders import make_provider, make_workload

from portcheck.model.parity import Breach, CasePair, Verdict
from portcheck.model.run import Look
from portcheck.plugins import Evidence
from portcheck.run.nights.settle_look import settle_look, with_nights
from portcheck.run.nights.values import ClaimNights, Sides

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
SCORES: list[CasePair[float]] = [
    CasePair(case="a", group="a", baseline=(1.0,), candidate=(0.0,)),
    CasePair(case="b", group="b", baseline=(1.0,), candidate=(1.0,)),
]
HELD: list[CasePair[Breach]] = [
    CasePair(case="a", group="a", baseline=("held",), candidate=("held",))
]


def tonight() -> Evidence:
    return Evidence(
        workload=make_workload("w", []),
        baseline=make_provider("old"),
        candidate=make_provider("new"),
        limits={},
        as_of=date(2026, 1, 1),
        scores=lambda: SCORES,
        breaches=lambda: HELD,
    )


def test_what_earlier_nights_found_comes_before_what_this_one_did_on_both_sides() -> None:
    earlier: dict[str, Sides] = {"a": ((0.0, None), (1.0, 0.5))}
    first, second = with_nights(tonight(), earlier, labelled=False).scores()
    assert (first.baseline, first.candidate) == ((0.0, None, 1.0), (1.0, 0.5, 0.0))
    assert second == SCORES[1]


@pytest.mark.parametrize("labelled", [False, True])
def test_labels_stand_alone_but_no_earlier_breach_is_forgotten(labelled: bool) -> None:
    earlier: dict[str, Sides] = {"a": (("held",), ("confirmed",))}
    found = with_nights(tonight(), earlier, labelled=labelled)
    assert [row.candidate for row in found.breaches()] == [("confirmed", "held")]
    if labelled:
        assert found.scores() == SCORES


def test_drift_makes_the_first_look_of_an_epoch_that_knows_no_night_before() -> None:
    rows: list[CasePair[float]] = [
        CasePair(case=str(n), group=str(n), baseline=(1.0,), candidate=(0.0,)) for n in range(60)
    ]
    nights = ClaimNights(
        workload="w",
        candidate="new",
        night=3,
        runs=("r1", "r2"),
        lacking=("r0",),
        values={"task": {row.case: ((1.0,), (1.0,)) for row in rows}},
        standing=STANDING,
        standing_run="r2",
    )
    look = Look(number=2, night=3, stands="r2", earlier_runs=("r1", "r2"), repeated=True)
    found = settle_look(look, nights, ["task"], lambda _gate: rows)
    assert found.drift is not None
    assert (found.drift.side, found.drift.before, found.drift.tonight) == ("candidate", 1.0, 0.0)
    assert found.look == Look(number=1, night=1)
    assert (found.standing, found.nights.values, found.nights.runs) == ({}, {}, ())
    assert (found.nights.standing, found.nights.standing_run, found.nights.lacking) == (
        None,
        "",
        (),
    )
    steady = settle_look(look, nights, ["task"], lambda _gate: [])
    assert (steady.look, steady.nights, steady.drift) == (look, nights, None)
