"""Every body built for Mistral is one that the vendor's own request types accept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from provider_exchanges import spec
from request_strategies import requests

from portcheck.model.chat import Message, Request, Text
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.dialects.mistral import WIRE
from portcheck.providers.dialects.mistral.request import build_body

pytest.importorskip("mistralai", reason="needs the extra `sdks`")


def is_accepted(body: dict[str, Any], *, stream: bool = False) -> bool:
    """Whether the vendor's request types take the body, and nothing in it vanishes."""
    from mistralai.client.models import ChatCompletionRequest, ChatCompletionStreamRequest
    from pydantic import ValidationError

    kind = ChatCompletionStreamRequest if stream else ChatCompletionRequest
    try:
        request = kind.model_validate(body)
    except ValidationError:
        return False
    found: dict[str, Any] = request.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found == body


@given(
    request=requests(),
    stream=st.booleans(),
    model=st.sampled_from(["mistral-small-latest", "magistral-medium-latest"]),
    tier=st.sampled_from([None, "auto", "standard_only"]),
)
@settings(max_examples=100, deadline=None)
def test_every_body_is_accepted(
    request: Request, stream: bool, model: str, tier: str | None
) -> None:
    body, _ = build_body(request, model=model, stream=stream, service_tier=tier)
    assert is_accepted(body, stream=stream)


HELLO = Request(messages=(Message(role="user", content=(Text(text="Hi"),)),))


def test_guardrails_are_accepted() -> None:
    v2 = {"moderation_llm_v2": {"custom_category_thresholds": {"sexual": 0.1}, "action": "block"}}
    guarded = {"safe_prompt": True, "guardrails": [{"block_on_error": True, **v2}]}
    entry = spec("mistral", guardrail=Guardrail(settings=guarded))
    body = dict(WIRE.body(entry, HELLO).body)
    assert body.items() >= guarded.items()
    assert is_accepted(body)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": 1},
        {"stream_options": {"include_usage": True}},
        {"messages": [{"role": "bot", "content": "Hi"}]},
        {"messages": [{"role": "user", "content": [{"type": "input_text", "text": "Hi"}]}]},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}},
        {"tool_choice": {"type": "tool"}},
    ],
)
def test_other_bodies_are_not(wrong: dict[str, Any]) -> None:
    body: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
    assert is_accepted(body)
    assert not is_accepted({**body, **wrong})
