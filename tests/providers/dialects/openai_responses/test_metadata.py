"""What a response of OpenAI carries besides text and calls."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, streamed, whole

from portcheck.model.completion import Answer
from portcheck.providers.dialects.openai_responses import WIRE

PART = {"type": "output_text", "text": "Hi.", "annotations": [], "logprobs": []}
MESSAGE = {"id": "m", "type": "message", "role": "assistant", "status": "completed"}


def message(*parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**MESSAGE, "content": list(parts) or [PART], **changes}


def response(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": "r", "status": "completed", "output": list(items) or [message()], **changes}


def said(*items: dict[str, Any], **changes: Any) -> Answer:
    return whole(WIRE, response(*items, **changes))


def told(*events: dict[str, Any], output: Any = None) -> Answer:
    end = response(*(output or ()))
    if output == []:
        end["output"] = []
    return streamed(WIRE, [*events, {"type": "response.completed", "response": end}])


def test_ordinary_responses_carry_nothing_else() -> None:
    thought = {"type": "reasoning", "id": "t", "summary": [], "encrypted_content": "x"}
    call = {"type": "function_call", "id": "f", "call_id": "c", "name": "f", "arguments": "{}"}
    echoed = {
        "instructions": "Be brief.",
        "tools": [{"type": "function", "name": "f"}],
        "text": {"format": {"type": "text"}},
        "metadata": {"team": "a"},
        "reasoning": {"effort": "low"},
        "service_tier": "default",
    }
    got = said(thought, message(phase="final_answer"), call, **echoed)
    assert (counts(got), got.served_tier) == ({}, "default")


@pytest.mark.parametrize(
    "kind", ["web_search_call", "mcp_call", "image_generation_call", "compaction", "brand_new"]
)
def test_items_of_other_types_are_counted(kind: str) -> None:
    item = {"type": kind, "id": "i", "name": "n", "text": "unread", "content": [PART]}
    got = said(item, message())
    assert (got.text, got.tool_calls, counts(got)) == ("Hi.", (), {kind: 1})
    added = {"type": "response.output_item.added", "output_index": 0, "item": item}
    assert counts(told(added, output=[item, message()])) == {kind: 1}


@pytest.mark.parametrize("kind", ["local_shell_call", "mcp_approval_request", "computer_call"])
def test_a_call_that_waits_for_the_client_is_no_empty_stop(kind: str) -> None:
    item = {"type": kind, "id": "i", "status": "completed"}
    got = said(item)
    assert (got.text, got.finish_reason, got.raw_finish_reason) == ("", "other", "completed")
    done = {"type": "response.output_item.done", "output_index": 0, "item": item}
    assert told(done, output=[]).finish_reason == "other"


def test_a_commentary_is_text_and_named() -> None:
    got = said(message(phase="commentary"), message())
    assert (got.text, counts(got)) == ("Hi.Hi.", {"message.commentary": 1})


def test_annotations_and_parts_that_nobody_knows() -> None:
    cited = {**PART, "annotations": [{"type": "file_citation", "file_id": "f"}]}
    assert counts(said(message(cited))) == {"annotations.file_citation": 1}
    assert counts(said(message(PART, {"type": "output_glyph", "text": "x"}))) == {"output_glyph": 1}


def test_events_that_nobody_knows_are_counted() -> None:
    new = {"type": "response.hologram.delta", "delta": "x"}
    known: list[dict[str, Any]] = [
        {"type": "response.created", "response": {"id": "r", "status": "in_progress"}},
        {"type": "response.content_part.added", "part": PART},
        {"type": "response.web_search_call.searching", "item_id": "w"},
        {"type": "response.mcp_call_arguments.delta", "delta": "{}"},
        {"type": "response.output_text.annotation.added", "annotation": {"type": "x"}},
    ]
    assert counts(told(*known, new, new)) == {"response.hologram.delta": 2}
    assert counts(told(*known)) == {}


def test_facts_around_the_answer() -> None:
    used = {"image_gen": {"total_tokens": 3}, "web_search": {"num_requests": 2}}
    judged = {"output": {"type": "moderation_result", "flagged": False}}
    got = said(service_tier="flex", tool_usage=used, moderation=judged, provider="Host")
    assert counts(got) == {"num_requests": 2, "moderation": 1}
    assert (got.served_tier, got.upstream_provider) == ("flex", "Host")
    assert said(usage={"input_tokens": 1, "cost_in_usd_ticks": 10**9}).stated_cost_usd == 0.1


def test_the_name_space_of_a_call_is_counted() -> None:
    call = {"type": "function_call", "call_id": "c", "name": "f", "namespace": "crm"}
    assert counts(said(call)) == {"namespace": 1}
