"""Which look at a claim a run is."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest

from portcheck.run.history.count_look import (
    CountedRow,
    CountedRun,
    EarlierRun,
    count_look,
    count_prompts,
    standing_look,
)
from portcheck.run.history.fingerprints import RunFingerprints

Served = tuple[tuple[str, ...], tuple[str, ...]]
SAME: Served = (("b-1",), ("c-1",))


def made(
    cases: Sequence[int],
    answers: Sequence[int],
    *,
    checks: int = 0,
    served: Served = SAME,
    limits: str = "l",
) -> RunFingerprints:
    """What a run judged; `checks` says which checks all of its cases had."""
    return RunFingerprints(
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

    def run(
        self, fingerprints: RunFingerprints, *, drift: bool = False, known: bool = True
    ) -> CountedRun:
        counted = count_look(fingerprints, self.runs, lambda _run: known)
        name = f"run-{len(self.runs) + 1}"
        read = {
            "cases": fingerprints.cases,
            "checks": fingerprints.checks,
            "answers": fingerprints.answers,
        }
        self.runs.append(
            EarlierRun(
                key=name,
                run=name,
                look=1 if drift else counted.number,
                is_look=drift or counted.is_look,
                drift=drift,
                new_answers=counted.new_answers,
                served=fingerprints.served,
                limits=fingerprints.limits,
                read=read.__getitem__,
            )
        )
        return counted


def test_each_run_with_new_answers_to_a_shared_case_is_a_night() -> None:
    history = History()
    found = [
        history.run(made([1, 2], [10, 20])),
        history.run(made([2, 3], [21, 30])),
        history.run(made([3, 1], [31, 11])),
    ]
    assert [(one.night, one.number, one.new_answers, one.new_cases) for one in found] == [
        (1, 1, 2, 2), (2, 2, 2, 1), (3, 2, 2, 0)
    ]  # fmt: skip
    assert [one.run for one in found[2].earlier] == ["run-1", "run-2"]
    assert not found[2].is_look
    assert found[2].look("w", "new", answered=True).stands == "run-2"


def test_looks_are_at_nights_1_2_4_and_8_and_where_cases_are_added() -> None:
    history = History()
    nights = [history.run(made([1], [10 + night])) for night in range(1, 10)]
    assert [one.night for one in nights if one.is_look] == [1, 2, 4, 8]
    assert [one.number for one in nights] == [1, 2, 2, 3, 3, 3, 3, 4, 4]
    added = history.run(made([1, 2], [30, 31]))
    assert (added.night, added.is_look, added.number) == (10, True, 5)


def test_where_no_verdict_could_stand_a_night_is_a_look() -> None:
    history = History()
    history.run(made([1], [10]))
    history.run(made([1], [11]))
    assert history.run(made([1], [12]), known=False).number == 3


def test_a_night_that_drifted_begins_an_epoch() -> None:
    history = History()
    for night in range(3):
        history.run(made([1], [10 + night]), drift=night == 2)
    after = history.run(made([1], [20]))
    assert (after.night, after.is_look, after.number) == (2, True, 2)
    assert [one.run for one in after.nights] == ["run-3"]


def test_a_served_model_that_changes_back_goes_on_with_its_epoch() -> None:
    history = History()
    other: Served = (("b-1",), ("c-2",))
    history.run(made([1], [10]))
    assert history.run(made([1], [11], served=other)).number == 1
    back = history.run(made([1], [12]))
    assert (back.night, back.number) == (2, 2)
    assert [one.run for one in back.nights] == ["run-1"]


def test_the_look_that_stands_is_that_of_the_same_workload() -> None:
    both = [
        EarlierRun(
            key="k", run="r", workload=name, look=1, new_answers=1, served=SAME, limits="l",
            read={name: array("Q", [case]) for name in ("cases", "checks", "answers")}.__getitem__,
        )
        for name, case in (("a", 1), ("b", 2))
    ]  # fmt: skip
    history = History()
    history.runs = list(both)
    second = history.run(made([1, 2], [11, 21]))
    assert second.is_look
    third = history.run(made([1, 2], [12, 22]))
    found = standing_look(third, "a")
    assert found is not None
    assert found.run == "run-3"
    counted = count_look(made([1, 2], [98, 99]), both)
    assert (counted.number, counted.night) == (2, 2), "two workloads of a run are one look"
    assert [getattr(standing_look(counted, name), "workload", "") for name in "ac"] == ["a", "b"]
    assert standing_look(count_look(made([7], [1]), both), "a") is None


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
    assert history.run(made([1, 2, 3], [12, 20, 30])).night == 3, "repetitions are no nights"


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
    empty = history.run(made([], []))
    assert (empty.new_answers, empty.look("w", "new", answered=False).repeated) == (0, False)
    assert history.run(made([1], [11])).number == 2


def test_a_run_that_went_on_stays_the_look_that_it_was() -> None:
    history = History()
    history.run(made([1], [10]))
    again = history.run(made([1], [10]))
    assert again.repeats is not None
    kept = again.with_count_of(CountedRow(place=1, look=3, new_answers=1, is_look=False))
    assert (kept.number, kept.is_look, kept.repeats) == (3, False, None)
    assert not kept.look("w", "new", answered=True).repeated, "its answers were new when they came"


def asked(run: EarlierRun, *variants: str) -> EarlierRun:
    return EarlierRun(
        **{**{n: getattr(run, n) for n in run.__struct_fields__}, "variants": variants}
    )


def test_every_variant_that_any_run_of_a_claim_asked_counts() -> None:
    history = History()
    for answers in ([1, 2], [3, 4], [5]):
        history.run(made([1, 2], answers))
    history.run(made([9], [7]))
    first, second, third, other = history.runs
    earlier = [asked(first, "a"), asked(second, "a", "b"), third, asked(other, "x")]
    found = count_prompts(made([1, 2, 3], [8]), earlier, ("a", "c"), ("d",))
    assert found.number == 1 + len({"a", "b", "c", "d"})
    assert found.late == {"c": frozenset({1, 2})}, "a was there before any answer"
    late = count_prompts(made([1, 2, 3], [8]), earlier, ("b",), ())
    assert late.late == {"b": frozenset({1, 2})}
    fresh = count_prompts(made([4], [8]), earlier, ("c",), ())
    assert (fresh.number, fresh.late) == (2, {})


def test_a_variant_is_late_too_where_another_model_had_answered() -> None:
    history = History()
    history.run(made([1], [1], served=(("b-0",), ("c-0",))))
    found = count_prompts(made([1], [2]), history.runs, ("a",), ())
    assert found.late == {"a": frozenset({1})}
