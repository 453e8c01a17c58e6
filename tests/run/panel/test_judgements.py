"""judgements.jsonl: read by call and by answer, the last word counting."""

from __future__ import annotations

from pathlib import Path

import pytest
from judge_builders import FAILED
from msgspec.structs import replace

from portcheck.errors import StoreError
from portcheck.model.judgement import Judgement
from portcheck.run.panel.judgements import Judgements, is_settled, judging, read_judgements

ONE = Judgement(
    trial="t1",
    check="judge",
    judge="one",
    rubric="r",
    answer="a",
    sent="s1",
    at="2026-11-28T10:00:00Z",
    label="pass",
    cost_usd=0.5,
)
FIRST_TRY = replace(ONE, label=None)


def of(*said: Judgement) -> Judgements:
    found = Judgements()
    for one in said:
        found.add(one)
    return found


def test_the_last_word_on_a_call_and_on_an_answer_counts() -> None:
    known = of(FIRST_TRY, replace(ONE, attempt=1))
    assert known.of_call("one", "s1", None) == replace(ONE, attempt=1)
    assert known.of_answer("t1", "judge") == (replace(ONE, attempt=1),)
    assert (len(known), list(known)) == (1, [replace(ONE, attempt=1)])
    assert known.of_call("two", "s1", None) is None
    assert known.of_answer("t2", "judge") == ()


def test_a_failure_takes_the_place_of_nothing_that_was_said() -> None:
    failed = replace(ONE, label=None, failure=FAILED)
    assert of(ONE, failed).of_call("one", "s1", None) == ONE
    assert of(failed, ONE).of_call("one", "s1", None) == ONE
    assert of(failed).of_call("one", "s1", None) == failed


def test_the_same_request_in_another_order_is_another_call() -> None:
    pair = replace(ONE, order="candidate_first", label="candidate")
    assert of(pair).of_call("one", "s1", "candidate_first") == pair
    assert of(pair).of_call("one", "s1", "baseline_first") is None


def test_only_calls_of_this_run_are_counted_as_paid() -> None:
    known = of(
        ONE,
        replace(ONE, trial="t2", same_as="t1", cost_usd=None),
        replace(ONE, trial="t3", reused_from="earlier", cost_usd=None),
        replace(ONE, trial="t4", cost_usd=None),
        replace(ONE, trial="t5", failure=FAILED, label=None, cost_usd=None),
    )
    paid = known.paid["one"]
    assert (paid.calls, paid.failed, paid.dollars, paid.unpriced) == (3, 1, 0.5, 1)


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        (ONE, True),
        (replace(ONE, label="unsure"), True),
        (FIRST_TRY, False),
        (replace(FIRST_TRY, attempt=1), True),
        (replace(FIRST_TRY, attempt=1, failure=FAILED), False),
        (None, False),
    ],
)
def test_what_was_read_or_could_not_be_read_twice_is_settled(
    said: Judgement | None, settled: bool
) -> None:
    assert is_settled(said) is settled


def test_what_is_written_is_read_again_and_a_torn_end_is_not(tmp_path: Path) -> None:
    known = Judgements()
    with judging(tmp_path, known) as log:
        log.append(ONE)
        log.append(replace(ONE, judge="two"))
    assert list(known) == list(read_judgements(tmp_path))
    path = tmp_path / "judgements.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert list(read_judgements(tmp_path)) == [ONE]
    with judging(tmp_path, Judgements()) as log:
        log.append(replace(ONE, judge="two"))
    assert path.read_bytes() == whole


def test_a_line_that_is_no_judgement_is_named(tmp_path: Path) -> None:
    (tmp_path / "judgements.jsonl").write_text('{"trial": 1}\n')
    with pytest.raises(StoreError, match=r"judgements.jsonl:1 is damaged"):
        read_judgements(tmp_path)
    assert len(read_judgements(tmp_path / "nothing")) == 0
