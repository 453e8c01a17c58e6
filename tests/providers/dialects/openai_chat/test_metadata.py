"""What a chat completion carries besides text and calls, of OpenAI and its imitators."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, streamed, whole
from provider_exchanges import chat_body, chat_chunk

from portcheck.model.completion import Answer
from portcheck.providers.dialects.mistral import WIRE as MISTRAL
from portcheck.providers.dialects.openai_chat import WIRE

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}


def said(message: dict[str, Any] | None = None, **top: Any) -> Answer:
    return whole(WIRE, {**chat_body(message), **top})


def told(*deltas: dict[str, Any], **last: Any) -> Answer:
    chunks = [chat_chunk(delta) for delta in deltas]
    return streamed(WIRE, [*chunks, {**chat_chunk({}, finish_reason="stop"), **last}])


def test_ordinary_answers_of_many_services_carry_nothing_else() -> None:
    message = {
        "refusal": None,
        "annotations": [],
        "audio": None,
        "reasoning_content": "Hm.",
        "reasoning_details": [{"type": "reasoning.text", "text": "Hm."}],
        "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f"}, "index": 0}],
    }
    top = {
        "system_fingerprint": "fp",
        "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {"hate": "safe"}}],
        "x_groq": {"id": "req"},
        "timings": {"predicted_ms": 3.5, "cache_n": 1},
        "time_info": {"queue_time": 0.1, "created": 3},
        "request_id": "r",
    }
    assert counts(said(message, **top)) == {}
    assert counts(told({"role": "assistant", "content": "Hi."}, **top)) == {}


def test_pictures_citations_and_tools_of_the_vendor() -> None:
    cited = {"type": "url_citation", "url_citation": {"url": "https://a.test"}}
    used = {"type": "search", "output": "found"}
    message = {"images": [PICTURE], "annotations": [cited], "executed_tools": [used]}
    expected = {
        "images.image_url": 1,
        "annotations.url_citation": 1,
        "executed_tools.search": 1,
        "citations": 2,
    }
    links = ["https://a.test", "https://b.test"]
    assert counts(said(message, citations=links)) == expected
    halves: list[dict[str, Any]] = [
        {"images": [PICTURE]},
        {"annotations": [cited], "executed_tools": [used]},
    ]
    assert counts(told({"content": "Hi."}, *halves, citations=links)) == expected


def test_what_is_spoken_is_text_by_its_transcript() -> None:
    got = said({"content": None, "audio": {"id": "a", "data": "QUJD", "transcript": "Hello."}})
    assert (got.text, got.finish_reason, counts(got)) == ("Hello.", "stop", {"audio": 1})
    pieces = [
        {"id": "a"},
        {"data": "QU"},
        {"transcript": "Hel"},
        {"data": "JD", "transcript": "lo."},
    ]
    heard = told(*({"audio": piece} for piece in pieces))
    assert (heard.text, heard.finish_reason) == ("Hello.", "stop")
    assert said({"content": "Text.", "audio": {"transcript": "Hello."}}).text == "Text."


def test_an_answer_that_is_a_picture_did_not_just_stop() -> None:
    got = said({"content": None, "images": [PICTURE]})
    assert (got.text, got.finish_reason, got.raw_finish_reason) == ("", "other", "stop")


def test_thoughts_among_the_parts_are_reasoning() -> None:
    summed = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}
    for thought in (summed, {"type": "thinking", "thinking": "Hm."}):
        got = said({"content": [thought, {"type": "text", "text": "Hi."}]})
        assert (got.text, got.reasoning_text, counts(got)) == ("Hi.", "Hm.", {})


@pytest.mark.parametrize("kind", [["text"], {}, 3, None, ""])
def test_a_part_without_a_type_is_text(kind: Any) -> None:
    assert said({"content": [{"type": kind, "text": "Hi."}]}).text == "Hi."


def test_parts_and_calls_that_nobody_knows() -> None:
    parts = [{"type": "text", "text": "Hi."}, {"type": "sculpture", "text": "unread"}, PICTURE]
    got = said({"content": parts})
    assert (got.text, counts(got)) == ("Hi.", {"sculpture": 1, "image_url": 1})
    call = {"id": "c", "type": "robot", "robot": {"arm": "up"}}
    got = said({"tool_calls": [call]})
    assert (got.tool_calls, counts(got)) == ((), {"robot": 1})
    more = {"index": 0, "robot": {"leg": "down"}}
    moved = told({"tool_calls": [{"index": 0, **call}]}, {"tool_calls": [more]})
    assert (moved.tool_calls, counts(moved)) == ((), {"robot": 1})
    sizes = [one.other_content[0].bytes for one in (got, moved)]
    assert sizes[1] == sizes[0] + len('"leg":"down",')


def test_other_choices_are_counted() -> None:
    body = chat_body()
    body["choices"].append({"index": 1, "message": {"content": "Or this."}})
    assert (whole(WIRE, body).text, counts(whole(WIRE, body))) == ("Hi.", {"choices": 1})
    other = chat_chunk({"content": "Or"}, index=1)
    chunks = [chat_chunk({"content": "Hi."}), other, other, chat_chunk(finish_reason="stop")]
    assert counts(streamed(WIRE, chunks)) == {"choices": 1}


def test_tiers_and_upstreams() -> None:
    assert said(service_tier="flex").served_tier == "flex"
    assert told({"content": "Hi."}, service_tier="flex").served_tier == "flex"
    assert said(provider="Host A").upstream_provider == "Host A"
    assert told({"content": "Hi."}, provider="Host A").upstream_provider == "Host A"
    routed = {"gateway": {"routing": {"finalProvider": "host-b"}, "cost": "0.003"}}
    got = said(provider_metadata=routed)
    assert (got.upstream_provider, got.stated_cost_usd) == ("host-b", 0.003)
    hosts = [{"provider": "A", "selected": False}, {"provider": "B", "selected": True}]
    got = said(openrouter_metadata={"strategy": "direct", "endpoints": {"available": hosts}})
    assert (got.upstream_provider, counts(got)) == ("B", {})
    assert said(openrouter_metadata={"endpoints": None}).upstream_provider is None


def test_a_warning_that_the_model_goes() -> None:
    warned = said(warnings=[{"message": "probe-1 retires on 2027-01-31."}])
    assert (warned.retires, counts(warned)) == ("2027-01-31", {"warnings": 1})


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        ({"cost": 0.25}, 0.25),
        ({"cost": 0}, 0.0),
        ({"cost": {"total_cost": 0.5, "request_cost": 0.4}}, 0.5),
        ({"estimated_cost": 0.125}, 0.125),
        ({"cost_usd_total": 0.75}, 0.75),
        ({"cost_in_usd_ticks": 37_756_000}, 0.0037756),
        (
            {"cost": 0.01, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.2}},
            0.21,
        ),
        (
            {"cost": 0.2, "is_byok": False, "cost_details": {"upstream_inference_cost": 0.2}},
            0.2,
        ),
        ({"cost": "free"}, None),
        ({}, None),
    ],
)
def test_costs_that_are_stated(usage: dict[str, Any], dollars: float | None) -> None:
    body = {**chat_body(), "usage": {"prompt_tokens": 5, "completion_tokens": 2, **usage}}
    got = whole(WIRE, body)
    assert got.stated_cost_usd == (None if dollars is None else pytest.approx(dollars))
    assert counts(got) == {}


def test_messages_of_several_steps_are_read_to_the_last() -> None:
    steps = [{"role": "assistant", "content": "Wait."}, {"role": "assistant", "content": "Done."}]
    body = {"choices": [{"index": 0, "messages": steps, "finish_reason": "stop"}]}
    got = whole(MISTRAL, body)
    assert (got.text, counts(got)) == ("Done.", {"messages": 2})


def test_references_inside_a_thought_are_counted() -> None:
    thought = [{"type": "text", "text": "Hm."}, {"type": "tool_reference", "tool": "search"}]
    parts = [{"type": "thinking", "thinking": thought}, {"type": "text", "text": "Hi."}]
    body = chat_body({"content": parts})
    body["usage"]["service_tier"] = "priority"
    got = whole(MISTRAL, body)
    assert (got.reasoning_text, counts(got)) == ("Hm.", {"tool_reference": 1})
    assert got.served_tier == "priority"
