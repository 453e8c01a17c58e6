"""All that Mistral's own types allow in an answer is read, counted, or left alone by name."""

from __future__ import annotations

import pytest
from carried import counts, whole
from provider_exchanges import chat_body
from sdk_types import names, tags, words

from portcheck.providers.dialects.mistral import WIRE
from portcheck.providers.dialects.openai_chat.metadata import (
    CHOICE_FIELDS,
    DELTA_FIELDS,
    ORDINARY,
    USAGE,
)

pytest.importorskip("mistralai", reason="needs the extra `sdks`")

READ = {"text", "thinking"}
COUNTED = {
    *("image_url", "document_url", "reference", "file", "input_audio", "resource"),
    # How the library calls a part that it does not know.
    *("resource_link", "UNKNOWN"),
}
FINISH = {
    "stop": "stop",
    "length": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "error": "error",
}


def test_parts() -> None:
    from mistralai.client.models import ContentChunk, ThinkChunk

    assert tags(ContentChunk) == READ | COUNTED
    for kind in COUNTED:
        parts = [{"type": "text", "text": "Hi."}, {"type": kind}]
        got = whole(WIRE, chat_body({"content": parts}))
        assert (got.text, counts(got)) == ("Hi.", {kind: 1})
    assert names(ThinkChunk) == {"type", "thinking", "signature", "closed"}
    thoughts = tags(ThinkChunk.model_fields["thinking"].annotation)
    assert thoughts == {"text", "reference", "tool_reference"}
    for kind in thoughts - {"text"}:
        thought = {"type": "thinking", "thinking": [{"type": kind}]}
        assert counts(whole(WIRE, chat_body({"content": [thought]}))) == {kind: 1}


def test_fields() -> None:
    from mistralai.client.models import (
        AssistantMessage,
        ChatCompletionChoice,
        ChatCompletionResponse,
        UsageInfo,
    )

    assert names(ChatCompletionResponse) <= ORDINARY.drawn
    counted = {"messages", "logprobs", "prompt_logprobs"}
    assert names(ChatCompletionChoice) - CHOICE_FIELDS == counted
    # `prefix` says that a message of a request is the beginning of an answer.
    assert names(AssistantMessage) - DELTA_FIELDS == {"prefix"}
    # Seconds of sound that was sent.
    assert names(UsageInfo) - USAGE.drawn == {"prompt_audio_seconds"}


def test_finish_reasons() -> None:
    from mistralai.client.models import (
        ChatCompletionChoiceFinishReason,
        CompletionResponseStreamChoiceFinishReason,
    )

    known = words(ChatCompletionChoiceFinishReason)
    assert known | words(CompletionResponseStreamChoiceFinishReason) == set(FINISH)
    for raw, finish in FINISH.items():
        got = whole(WIRE, chat_body(finish_reason=raw))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)
