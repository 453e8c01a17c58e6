"""Whatever words a vendor rejects a setting in, the failure carries the setting's name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, spec

from portcheck.model.chat import PREFERENCES, Request, Sampling
from portcheck.providers.faults.named_parts import named_parts
from portcheck.providers.open_provider import open_provider
from portcheck.providers.retry import complete

VALUES: dict[str, Any] = {"effort": "low", "seed": 1, "top_k": 5}
SETTINGS = sorted(PREFERENCES)
Body = Callable[[str], Mapping[str, Any]]


def openai(name: str) -> Mapping[str, Any]:
    message = f"Unsupported parameter: '{name}' is not supported with this model."
    error = {"message": message, "type": "invalid_request_error", "param": name}
    return {"error": {**error, "code": "unsupported_parameter"}}


def anthropic(name: str) -> Mapping[str, Any]:
    message = f"{name}: Extra inputs are not permitted"
    return {"type": "error", "error": {"type": "invalid_request_error", "message": message}}


def deprecated(name: str) -> Mapping[str, Any]:
    message = f"`{name}` is deprecated for this model."
    return {"type": "error", "error": {"type": "invalid_request_error", "message": message}}


def gemini(name: str) -> Mapping[str, Any]:
    message = f"Unknown name \"{name}\" at 'generation_config': Cannot find field."
    return {"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}


def bedrock(name: str) -> Mapping[str, Any]:
    return {"message": f"Malformed input: extraneous key [{name}] is not permitted"}


def pydantic(name: str) -> Mapping[str, Any]:
    found = {"type": "extra_forbidden", "loc": ["body", name], "input": 1}
    return {"detail": [{**found, "msg": "Extra inputs are not permitted"}]}


def cohere(name: str) -> Mapping[str, Any]:
    return {"message": f"invalid request: unknown field {name}."}


def ollama(name: str) -> Mapping[str, Any]:
    return {"error": f"invalid option provided: {name}"}


CAMEL = {
    "top_p": "topP",
    "top_k": "topK",
    "effort": "thinkingLevel",
    "frequency_penalty": "frequencyPenalty",
    "presence_penalty": "presencePenalty",
}
CHAT = {"effort": "reasoning_effort"}
FORMS: list[tuple[str, Body, dict[str, str]]] = [
    ("openai-chat", openai, CHAT),
    ("openai-chat", pydantic, CHAT),
    ("openai-responses", openai, {"effort": "reasoning.effort"}),
    ("anthropic", anthropic, {"effort": "output_config.effort"}),
    ("anthropic", deprecated, {}),
    ("gemini", gemini, CAMEL),
    ("bedrock", bedrock, {"top_p": "topP", **CHAT}),
    ("mistral", pydantic, {"seed": "random_seed", **CHAT}),
    ("cohere", cohere, {"top_p": "p", "top_k": "k", "effort": "thinking"}),
    ("ollama", ollama, {"effort": "think"}),
]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    ("dialect", "body", "names"), FORMS, ids=lambda part: getattr(part, "__name__", None)
)
def test_each_dialect_names_each_setting(
    dialect: str, body: Body, names: dict[str, str], setting: str
) -> None:
    server = Server(status=400, body=body(names.get(setting, setting)))
    options = {"region": "us-east-1"} if dialect == "bedrock" else {}
    entry = spec(dialect, options=options)
    provider = open_provider(entry, {VARIABLE: KEY}, transport=server.transport)
    sampling = Sampling(max_output_tokens=9, **{setting: VALUES.get(setting, 0.5)})
    asked = Request(messages=QUESTION.messages, sampling=sampling)
    failure = asyncio.run(complete(provider, asked, retries=0)).failure
    assert failure is not None
    assert (failure.error_class, failure.flags) == ("invalid_request", ("unsupported_param",))
    assert failure.cause == setting


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    "message",
    [
        "Model acme-1 does not support parameter {}.",
        "setting {} isn't allowed",
        "Unrecognized request argument supplied: {}",
        "Argument not supported on this model: {}",
        "The following parameters are not allowed: {}",
        "参数 {} 不支持",
        "参数{}取值非法",
        "generation_config.{} must be unset",
        "acme does not support parameters: ['{}'], for model=acme-1",
    ],
)
def test_sentences_of_gateways(message: str, setting: str) -> None:
    assert next(named_parts(None, message.format(setting)), None) == setting
    if setting in CAMEL:
        assert next(named_parts(None, message.format(CAMEL[setting])), None) == setting


def test_one_penalty_or_the_other() -> None:
    both = ["frequency_penalty", "presence_penalty"]
    assert list(named_parts(None, "Penalty is not enabled for models/acme-lite")) == both


@pytest.mark.parametrize(
    "message",
    [
        "Invalid request: see reply.temperature_guide for help",
        "Unknown error in p",
        "the k of a kind is not supported",
        "invalid input value",
        "Unknown field at line 3",
    ],
)
def test_words_that_only_look_like_names(message: str) -> None:
    assert list(named_parts(None, message)) == []
