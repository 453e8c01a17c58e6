"""All that OpenAI's own types allow in a completion is read, counted, or left alone by name."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, whole
from provider_exchanges import Server, ask, chat_body
from sdk_types import names, tags, words

from portcheck.errors import ProviderError
from portcheck.providers.dialects.openai_chat import WIRE
from portcheck.providers.dialects.openai_chat.metadata import (
    CHOICE_FIELDS,
    DELTA_FIELDS,
    ORDINARY,
    USAGE,
)
from portcheck.providers.metadata.unread import Fields

pytest.importorskip("openai", reason="needs the extra `sdks`")

FINISH = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
STATUSES = {
    400: {"invalid_request", "server"},
    401: {"auth"},
    403: {"auth"},
    404: {"not_found"},
    409: {"server"},
    422: {"invalid_request", "server"},
    429: {"rate_limited"},
}


def test_fields_of_answers() -> None:
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion, ChatCompletionMessage
    from openai.types.chat.chat_completion import Choice

    assert names(ChatCompletion) - ORDINARY.drawn == {"moderation"}
    assert names(CompletionUsage) <= USAGE.drawn
    assert names(Choice) - CHOICE_FIELDS == {"logprobs"}
    assert names(ChatCompletionMessage) - DELTA_FIELDS == {"annotations", "audio"}


def test_fields_of_chunks() -> None:
    from openai.types.chat.chat_completion_chunk import ChatCompletionChunk, Choice, ChoiceDelta

    assert names(ChatCompletionChunk) - ORDINARY.drawn == {"moderation"}
    assert names(Choice) - CHOICE_FIELDS == {"logprobs"}
    assert names(ChoiceDelta) - DELTA_FIELDS == {"audio"}


def drawn(*path: str) -> frozenset[str]:
    """The fields that the form of ordinary bodies names at a place."""
    form: Any = ORDINARY
    for step in path:
        form = dict(form.inner)[step]
    assert isinstance(form, Fields)
    return form.drawn


def beside(answer: Any, choice: Any, message: Any) -> set[str]:
    """The fields of these types that are counted where they hold something."""
    return (
        (names(answer) - drawn())
        | (names(choice) - drawn("choices"))
        | (names(message) - drawn("choices", "message"))
    )


def test_fields_of_groq() -> None:
    chat = pytest.importorskip("groq.types.chat", reason="needs the extra `sdks`")
    whole, piece = chat.chat_completion, chat.chat_completion_chunk
    counted = {"usage_breakdown", "mcp_list_tools", "logprobs", "annotations", "executed_tools"}
    assert beside(chat.ChatCompletion, whole.Choice, chat.ChatCompletionMessage) == counted
    assert beside(chat.ChatCompletionChunk, piece.Choice, piece.ChoiceDelta) <= counted
    reasons = words(whole.Choice.model_fields["finish_reason"].annotation)
    assert reasons <= set(FINISH)


def test_fields_of_together() -> None:
    chat = pytest.importorskip("together.types.chat", reason="needs the extra `sdks`")
    whole, piece = chat.chat_completion, chat.chat_completion_chunk
    # `prompt`, `text` and `token_id` hold the prompt and the tokens again.
    counted = {"warnings", "prompt", "text", "top_logprobs", "logprobs"}
    assert beside(chat.ChatCompletion, whole.Choice, chat.ChatCompletionMessage) == counted
    streamed = {"warnings", "top_logprobs", "logprobs", "token_id"}
    assert beside(chat.ChatCompletionChunk, piece.Choice, piece.ChoiceDelta) == streamed
    assert words(whole.Choice.model_fields["finish_reason"].annotation) <= {"eos", *FINISH}


def test_fields_of_openrouter() -> None:
    parts = pytest.importorskip("openrouter.components", reason="needs the extra `sdks`")
    counted = {"safeguard_results", "alignment", "logprobs", "images", "audio"}
    assert beside(parts.ChatResult, parts.ChatChoice, parts.ChatAssistantMessage) == counted
    assert beside(parts.ChatStreamChunk, parts.ChatStreamChoice, parts.ChatStreamDelta) <= counted
    assert names(parts.ChatUsage) - USAGE.drawn == {"server_tool_use_details"}
    assert words(parts.ChatFinishReasonEnum) <= {"error", *FINISH}


def test_what_is_counted() -> None:
    spoken = {"id": "a", "data": "QUJD", "transcript": "", "expires_at": 9}
    cited = {"type": "url_citation", "url_citation": {"url": "https://a.test"}}
    body = chat_body(
        {"audio": spoken, "annotations": [cited]}, logprobs={"content": [{"token": "Hi"}]}
    )
    judged = {"moderation": {"input": {"type": "moderation_result"}}}
    assert counts(whole(WIRE, {**body, **judged})) == {
        "audio": 1,
        "annotations.url_citation": 1,
        "logprobs": 1,
        "moderation": 1,
    }


def test_calls() -> None:
    from openai.types.chat import ChatCompletionMessage

    calls = ChatCompletionMessage.model_fields["tool_calls"].annotation
    assert tags(calls) == {"function", "custom"}


def test_finish_reasons() -> None:
    from openai.types.chat import chat_completion, chat_completion_chunk

    for choice in (chat_completion.Choice, chat_completion_chunk.Choice):
        assert words(choice.model_fields["finish_reason"].annotation) == set(FINISH)
    for raw, finish in FINISH.items():
        got = whole(WIRE, chat_body(finish_reason=raw))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


def test_statuses_of_errors() -> None:
    import openai

    kinds = [one for one in list(vars(openai).values()) if isinstance(one, type)]
    stated = {
        one.__dict__["status_code"]
        for one in kinds
        if issubclass(one, openai.APIStatusError) and "status_code" in one.__dict__
    }
    assert stated == set(STATUSES)
    for status, classes in STATUSES.items():
        error = {"error": {"message": "It did not work.", "type": None, "code": None}}
        got = ask(Server(status=status, body=error))
        assert isinstance(got, ProviderError)
        assert got.failure.error_class in classes, status
