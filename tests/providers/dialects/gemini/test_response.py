"""Answers of Gemini. Every body is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import Server, answered, ask, failed, spec, sse

from portcheck.model.chat import ToolCall
from portcheck.model.completion import Usage


def gemini(**changes: Any) -> Any:
    known = {"base_url": "https://api.probe.test", "model": "gemini-2.5-flash"}
    return spec("gemini", **{**known, **changes})


def body(*parts: Any, finish: str | None = "STOP", **top: Any) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    return {
        "candidates": [{**candidate, **({"finishReason": finish} if finish else {})}],
        "modelVersion": "gemini-2.5-flash-001",
        "responseId": "resp-1",
        **top,
    }


def read(answer: dict[str, Any]) -> Any:
    return answered(Server(body=answer), gemini())


def test_thoughts_are_no_text_and_server_side_parts_are_neither() -> None:
    got = read(
        body(
            {"text": "First, think.", "thought": True},
            {"executableCode": {"language": "PYTHON", "code": "1"}},
            {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
            {"text": "One", "thoughtSignature": "c2ln"},
            {"text": ".", "thought": False},
        )
    )
    assert (got.text, got.reasoning_text, got.tool_calls) == ("One.", "First, think.", ())


def test_calls_end_an_answer_whose_finish_is_a_plain_stop() -> None:
    call = {"functionCall": {"name": "f"}}
    got = read(body({"text": "So:"}, call, {"functionCall": {"name": "", "args": {}}}))
    assert (got.finish_reason, got.raw_finish_reason) == ("tool_calls", "STOP")
    assert got.tool_calls == (ToolCall(id=None, name="f", arguments={}),)
    assert read(body(call, finish="FUNCTION_CALL")).finish_reason == "tool_calls"
    limited = read(body(call, finish="MAX_TOKENS"))
    assert limited.finish_reason == "length"


@pytest.mark.parametrize(
    ("raw", "finish"),
    [
        *[(raw, "content_filter") for raw in ("SAFETY", "RECITATION", "BLOCKLIST", "SPII")],
        *[(raw, "content_filter") for raw in ("PROHIBITED_CONTENT", "MODEL_ARMOR", "ESCALATION")],
        *[(raw, "content_filter") for raw in ("IMAGE_SAFETY", "IMAGE_RECITATION")],
        *[(raw, "content_filter") for raw in ("IMAGE_PROHIBITED_CONTENT", "PUP_LIMITED_DISABLED")],
        *[(raw, "error") for raw in ("MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL")],
        *[(raw, "error") for raw in ("TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE", "LANGUAGE")],
        *[(raw, "error") for raw in ("MISSING_THOUGHT_SIGNATURE", "NO_IMAGE")],
        *[(raw, "length") for raw in ("MAX_TOKENS", "CONTINUATION")],
        *[(raw, "other") for raw in ("OTHER", "IMAGE_OTHER", "FINISH_REASON_UNSPECIFIED", "NEW")],
        (None, "other"),
    ],
)
def test_finish_reasons(raw: str | None, finish: str) -> None:
    got = read(body({"text": "A"}, finish=raw))
    assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)
    assert (got.refusal_signal is not None) == (finish == "content_filter")


def test_a_blocked_prompt_says_why() -> None:
    got = read(
        {
            "promptFeedback": {
                "blockReason": "JAILBREAK",
                "blockReasonMessage": "The prompt\nwas blocked.",
            },
            "usageMetadata": {"trafficType": "ON_DEMAND"},
        }
    )
    assert (got.finish_reason, got.raw_finish_reason, got.text) == ("content_filter", None, "")
    assert got.refusal_signal.kind == "prompt_blocked"
    assert got.refusal_signal.detail == "JAILBREAK: The prompt was blocked."
    assert (got.usage.input_tokens, got.usage.output_tokens) == (0, 0)


def test_a_block_reason_beside_an_answer_blocks_nothing() -> None:
    got = read(body({"text": "A"}, promptFeedback={"blockReason": "OTHER"}))
    assert (got.finish_reason, got.refusal_signal) == ("stop", None)


def test_usage_is_inclusive() -> None:
    usage = {
        "promptTokenCount": 10,
        "toolUsePromptTokenCount": 5,
        "cachedContentTokenCount": 4,
        "candidatesTokenCount": 3,
        "thoughtsTokenCount": 2,
    }
    got = read(body({"text": "A"}, usageMetadata=usage)).usage
    assert got == Usage(input_tokens=15, output_tokens=5, cache_read_tokens=4, reasoning_tokens=2)


@pytest.mark.parametrize("usage", [None, {}, "many", {"trafficType": "ON_DEMAND"}])
def test_a_text_that_nobody_counted_has_no_usage(usage: Any) -> None:
    assert read(body({"text": "A"}, usageMetadata=usage)).usage == Usage()


def test_an_answer_without_a_candidate_is_empty() -> None:
    got = read({"modelVersion": "gemini-2.5-flash", "usageMetadata": {"promptTokenCount": 5}})
    assert (got.text, got.finish_reason, got.usage.input_tokens) == ("", "other", 5)


@pytest.mark.parametrize("wrong", [{}, {"candidates": []}, {"choices": [1]}, {"candidates": {}}])
def test_a_body_of_another_api_is_malformed(wrong: dict[str, Any]) -> None:
    assert failed(Server(body=wrong), gemini()).failure.error_class == "malformed_response"


FIELDS = (
    "candidates content parts text functionCall name "
    "args thought finishReason promptFeedback blockReason usageMetadata "
    "safetyRatings promptTokenCount index error details partialArgs "
    "jsonPath willContinue stringValue"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS.split()),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(data=JSON, stream=st.booleans(), status=st.sampled_from([200, 400, 429, 500]))
def test_whatever_comes_is_an_answer_or_a_typed_error(data: Any, stream: bool, status: int) -> None:

    plain = Server(body={"wrapped": data} if not isinstance(data, dict) else data, status=status)
    ask(plain, gemini(stream=stream))
    events = sse([data if isinstance(data, dict) else {"candidates": data}] * 2)
    ask(Server(body=events, status=status, chunk=7), gemini(stream=stream))


def test_a_total_below_the_prompt_is_no_negative_answer() -> None:
    got = read(body({"text": "Hi."}, usageMetadata={"promptTokenCount": 9, "totalTokenCount": 5}))
    assert (got.usage.input_tokens, got.usage.output_tokens) == (9, 0)


def test_the_candidate_of_index_0_is_the_answer_wherever_it_stands() -> None:
    two = [
        {"content": {"parts": [{"text": said}]}, "index": index, "finishReason": "STOP"}
        for index, said in ((1, "no"), (0, "yes"))
    ]
    assert read({**body(), "candidates": two}).text == "yes"


def test_only_what_blocked_an_answer_is_named() -> None:
    ratings = [
        {"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"},
        {"category": "HARM_CATEGORY_HATE_SPEECH", "probability": "HIGH", "blocked": True},
    ]
    answer = body({"text": ""}, finish="SAFETY")
    answer["candidates"][0]["safetyRatings"] = ratings
    signal = read(answer).refusal_signal
    assert signal is not None
    assert signal.detail == "SAFETY: HARM_CATEGORY_HATE_SPEECH (HIGH)"
