"""What is sent to Cohere is what the vendor's own SDK would send: its types take all of it."""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from provider_exchanges import spec
from request_strategies import requests

from portcheck.model.chat import Request
from portcheck.providers.dialects.cohere import WIRE

pytest.importorskip("cohere")


@pytest.fixture(scope="module")
def fields() -> Mapping[str, Any]:
    """The fields of a chat request, with their types."""
    from cohere.v2.client import V2Client

    known = set(inspect.signature(V2Client.chat).parameters) - {"self", "request_options"}
    hints = typing.get_type_hints(V2Client.chat, include_extras=True)
    return {name: hints[name] for name in known} | {"stream": bool}


PLAIN: Mapping[Any, Any] = {
    str: str,
    int: int,
    bool: bool,
    float: (int, float),
    type(None): type(None),
    dict: dict,
}


def unknown(value: Any, hint: Any) -> list[str]:
    """Where a value says more than its type, or something else; the SDK would only pass it on."""
    from pydantic import BaseModel

    origin, args = typing.get_origin(hint) or hint, typing.get_args(hint)
    found = [f"{value!r} is no {hint}"]
    if origin is typing.Annotated:
        found = unknown(value, args[0])
    elif origin is typing.Union:
        found = min((unknown(value, one) for one in args if one is not Any), key=len)
    elif origin is typing.Literal:
        found = [] if value in args else found
    elif origin in {list, Sequence} and isinstance(value, list):
        found = [problem for item in value for problem in unknown(item, args[0])]
    elif isinstance(origin, type) and issubclass(origin, BaseModel):
        found = _unknown_fields(value, origin)
    elif origin in PLAIN:
        found = [] if isinstance(value, PLAIN[origin]) else found
    return found


def _unknown_fields(value: Any, model: Any) -> list[str]:
    if not isinstance(value, dict):
        return ["no object", "of any kind"]
    hints = typing.get_type_hints(model, include_extras=True)
    problems = [f"{name} is no field of {model.__name__}" for name in value if name not in hints]
    problems += [
        f"{name} of {model.__name__} is missing"
        for name, field in model.model_fields.items()
        if field.is_required() and name not in value
    ]
    for name, item in value.items():
        problems += unknown(item, hints[name]) if name in hints else []
    return problems


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(request=requests())
def test_the_sdk_takes_every_body(fields: Mapping[str, Any], request: Request) -> None:
    provider = spec("cohere", stream=True, options={"safety_mode": "STRICT"})
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
