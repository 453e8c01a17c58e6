"""Which look at a claim a run is."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest

from portcheck.run.history.claim import Counted, EarlierRun, count_look
from portcheck.run.history.judged import Judged

Served = tuple[tuple[str, ...], tuple[str, ...]]
SAME: Served = (("b-1",), ("c-1",))


def made(
    cases: Sequence[int],
    answers: Sequence[int],
    *,
    checks: int = 0,
    served: Served = SAME,
    limits: str = "l",
) -> Judged:
    """What a run judged; `checks` says which checks all of its cases had."""
    return Judged(
        cases=array("Q", cases),
        checks=array("Q", [1000 * checks + case for case in cases]),
        answers=array("Q", answers),
        served=served,
        limits=limits,
    )


class History:
    """Runs that are counted one after the other."""

    def __init__(self) -> None:
        self.runs: list[EarlierRun] = []

    def run(self, judged: Judged) -> Counted:
        counted = count_look(judged, self.runs)
        name = f"run-{len(self.runs) + 1}"
        read = {"cases": judged.cases, "checks": judged.checks, "answers": judged.answers}
        self.runs.append(
            EarlierRun(
                key=name,
                run=name,
                look=counted.number,
                new_answers=counted.new_answers,
                served=judged.served,
                limits=judged.limits,
                read=read.__getitem__,
            )
        )
        return counted


def test_each_run_with_new_answers_to_a_shared_case_is_a_look() -> None:
    history = History()
    found = [
        history.run(made([1, 2], [10, 20])),
        history.run(made([2, 3], [21, 30])),
        history.run(made([3, 1], [31, 11])),
    ]
    assert [(one.number, one.new_answers, one.new_cases) for one in found] == [
        (1, 2, 2), (2, 2, 1), (3, 2, 0)
    ]  # fmt: skip
    assert [one.run for one in found[2].earlier] == ["run-1", "run-2"]


def test_runs_that_share_no_case_are_claims_of_their_own_until_a_run_joins_them() -> None:
    history = History()
    assert history.run(made([1], [10])).number == 1
    assert history.run(made([2], [20])).number == 1
    assert history.run(made([1, 2, 3], [11, 21, 30])).number == 3
    assert history.run(made([3, 4], [31, 40])).number == 4, "1 and 2 are joined through 3"
    assert history.run(made([5], [50])).number == 1


def test_a_run_without_a_new_answer_repeats_the_latest_look_that_had_them() -> None:
    history = History()
    history.run(made([1, 2], [10, 20]))
    again = history.run(made([1, 2], [10, 20]))
    assert (again.number, again.new_answers) == (1, 0)
    history.run(made([1, 2, 3], [11, 20, 30]))
    assert history.run(made([1], [10])).number == 1
    assert history.run(made([1, 2], [10, 20])).number == 2
    assert history.run(made([1, 2, 3], [12, 20, 30])).number == 3, "repetitions are no looks"


@pytest.mark.parametrize(
    ("then", "now", "number"),
    [
        (SAME, (("b-2",), ("c-1",)), 1),
        (SAME, (("b-1",), ("c-2",)), 1),
        (SAME, ((), ("c-1",)), 2),
        (((), ()), SAME, 2),
        (SAME, (("b-1", "b-2"), ("c-1",)), 1),
    ],
    ids=["baseline", "candidate", "not known now", "not known then", "one of two"],
)
def test_a_served_model_that_changes_begins_a_claim(then: Served, now: Served, number: int) -> None:
    history = History()
    history.run(made([1], [10], served=then))
    assert history.run(made([1], [11], served=now)).number == number


def test_what_was_changed_since_a_look_is_named() -> None:
    history = History()
    assert history.run(made([1, 2], [10, 20])).note == ""
    added = history.run(made([1, 2, 3], [11, 21, 31]))
    assert added.note == "", "cases that are added change nothing"
    edited = history.run(made([1, 2, 3], [11, 21, 31], checks=1))
    assert edited.number == 2
    assert edited.note.startswith("Checks changed since look 2 (run run-2)")
    assert "margins" not in edited.note
    widened = history.run(made([1, 2, 3], [11, 21, 31], limits="wider"))
    assert widened.note.startswith("Margins, floors or confidence changed since look 2")
    chosen = history.run(made([1, 3], [11, 31]))
    assert chosen.note.startswith("1 case dropped since look 2 (run run-2)")


def test_a_run_without_answers_is_no_look() -> None:
    history = History()
    assert history.run(made([], [])).number == 1
    assert history.run(made([1], [10])).number == 1
    assert history.run(made([], [])).new_answers == 0
    assert history.run(made([1], [11])).number == 2
