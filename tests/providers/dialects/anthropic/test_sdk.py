"""Every body built for Anthropic Messages is one that the vendor's own request types accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from request_strategies import requests

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
    from pydantic import ConfigDict, TypeAdapter

    config = ConfigDict(extra="forbid")
    adapters: dict[bool, Any] = {
        False: TypeAdapter(list[MessageCreateParamsNonStreaming], config=config),
        True: TypeAdapter(list[MessageCreateParamsStreaming], config=config),
    }

    def check(body: dict[str, Any]) -> Any:
        (found,) = adapters["stream" in body].validate_python([body])
        return _exhausted(found)

    return check


def _exhausted(value: Any) -> Any:
    """The value, its iterables walked through: they are validated one by one."""
    if isinstance(value, Mapping):
        return {key: _exhausted(inner) for key, inner in value.items()}
    if isinstance(value, (list, Iterator)):
        return [_exhausted(inner) for inner in value]
    return value


@given(request=requests(), stream=st.booleans())
@settings(max_examples=100, deadline=None)
def test_every_body_is_accepted(accepts: Any, request: Request, stream: bool) -> None:
    # These types are of an API version without sampling parameters; the pinned one has them.
    body, _ = build_body(request, model="claude-sonnet-4-6", default_max_tokens=64, stream=stream)
    known = {name: value for name, value in body.items() if name not in {"temperature", "top_p"}}
    assert accepts(known) == known


@pytest.mark.parametrize("wrong", [{"stop": ["x"]}, {"messages": "hi"}, {"max_tokens": None}])
def test_what_they_do_not_name_is_refused(accepts: Any, wrong: dict[str, Any]) -> None:
    asked = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}
    assert accepts(asked) == asked
    with pytest.raises(ValueError, match="validation error"):
        accepts({**asked, **wrong})
