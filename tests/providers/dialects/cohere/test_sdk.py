"""What is sent to Cohere is what the vendor's own SDK would send: its types take all of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from provider_exchanges import spec
from request_strategies import requests
from sdk_types import cohere_fields, unknown

from portcheck.model.chat import Request
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.dialects.cohere import WIRE

pytest.importorskip("cohere")


@pytest.fixture(scope="module")
def fields() -> Mapping[str, Any]:
    return cohere_fields()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(request=requests())
def test_the_sdk_takes_every_body(fields: Mapping[str, Any], request: Request) -> None:
    provider = spec("cohere", stream=True, guardrail=Guardrail(settings={"safety_mode": "STRICT"}))
    body = json.loads(json.dumps(WIRE.body(provider, request).body))
    for name, value in body.items():
        assert name in fields
        assert unknown(value, fields[name]) == [], name
    assert "p" not in body or 0.01 <= body["p"] <= 0.99
    answered = {m["tool_call_id"] for m in body["messages"] if m["role"] == "tool"}
    calls = [c["id"] for m in body["messages"] for c in m.get("tool_calls", [])]
    assert len(calls) == len(set(calls))
    assert answered == set(calls)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("messages", [{"role": "user"}]),
        ("messages", [{"role": "user", "content": "x", "name": "n"}]),
        ("messages", [{"role": "assistant", "tool_calls": [{"id": "a", "function": 1}]}]),
        ("tools", [{"type": "function", "function": {"name": "f"}}]),
        ("response_format", {"type": "json_schema"}),
        ("tool_choice", "required"),
        ("p", "0.5"),
        ("thinking", {"type": "low"}),
    ],
)
def test_the_types_find_what_is_wrong(fields: Mapping[str, Any], name: str, wrong: Any) -> None:
    assert unknown(wrong, fields[name])
