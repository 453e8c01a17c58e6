"""Facts about how a call was served."""

from __future__ import annotations

import math
from typing import Any

import pytest

from portcheck.model.chat import ToolCall
from portcheck.model.completion import Answer
from portcheck.providers.metadata.served import (
    amount,
    first_amount,
    moment,
    no_facts,
    retirement,
    tier,
    with_metadata,
    word,
)
from portcheck.providers.metadata.unread import Kinds, fields

FORM = fields("", content=Kinds({"text": fields("type text")}))
IMAGE = {"content": [{"type": "image", "data": "QUJD"}]}
STOPPED = Answer(text="", finish_reason="stop")


@pytest.mark.parametrize(
    ("value", "dollars"),
    [
        (0.5, 0.5),
        (0, 0.0),
        ("0.25", 0.25),
        (-1, None),
        (True, None),
        (math.nan, None),
        ("inf", None),
        ("much", None),
        (10**400, None),
        ({"total": 1}, None),
        (None, None),
    ],
)
def test_amounts(value: Any, dollars: float | None) -> None:
    assert amount(value) == dollars
    assert first_amount((None, "x", value, 9)) == (9.0 if dollars is None else dollars)


def test_a_special_tier_is_named_before_an_ordinary_one() -> None:
    assert tier("standard", None) == "standard"
    assert tier("standard", "fast") == "fast"
    assert tier("flex", "flex") == "flex"
    assert tier("priority", "optimized") == "priority, optimized"
    assert tier("auto", "standard") == "auto"
    assert tier(None, 3, "") is None


def test_words_and_days() -> None:
    assert word(" Deep\x1b[0m Host ") == "Deep [0m Host"
    assert len(word("x" * 500) or "") == 120
    assert [word(" "), word(None), word(["x"])] == [None, None, None]
    assert moment("2027-01-31T00:00:00Z") == "2027-01-31T00:00:00Z"
    assert [moment("soon"), moment(None), moment(20270131)] == [None, None, None]


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ({"warnings": ["m is deprecated and goes on 2027-01-31."]}, "2027-01-31"),
        ({"warning": "This model will be removed on September 15, 2027"}, "2027-09-15"),
        ({"meta": {"warnings": ["m retires 3rd Mar 2027; use n"]}}, "2027-03-03"),
        ({"deprecation": {"message": "shutdown", "note": "sunset: 1 December 2026"}}, "2026-12-01"),
        ({"warnings": ["Prompts are cut from 2027-01-31 on."]}, None),
        ({"warnings": ["It will be removed in March 2027."]}, None),
        ({"warnings": ["It retires on 99 May 2027."]}, None),
        ({"warnings": None, "warning": 3}, None),
        ({"text": "Retired on 2027-01-31."}, None),
    ],
)
def test_a_retirement_that_a_warning_tells_of(body: dict[str, Any], date: str | None) -> None:
    assert retirement(body) == date


@pytest.mark.parametrize(
    ("answer", "finish"),
    [
        (STOPPED, "other"),
        (Answer(text="\u200b\n", finish_reason="stop"), "other"),
        (Answer(text="Here.", finish_reason="stop"), "stop"),
        (Answer(text="", finish_reason="length"), "length"),
        (Answer(text="", finish_reason="stop", refusal_text="No."), "stop"),
        (
            Answer(
                text="",
                finish_reason="stop",
                tool_calls=(ToolCall(id=None, name="f", arguments={}),),
            ),
            "stop",
        ),
    ],
)
def test_an_answer_of_other_content_alone_did_not_just_stop(answer: Answer, finish: str) -> None:
    got = with_metadata(answer, IMAGE, {}, FORM, no_facts)
    assert got.finish_reason == finish
    assert [one.kind for one in got.other_content] == ["image"]


def test_a_remark_of_the_vendor_is_no_content_of_the_answer() -> None:
    got = with_metadata(STOPPED, {"moderation": {"label": "none"}}, {}, FORM, no_facts)
    assert (got.finish_reason, got.other_content[0].kind) == ("stop", "moderation")


def test_without_a_form_nothing_is_counted() -> None:
    assert with_metadata(STOPPED, IMAGE, {}, None, no_facts) is STOPPED


def test_headers_say_what_a_body_does_not() -> None:
    headers = {"x-inference-provider": "Host A", "x-litellm-response-cost": "0.002"}
    got = with_metadata(STOPPED, {}, headers, FORM, no_facts)
    assert (got.upstream_provider, got.stated_cost_usd) == ("Host A", 0.002)
    stated = {"upstream_provider": "Host B", "stated_cost_usd": 0.0}
    got = with_metadata(STOPPED, {}, headers, FORM, lambda _body: stated)
    assert (got.upstream_provider, got.stated_cost_usd) == ("Host B", 0.0)
    got = with_metadata(STOPPED, {}, {"x-litellm-response-cost": "None"}, FORM, no_facts)
    assert got is STOPPED
