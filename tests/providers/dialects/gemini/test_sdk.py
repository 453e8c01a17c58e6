"""Every body that `gemini` builds is the one that Google's own SDK would have sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from provider_exchanges import spec
from request_strategies import requests

from portcheck.model.chat import Request
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.dialects.gemini.guardrail import form_of, model_armor, safety
from portcheck.providers.dialects.gemini.request import build_body
from portcheck.providers.dialects.gemini.response import _FINISH

genai: Any = pytest.importorskip("google.genai", reason="the SDK is not installed (extra `sdks`)")

SPELLINGS = {
    "allowed_function_names": "allowedFunctionNames",
    "file_uri": "fileUri",
    "inline_data": "inlineData",
    "mime_type": "mimeType",
    "parameters_json_schema": "parametersJsonSchema",
    "thinking_budget": "thinkingBudget",
    "thinking_level": "thinkingLevel",
}
"""The API takes both; the SDK sends these few in Python's spelling."""


@pytest.fixture(scope="module")
def senders() -> list[Any]:
    """What turns arguments into a body, for AI Studio and for Vertex AI."""
    models = genai.models
    return [
        (genai.Client(api_key="x"), models._GenerateContentParameters_to_mldev),
        (genai.Client(enterprise=True, api_key="x"), models._GenerateContentParameters_to_vertex),
    ]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    request=requests(),
    thinking=st.sampled_from(["level", "budget", "none"]),
    safety=st.booleans(),
    tier=st.sampled_from([None, "standard", "flex", "priority"]),
)
def test_the_sdk_would_send_the_same(
    senders: list[Any], request: Request, thinking: Any, safety: bool, tier: str | None
) -> None:
    setting = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}
    body, _ = build_body(
        request,
        thinking=thinking,
        safety_settings=[setting] if safety else [],
        service_tier=tier,
    )
    config = {name: value for name, value in body.items() if name != "contents"}
    config.update(config.pop("generationConfig", {}))
    # Its types forbid fields that they do not know.
    asked = genai.types._GenerateContentParameters(
        model="gemini-3-pro",
        contents=[genai.types.Content.model_validate(turn) for turn in body["contents"]],
        config=genai.types.GenerateContentConfig.model_validate(config),
    )
    for client, convert in senders:
        sent = genai._common.convert_to_dict(convert(client._api_client, asked))
        sent = plain(genai._common.encode_unserializable_types(sent))
        del sent["_url"]
        sent.get("systemInstruction", {}).pop("role", None)
        assert sent == plain(body)


def plain(value: Any) -> Any:
    """JSON with enums as their names, base64 in one alphabet, and nothing that is empty."""
    if isinstance(value, dict):
        found = {SPELLINGS.get(name, name): plain(item) for name, item in value.items()}
        return {name: item for name, item in found.items() if item not in ({}, None)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    found = getattr(value, "value", value)
    return found.replace("_", "/").replace("-", "+") if isinstance(found, str) else found


def test_every_finish_reason_of_the_sdk_has_a_meaning() -> None:
    names = {str(reason.value) for reason in genai.types.FinishReason}
    known = {*_FINISH, "OTHER", "IMAGE_OTHER", "FINISH_REASON_UNSPECIFIED"}
    assert names - known == set()


def test_guardrails_are_those_of_the_sdk() -> None:
    vertex = spec("gemini", preset="vertex", model="g", options={"project": "p"})
    settings: dict[str, Any] = {
        "safety_settings": {
            "HARM_CATEGORY_HATE_SPEECH": {"threshold": "OFF", "method": "SEVERITY"},
            "HARM_CATEGORY_HARASSMENT": "BLOCK_NONE",
        }
    }
    types = genai.types
    for found in safety(replace(vertex, guardrail=Guardrail(settings=settings))):
        types.SafetySetting.model_validate(found)
    armor = {"model_armor": {"prompt": "projects/p/locations/l/templates/t", "response": "u"}}
    sent = model_armor(replace(vertex, guardrail=Guardrail(settings=armor)))["modelArmorConfig"]
    types.ModelArmorConfig.model_validate(sent)
    assert set(sent.values()) == set(armor["model_armor"].values())
    allowed = form_of(vertex)["properties"]["safety_settings"]
    known = {str(one.value) for one in types.HarmCategory} - {"HARM_CATEGORY_UNSPECIFIED"}
    assert all(re.search(allowed["propertyNames"]["pattern"], name) for name in known)
    thresholds = allowed["additionalProperties"]["then"]["enum"]
    assert set(thresholds) == {str(one.value) for one in types.HarmBlockThreshold}
