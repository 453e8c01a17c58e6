"""Every body built for Chat Completions is one that the vendor's own request types accept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from request_strategies import requests
from sdk_types import accepting

from portcheck.data.capabilities import find_capabilities
from portcheck.model.chat import Request
from portcheck.providers.dialects.openai_chat.request import build_body

pytest.importorskip("openai", reason="needs the extra `sdks`")


@pytest.fixture(scope="module")
def accepts() -> Any:
    """The vendor's request types, with no field beside those they name."""
    from openai.types.chat.completion_create_params import (
        CompletionCreateParamsNonStreaming,
        CompletionCreateParamsStreaming,
    )

    return accepting(CompletionCreateParamsNonStreaming, CompletionCreateParamsStreaming)


@given(
    request=requests(),
    stream=st.booleans(),
    role=st.sampled_from(["system", "developer", "user", "inline"]),
    field=st.sampled_from(["max_tokens", "max_completion_tokens"]),
    tier=st.sampled_from([None, "auto", "default", "flex", "priority"]),
)
@settings(max_examples=100, deadline=None)
def test_every_body_is_accepted(
    accepts: Any, request: Request, stream: bool, role: str, field: str, tier: str | None
) -> None:
    body, _ = build_body(
        request,
        model="gpt-5.4",
        max_tokens_field=field,
        system_role=role,
        stream=stream,
        thinking_field="reasoning_effort",
        caps=find_capabilities("openai-chat", "openai", "gpt-5.4"),
    )
    served = {**body, "service_tier": tier} if tier else body
    assert accepts(served) == served


@pytest.mark.parametrize("wrong", [{"max_output_tokens": 5}, {"messages": "hi"}, {"stop": 5}])
def test_what_they_do_not_name_is_refused(accepts: Any, wrong: dict[str, Any]) -> None:
    asked = {"model": "gpt-5.4", "messages": [{"role": "user", "content": "hi"}]}
    assert accepts(asked) == asked
    with pytest.raises(ValueError, match="validation error"):
        accepts({**asked, **wrong})
