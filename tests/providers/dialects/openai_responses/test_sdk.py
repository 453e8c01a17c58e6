"""Every body built for OpenAI Responses is one that the vendor's own request types accept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from request_strategies import requests
from sdk_types import accepting

from portcheck.model.chat import Request
from portcheck.providers.dialects.openai_responses.request import build_body

pytest.importorskip("openai", reason="needs the extra `sdks`")


@pytest.fixture(scope="module")
def accepts() -> Any:
    """The vendor's request types, with no field beside those they name."""
    from openai.types.responses.response_create_params import (
        ResponseCreateParamsNonStreaming,
        ResponseCreateParamsStreaming,
    )

    return accepting(ResponseCreateParamsNonStreaming, ResponseCreateParamsStreaming)


@given(
    request=requests(),
    stream=st.booleans(),
    store=st.sampled_from([None, True, False]),
    tier=st.sampled_from([None, "auto", "default", "flex", "priority"]),
)
@settings(max_examples=100, deadline=None)
def test_every_body_is_accepted(
    accepts: Any, request: Request, stream: bool, store: bool | None, tier: str | None
) -> None:
    body, _ = build_body(request, model="gpt-5.4", stream=stream, store=store, service_tier=tier)
    assert accepts(body) == body


@pytest.mark.parametrize(
    "wrong",
    [
        {"stop": ["END"]},
        {"tools": [{"type": "function", "name": "f", "parameters": {}}]},
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        {"input": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]},
        {"input": [{"type": "function_call_output", "call_id": "c"}]},
        {"text": {"format": {"type": "json_schema", "name": "r", "strict": True}}},
    ],
)
def test_other_bodies_are_not(accepts: Any, wrong: dict[str, Any]) -> None:
    from pydantic import ValidationError

    body = {"model": "m", "input": "Hi"}
    assert accepts(body) == body
    with pytest.raises(ValidationError):
        accepts({**body, **wrong})
