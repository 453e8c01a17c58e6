"""Every body built for Anthropic Messages is one that the vendor's own request types accept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from request_strategies import requests
from sdk_types import accepting

from portcheck.data.capabilities import find_capabilities
from portcheck.model.chat import Request
from portcheck.providers.dialects.anthropic.request import build_body

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
