"""Every body built for Anthropic Messages is one that the vendor's own request types accept."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from provider_exchanges import KEY, QUESTION, VARIABLE, spec
from request_strategies import requests
from sdk_types import accepting
from token_server import token_server

from portcheck.data.capabilities import find_capabilities
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.providers.dialects.anthropic.request import build_body
from portcheck.providers.open_provider import open_provider

pytest.importorskip("anthropic", reason="needs the extra `sdks`")


@pytest.fixture(scope="module")
def accepts() -> Any:
    """The vendor's request types, with no field beside those they name."""
    from anthropic.types.message_create_params import (
        MessageCreateParamsNonStreaming,
        MessageCreateParamsStreaming,
    )

    return accepting(MessageCreateParamsNonStreaming, MessageCreateParamsStreaming)


@given(
    request=requests(),
    stream=st.booleans(),
    tier=st.sampled_from([None, "auto", "standard_only"]),
    cached=st.sampled_from([None, "5m", "1h"]),
)
@settings(max_examples=100, deadline=None)
def test_every_body_is_accepted(
    accepts: Any, request: Request, stream: bool, tier: str | None, cached: Any
) -> None:
    # These types are of an API version without sampling parameters; the pinned one has them.
    body, _ = build_body(
        request,
        model="claude-sonnet-4-6",
        default_max_tokens=64,
        stream=stream,
        service_tier=tier,
        cached=cached,
        caps=find_capabilities("anthropic", "anthropic", "claude-sonnet-4-6"),
    )
    gone = {"temperature", "top_p", "top_k"}
    known = {name: value for name, value in body.items() if name not in gone}
    assert accepts(known) == known


@pytest.mark.parametrize("wrong", [{"stop": ["x"]}, {"messages": "hi"}, {"max_tokens": None}])
def test_what_they_do_not_name_is_refused(accepts: Any, wrong: dict[str, Any]) -> None:
    asked = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}
    assert accepts(asked) == asked
    with pytest.raises(ValueError, match="validation error"):
        accepts({**asked, **wrong})


@pytest.mark.server
@pytest.mark.parametrize("stream", [False, True])
def test_vertex_is_asked_as_the_vendors_client_asks_it(stream: bool) -> None:
    import anthropic

    model, text = "claude-sonnet-4-5@20250929", "Hello?"
    refusal = {"error": {"code": 401, "message": "no", "status": "UNAUTHENTICATED"}}
    entry = spec(
        "anthropic",
        model=model,
        options={"project": "p", "location": "us-east5", "default_max_tokens": 64},
        stream=stream,
    )

    async def ours(base_url: str) -> None:
        opened = open_provider(replace(entry, base_url=base_url), {VARIABLE: KEY})
        with pytest.raises(ProviderError, match="no"):
            await opened.complete(QUESTION)
        await opened.aclose()

    with token_server(lambda _path, _body: (401, refusal)) as server:
        base_url = f"{server.root}/v1"
        with anthropic.AnthropicVertex(
            project_id="p",
            region="us-east5",
            access_token="ya29.probe",
            base_url=base_url,
            max_retries=0,
        ) as theirs:
            said: Any = [{"role": "user", "content": text}]
            with pytest.raises(anthropic.AuthenticationError):
                theirs.messages.create(model=model, max_tokens=64, messages=said, stream=stream)
        asyncio.run(ours(base_url))
        (one, other), heads = server.asked, server.heads
    assert unquote(other[0]) == unquote(one[0])
    mine, reference = json.loads(other[1]), json.loads(one[1])
    # The client says a version that takes no sampling parameters; ours takes them.
    assert mine.pop("anthropic_version") == "vertex-2023-10-16"
    assert reference["anthropic_version"] >= "2023"
    del reference["anthropic_version"]
    assert {"stream": False, **mine} == {"stream": False, **reference}
    assert heads[0]["authorization"] == "Bearer ya29.probe"
    assert heads[1]["authorization"] == f"Bearer {KEY}"
