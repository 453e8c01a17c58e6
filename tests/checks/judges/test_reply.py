"""What a judge's reply says, and the one more try for a reply that says nothing."""

from __future__ import annotations

import pytest
from check_builders import make_completion, make_request
from scripted_judge import reply, verdict

from portcheck.checks.judges.reply import ask, read
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.judgement import Said

WORDS = ("pass", "fail", "unsure")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('{"reason": "well", "verdict": "pass"}', "pass"),
        (' {"verdict": " FAIL "}\n', "fail"),
        ('```json\n{"reason": "x", "verdict": "unsure"}\n```', "unsure"),
    ],
)
def test_a_json_object_is_read(text: str, label: str) -> None:
    assert read(reply(text), WORDS).label == label


def test_a_grade_may_be_a_number() -> None:
    assert read(reply('{"verdict": 3}'), ("0", "3")).label == "3"
    assert read(reply('{"verdict": true}'), ("0", "1", "True")).label is None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("pass", "not one JSON object"),
        ('The answer says {"verdict": "pass"}, but I say fail.', "not one JSON object"),
        ('```\n{"verdict": "pass"}\n```\nis what it wants; I say fail', "not one JSON object"),
        ('```\n{"verdict": "pass"}\n```\n```\n{"verdict": "fail"}\n```', "not one JSON object"),
        ('{"verdict": "pass", "verdict": "fail"}', "not one JSON object"),
        ('["pass"]', "not one JSON object"),
        ("[" * 100_000, "not one JSON object"),
        ('{"verdict": "good"}', "none of the possible verdicts"),
        ('{"verdict": ["pass"]}', "none of the possible verdicts"),
        ("\u200b", "the reply is empty"),
    ],
)
def test_what_could_be_read_in_two_ways_is_not_read(answer: str, why: str) -> None:
    said = read(reply(answer), WORDS)
    assert said.label is None
    assert why in said.reason


def test_a_reply_that_was_cut_or_declined_says_nothing() -> None:
    text = '{"verdict": "pass"}'
    cut = read(make_completion(text, finish_reason="length"), WORDS)
    assert (cut.label, cut.reason) == (None, "the token limit cut the reply")
    declined = read(make_completion(text, refusal_text="No."), WORDS)
    assert (declined.label, declined.reason) == (
        None,
        "the judge's own provider declined the request",
    )


def test_a_reason_is_bounded_and_optional() -> None:
    assert len(read(verdict("pass", "x" * 9000), WORDS).reason) == 500
    assert read(reply('{"verdict": "pass", "reason": 7}'), WORDS).reason == ""


def heard(*replies: Completion) -> tuple[Said | None, list[bool]]:
    """What is said in the end, and which tries it took."""
    tries: list[bool] = []

    def request(again: bool) -> Request:
        tries.append(again)
        return make_request()

    asking = ask(request, WORDS)
    next(asking)
    for each in replies:
        try:
            asking.send(each)
        except StopIteration as end:
            return end.value, tries
    raise AssertionError("more is asked")


def test_a_reply_that_can_be_read_is_enough() -> None:
    assert heard(verdict("pass")) == (Said(label="pass", reason="so it is"), [False])


def test_one_that_cannot_is_asked_for_once_more_and_never_twice() -> None:
    assert heard(reply("hm"), verdict("fail")) == (
        Said(label="fail", reason="so it is"),
        [False, True],
    )
    said, tries = heard(reply("hm"), reply("hm"))
    assert said is not None
    assert (said.label, tries) == (None, [False, True])
