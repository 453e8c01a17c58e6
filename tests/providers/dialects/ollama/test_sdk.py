"""Every body that `ollama` builds is accepted by the request types of Ollama's own client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from request_strategies import requests

from portcheck.model.chat import Request
from portcheck.providers.dialects.ollama.request import build_body

types: Any = pytest.importorskip("ollama._types", reason="the SDK is not installed (extra `sdks`)")

NEWER = {"id", "tool_call_id"}
"""Fields of messages that the server knows and this client does not."""


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(request=requests(), stream=st.booleans())
def test_the_sdk_takes_every_body(request: Request, stream: bool) -> None:
    body, _ = build_body(
        request, model="m", options={"num_ctx": 4096}, keep_alive="10m", stream=stream
    )
    assert body.keys() <= types.ChatRequest.model_fields.keys()
    types.ChatRequest.model_validate(body)
    assert body["options"].keys() <= types.Options.model_fields.keys()
    types.Options.model_validate(body["options"], strict=True)
    for message in body["messages"]:
        # The client writes images as base64, and reads them as files or bytes.
        images = [types.Image(value=data) for data in message.get("images", [])]
        read = types.Message.model_validate({**message, **({"images": images} if images else {})})
        assert read.model_dump(exclude_none=True) == without_newer(message)


def without_newer(value: Any) -> Any:
    """The message as this client would write it."""
    if isinstance(value, Mapping):
        return {
            name: item if name == "arguments" else without_newer(item)
            for name, item in value.items()
            if name not in NEWER
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [without_newer(item) for item in value]
    return value
