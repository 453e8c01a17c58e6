"""All that OpenAI's own types allow in a completion is read, counted, or left alone by name."""

from __future__ import annotations

import pytest
from carried import counts, whole
from provider_exchanges import Server, ask, chat_body
from sdk_types import names, tags, words

from portcheck.errors import ProviderError
from portcheck.providers.dialects.openai_chat import WIRE
from portcheck.providers.dialects.openai_chat.besides import (
    CHOICE_FIELDS,
    DELTA_FIELDS,
    ORDINARY,
    USAGE,
)

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
