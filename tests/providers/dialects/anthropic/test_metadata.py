"""What a message of Anthropic carries besides text and calls."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, streamed, whole
from provider_exchanges import message_body

from portcheck.model.completion import Answer
from portcheck.providers.dialects.anthropic import WIRE

TEXT = {"type": "text", "text": "Hi."}
CITED = [{"type": "page_location", "cited_text": "x"}, {"type": "page_location"}]


def said(*blocks: dict[str, Any], **changes: Any) -> Answer:
    return whole(WIRE, message_body(content=list(blocks) or [TEXT], **changes))


def told(*events: dict[str, Any], **end: Any) -> Answer:
    start = {"type": "message_start", "message": message_body(content=[], stop_reason=None)}
    done = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, **end}
    return streamed(WIRE, [start, {"type": "ping"}, *events, done, {"type": "message_stop"}])


def block(index: int, start: dict[str, Any], *deltas: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": "content_block_start", "index": index, "content_block": start},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


WORDS = block(9, {"type": "text", "text": ""}, {"type": "text_delta", "text": "Hi."})


def test_ordinary_messages_carry_nothing_else() -> None:
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
    call = {
        "type": "tool_use",
        "id": "t",
        "name": "f",
        "input": {"q": "x"},
        "caller": {"type": "d"},
    }
    usage = {"input_tokens": 1, "service_tier": "standard", "cache_creation": {"a": 1}}
    got = said(thought, TEXT, call, usage=usage, context_management={"applied_edits": []})
    assert (counts(got), got.served_tier) == ({}, "standard")
    signed = block(0, {"type": "thinking"}, {"type": "signature_delta", "signature": "s"})
    assert counts(told(*signed, *WORDS)) == {}


def test_server_tools_results_and_blocks_that_nobody_knows() -> None:
    use = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}
    found = {"type": "web_search_tool_result", "content": []}
    new = {"type": "brand_new", "text": "unread"}
    expected = {"server_tool_use": 1, "web_search_tool_result": 1, "brand_new": 1}
    got = said(use, found, new, TEXT)
    assert (got.text, got.tool_calls, got.finish_reason) == ("Hi.", (), "stop")
    assert counts(got) == expected
    written = {"type": "input_json_delta", "partial_json": '{"query":"x"}'}
    more = {"type": "text_delta", "text": "unread"}
    pieces = [*block(0, use, written), *block(1, found), *block(2, new, more), *WORDS]
    assert counts(told(*pieces)) == expected
    assert told(*pieces).text == "Hi."


def test_citations_are_counted_by_what_they_cite() -> None:
    got = said({**TEXT, "citations": CITED})
    assert counts(got) == {"citations.page_location": 2}
    deltas = [{"type": "citations_delta", "citation": one} for one in CITED]
    pieces = block(0, {"type": "text", "text": "", "citations": []}, *deltas)
    assert counts(told(*pieces, *WORDS)) == counts(got)


@pytest.mark.parametrize("kind", ["glyph_delta", "text", "partial_json", ""])
def test_deltas_and_events_that_nobody_knows(kind: str) -> None:
    delta = {"type": kind, "ink": "dark"}
    pieces = block(9, {"type": "text", "text": "Hi."}, delta, delta)
    assert told(*pieces).text == "Hi."
    assert counts(told(*WORDS, *block(0, {"type": "text"}, {"type": "glyph_delta", "a": "b"})))
    assert counts(told({"type": "weather", "sky": "blue"}, *WORDS)) == {"weather": 1}


def test_what_comes_beside_the_end_is_kept() -> None:
    edits = {"applied_edits": [{"type": "clear_tool_uses", "cleared": 3}]}
    assert counts(told(*WORDS, context_management=edits)) == {"context_management": 1}
    assert counts(said(context_management=edits)) == {"context_management": 1}


def test_steps_and_requests_that_usage_tells_of() -> None:
    steps = [{"type": "message", "input_tokens": 1}, {"type": "compaction"}]
    used = {"web_search_requests": 3, "web_fetch_requests": 0}
    got = said(usage={"iterations": steps, "server_tool_use": used})
    assert counts(got) == {"compaction": 1, "web_search_requests": 3}


def test_tiers_and_lifetimes() -> None:
    created = {"ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 7}
    usage = {"service_tier": "batch", "cache_creation_input_tokens": 9, "cache_creation": created}
    got = said(usage=usage)
    assert (got.served_tier, got.usage.cache_write_1h_tokens) == ("batch", 7)
    assert said(usage={"service_tier": "standard", "speed": "fast"}).served_tier == "fast"
    assert said().usage.cache_write_1h_tokens is None


def test_a_fallback_is_named() -> None:
    fell = {"type": "fallback", "from": {"model": "a"}, "to": {"model": "b"}}
    assert said(fell, TEXT).fallback_model == "b"
    steps = [{"type": "fallback_message", "model": "c"}]
    assert said(usage={"iterations": steps}).fallback_model == "c"
    advice = {"type": "refusal", "category": "cyber", "recommended_model": "d"}
    got = said(stop_reason="refusal", stop_details=advice)
    assert (got.finish_reason, got.fallback_model) == ("refusal", "d")
    assert said().fallback_model is None


def test_a_tool_set_beside_a_call_is_counted() -> None:
    call = {"type": "tool_use", "id": "t", "name": "f", "input": {}, "toolset_name": "crm"}
    assert counts(said(call)) == {"toolset_name": 1}
