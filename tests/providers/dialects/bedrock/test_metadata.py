"""What an answer of Converse carries besides text and calls."""

from __future__ import annotations

from typing import Any

from bedrock_exchanges import begun, delta, reply
from carried import counts, streamed, whole

from portcheck.model.completion import Answer
from portcheck.providers.dialects.bedrock import WIRE

TEXT = {"text": "Hi."}
PICTURE = {"image": {"format": "png", "source": {"bytes": "QUJD"}}}


def said(*content: dict[str, Any], **changes: Any) -> Answer:
    return whole(WIRE, reply(*content, **changes))


def told(*events: tuple[str, Any], **end: Any) -> Answer:
    done = ("messageStop", {"stopReason": "end_turn"}), ("metadata", {"usage": {}, **end})
    return streamed(WIRE, [("messageStart", {"role": "assistant"}), *events, *done])


def start(index: int, **block: Any) -> tuple[str, Any]:
    return "contentBlockStart", {"contentBlockIndex": index, "start": block}


def test_ordinary_answers_carry_nothing_else() -> None:
    thought = {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "s"}}}
    call = {"toolUse": {"toolUseId": "t", "name": "f", "input": {"q": "x"}}}
    extra = {"metrics": {"latencyMs": 3}, "trace": {"guardrail": {"inputAssessment": {"a": "b"}}}}
    assert counts(said(thought, TEXT, call, **extra)) == {}
    pieces = [
        delta(0, reasoningContent={"text": "Hm."}),
        delta(0, reasoningContent={"signature": "s"}),
        delta(1, text="Hi."),
        ("contentBlockStop", {"contentBlockIndex": 1}),
        begun(2, "f"),
        delta(2, toolUse={"input": "{}"}),
    ]
    got = told(*pieces, **extra)
    assert (got.text, got.reasoning_text, counts(got)) == ("Hi.", "Hm.", {})


def test_blocks_of_other_kinds_are_counted() -> None:
    server = {"toolUseId": "t", "name": "search", "input": {}, "type": "server_tool_use"}
    blocks: list[dict[str, Any]] = [
        PICTURE,
        {"hologram": {}},
        {"toolUse": server},
        {"toolResult": {"content": []}},
    ]
    expected = {"image": 1, "hologram": 1, "toolUse.server_tool_use": 1, "toolResult": 1}
    got = said(*blocks, TEXT)
    assert (got.tool_calls, got.finish_reason, counts(got)) == ((), "stop", expected)
    pieces = [
        start(0, image={"format": "png"}),
        delta(0, image={"source": {"bytes": "QU"}}),
        delta(0, image={"source": {"bytes": "JD"}}),
        delta(1, hologram={"a": "b"}),
        start(2, toolUse=server),
        delta(2, toolUse={"input": '{"q":1}'}),
        start(3, toolResult={"toolUseId": "t"}),
        delta(3, toolResult=[{"text": "found"}]),
        delta(4, text="Hi."),
    ]
    got = told(*pieces)
    assert (got.text, got.tool_calls, counts(got)) == ("Hi.", (), expected)


def test_hidden_reasoning_and_citations() -> None:
    hidden = {"reasoningContent": {"redactedContent": "QUJD"}}
    cited = {"citationsContent": {"content": [TEXT], "citations": [{"title": "T"}]}}
    got = said(hidden, cited)
    assert (got.text, counts(got)) == ("Hi.", {"redactedContent": 1, "citations": 1})
    pieces = [delta(0, **hidden), delta(1, text="Hi."), delta(1, citation={"title": "T"})]
    assert counts(told(*pieces)) == {"redactedContent": 1, "citation": 1}


def test_a_picture_alone_is_no_empty_stop() -> None:
    assert said(PICTURE).finish_reason == "other"


def test_events_that_nobody_knows_are_counted() -> None:
    new = ("weather", {"sky": "blue"})
    assert counts(told(delta(0, text="Hi."), new, ("stopReason", {"x": "y"}))) == {"weather": 1}


def test_tier_speed_and_lifetime() -> None:
    assert said(serviceTier={"type": "flex"}).served_tier == "flex"
    assert told(delta(0, text="Hi."), serviceTier={"type": "flex"}).served_tier == "flex"
    fast = said(serviceTier={"type": "default"}, performanceConfig={"latency": "optimized"})
    assert fast.served_tier == "optimized"
    written = [{"ttl": "5m", "inputTokens": 3}, {"ttl": "1h", "inputTokens": 4}]
    usage = {"inputTokens": 1, "outputTokens": 1, "cacheDetails": written}
    assert said(usage=usage).usage.cache_write_1h_tokens == 4
    assert said().usage.cache_write_1h_tokens is None
