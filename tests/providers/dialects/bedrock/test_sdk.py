"""What is sent to Bedrock is what the vendor's own SDK would send: its validator takes it."""

from __future__ import annotations

import base64
import json
import re
from itertools import pairwise
from typing import Any

import pytest
from event_frames import events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from provider_exchanges import spec
from request_strategies import requests

from portcheck.model.chat import Request
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.dialects.bedrock import WIRE
from portcheck.providers.dialects.bedrock.eventstream import EventStream
from portcheck.providers.dialects.bedrock.guardrail import _FIELDS, config, form_of

pytest.importorskip("botocore")


@pytest.fixture(scope="module")
def shape() -> Any:
    import botocore.session

    service = botocore.session.get_session().get_service_model("bedrock-runtime")
    return service.operation_model("Converse").input_shape


def as_bytes(body: Any) -> Any:
    """The body as the SDK takes it: images as bytes, which it encodes itself."""
    if isinstance(body, dict):
        return {
            name: base64.b64decode(item, validate=True)
            if name == "bytes" and isinstance(item, str)
            else as_bytes(item)
            for name, item in body.items()
        }
    return [as_bytes(item) for item in body] if isinstance(body, list) else body


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    request=requests(),
    model=st.sampled_from(["anthropic.claude-sonnet-4-6-v1:0", "amazon.nova-2-lite-v1:0", "x.y"]),
    tier=st.sampled_from(["default", "flex", "priority", "reserved"]),
    lifetime=st.sampled_from(["5m", "1h"]),
    trace=st.sampled_from(["enabled", "disabled", "enabled_full"]),
)
def test_the_sdk_takes_every_body(
    shape: Any, request: Request, model: str, tier: str, lifetime: str, trace: str
) -> None:
    from botocore.validate import ParamValidator

    serving = {"service_tier": tier, "cache": {"system": lifetime}}
    guardrail = Guardrail(settings={"id": "gr1", "version": 3, "trace": trace})
    entry = spec("bedrock", model=model, options=serving, guardrail=guardrail)
    body = json.loads(json.dumps(WIRE.body(entry, request).body))
    report = ParamValidator().validate({"modelId": "probe.m", **as_bytes(body)}, shape)
    assert not report.has_errors(), report.generate_report()
    # The validator does not look at patterns; the service does.
    blocks = [block for message in body["messages"] for block in message["content"]]
    ids = [
        block[kind]["toolUseId"]
        for block in blocks
        for kind in ("toolUse", "toolResult")
        if kind in block
    ]
    assert all(re.fullmatch(r"[a-zA-Z0-9_.:-]{1,64}", one) for one in ids)
    used = [block["toolUse"]["toolUseId"] for block in blocks if "toolUse" in block]
    assert len(used) == len(set(used))
    assert set(ids) == set(used)
    roles = [message["role"] for message in body["messages"]]
    assert all(a != b for a, b in pairwise(roles))


def test_the_validator_finds_what_is_wrong(shape: Any) -> None:
    from botocore.validate import ParamValidator

    wrong = {"modelId": "m", "messages": [{"role": "user", "content": "Hi"}], "seed": 1}
    assert ParamValidator().validate(wrong, shape).has_errors()


@given(st.lists(st.tuples(st.text(max_size=9), st.dictionaries(st.text(), st.text())), max_size=4))
def test_the_sdk_reads_the_same_frames(sent: list[tuple[str, Any]]) -> None:
    from botocore.eventstream import EventStreamBuffer

    raw = events(sent)
    buffer = EventStreamBuffer()
    buffer.add_data(raw)
    theirs = [(one.headers[":event-type"], json.loads(one.payload)) for one in buffer]
    assert [(one.name, one.data) for one in EventStream().feed(raw)] == theirs


def test_the_sdk_knows_every_key_of_a_guardrail() -> None:
    import botocore.session

    service = botocore.session.get_session().get_service_model("bedrock-runtime")
    shapes = [
        service.operation_model(name).input_shape.members["guardrailConfig"].members
        for name in ("Converse", "ConverseStream")
    ]
    for stream, fields in zip((False, True), shapes, strict=True):
        entry = spec("bedrock", stream=stream)
        allowed = form_of(entry)["properties"]
        said: dict[str, Any] = {name: rule.get("enum", ["1"])[0] for name, rule in allowed.items()}
        sent = config(replace(entry, guardrail=Guardrail(settings=said)))["guardrailConfig"]
        assert set(sent) == set(fields)
        for name, rule in allowed.items():
            assert rule.get("enum", []) == list(fields[_FIELDS[name]].enum)
