"""Dialect `mistral`: Mistral's chat completions.

Answers have OpenAI's form, and OpenAI's reader handles the parts of a content list. Requests, ids
of tool calls and errors differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from portcheck.data.vendors import base_path, home
from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Answer
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.guardrail import form, settings
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.serving import (
    SERVING_OPTIONS,
    review_serving,
    service_tier,
    serving_facts,
)
from portcheck.providers.dialects.mistral import lint
from portcheck.providers.dialects.mistral.request import build_body
from portcheck.providers.dialects.openai_chat import metadata, stream
from portcheck.providers.dialects.openai_chat.response import read_body
from portcheck.providers.dialects.openai_chat.turn import turn
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import join_url
from portcheck.providers.option_mistake import option_mistake
from portcheck.providers.request_parts import known_of
from portcheck.providers.streams.json_events import DONE, JsonEvents
from portcheck.providers.wire import Outgoing, Route, Wire
from portcheck.vendor_json import items, mapping, text

NAME = "mistral"
_HOME = home(NAME)
BASE_URL = str(_HOME["base_url"])

_NO_ID = "null"
"""Id of a call that has none."""
_OPTIONS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "prompt_mode": (lambda value: value == "reasoning", "reasoning"),
}
"""Option that is a field of the request to the test of its value and the hint."""
_TIERS = ("auto", "standard_only")
_NO_CACHE = (
    "Mistral caches prompts that share a key; leave it out, or set prompt_cache_key in extra_body"
)
_MODERATION: JsonObject = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "block_on_error": {"type": "boolean"},
        "moderation_llm_v1": {"type": "object"},
        "moderation_llm_v2": {"type": "object"},
    },
}
"""Schema of GuardrailConfig in its API reference."""
_GUARDRAIL = form(
    {
        "safe_prompt": {"description": "Adds a safety prompt at the beginning.", "type": "boolean"},
        "guardrails": {"type": "array", "minItems": 1, "items": _MODERATION},
    }
)
_SPENT = (
    "usage limit reached",
    "inactive subscription",
    "no active subscription",
    "monthly",
    "quota exceeded",
    "insufficient credit",
    "out of credit",
)
_BY_CODE: Mapping[str, ErrorClass] = {
    "1300": "rate_limited",
    "1500": "not_found",
    "3505": "overloaded",
    "invalid_model": "not_found",
    "rate_limited": "rate_limited",
    "service_tier_capacity_exceeded": "overloaded",
}
"""Codes and types of the vendor's flat error object."""


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/chat/completions`; a bare host of Mistral's gets its `/v1`."""
    parts = urlsplit(base_url)
    if not parts.path.strip("/"):
        base_url = join_url(base_url, base_path(parts.hostname or "", NAME))
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    facts = dict(_options(spec))
    facts |= serving_facts(spec)
    return Route(url=join_url(base_url, "/chat/completions"), headers=headers, facts=facts)


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request, and the option `prompt_mode` and the guardrail where they are set."""
    body, dropped = build_body(
        request,
        model=spec.model,
        stream=spec.stream,
        service_tier=service_tier(spec),
        caps=known_of(spec, request),
    )
    return Outgoing({**body, **_options(spec), **settings(spec)}, dropped)


def _read(spec: ProviderSpec, body: JsonObject, headers: Mapping[str, str]) -> Answer:
    """Read an answer like OpenAI's, except for pieces of reasoning and missing ids."""
    answer = read_body(_whole(body), headers)
    calls = answer.tool_calls
    named = tuple(replace(call, id=None) if call.id == _NO_ID else call for call in calls)
    return replace(answer, tool_calls=named)


def _turn(body: JsonObject) -> dict[str, Any] | None:
    """Content and calls; thinking is part of the content, which may be a list of parts."""
    found = turn(_whole(body))
    return found and {"content": found["content"] or "", "tool_calls": found["tool_calls"]}


def _error_class(error: VendorError) -> ErrorClass | None:
    """The vendor's codes; 401, 402, 403 and 429 may also speak of a plan that is used up.

    A bare 401 says the same for a wrong key and for such a plan, and counts as `auth`.
    """
    words = error.words
    if error.stated_status in {401, 402, 403, 429} and any(said in words for said in _SPENT):
        # Under 429 other speakers of this format say about a minute too, that its quota is
        # exceeded.
        return None if error.stated_status == 429 else "quota_exhausted"
    if "capacity exceeded" in words and error.stated_status not in {400, 422}:
        return "overloaded"
    return _BY_CODE.get(error.code or "") or _BY_CODE.get(error.type or "")


def _whole(body: JsonObject) -> JsonObject:
    """Join consecutive pieces of reasoning in a body, because streams have many."""
    choices: list[JsonObject] = []
    for choice in map(mapping, items(body.get("choices"))):
        message = mapping(choice.get("message"))
        content = message.get("content")
        if isinstance(content, list):
            choices.append({**choice, "message": {**message, "content": _joined(content)}})
        else:
            choices.append(choice)
    return {**body, "choices": choices}


def _joined(content: Sequence[Any]) -> list[Any]:
    parts: list[Any] = []
    for piece in content:
        last = mapping(parts[-1]) if parts else {}
        part = {"type": "text", "text": piece} if isinstance(piece, str) else piece
        if _is_thinking(part) and _is_thinking(last):
            parts[-1] = {**last, **part, "thinking": [*_thoughts(last), *_thoughts(part)]}
        elif _is_text(part) and _is_text(last):
            parts[-1] = {**last, "text": text(last.get("text")) + text(part.get("text"))}
        else:
            parts.append(part)
    return parts


def _is_thinking(part: Any) -> bool:
    return mapping(part).get("type") == "thinking"


def _is_text(part: Any) -> bool:
    return mapping(part).keys() == {"type", "text"}


def _thoughts(part: JsonObject) -> list[Any]:
    thinking = part.get("thinking")
    return [{"type": "text", "text": thinking}] if isinstance(thinking, str) else items(thinking)


def _options(spec: ProviderSpec) -> dict[str, Any]:
    found = {name: spec.options[name] for name in _OPTIONS if name in spec.options}
    for name, value in found.items():
        is_right, allowed = _OPTIONS[name]
        if not is_right(value):
            raise option_mistake(spec, name, value, f"it is {allowed}")
    return found


def open_mistral(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: an option has an invalid value.
    """
    base_url = spec.base_url or BASE_URL
    return HttpProvider(WIRE, spec, key, base_url=base_url, transport=transport)


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (
        *review_serving(options, tiers=_TIERS, no_cache=_NO_CACHE),
        *review_extras(options),
    )


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=JsonEvents,
    is_token=stream.is_token,
    is_end=lambda event: event.name == DONE,
    fold=stream.fold,
    read=_read,
    error_class=_error_class,
    ordinary=metadata.ORDINARY,
    facts=metadata.facts,
    turn=_turn,
)

DIALECT = Dialect(
    name=NAME,
    summary="Mistral chat completions",
    open=open_mistral,
    default_base_url=BASE_URL,
    default_key_env=_HOME["api_key_env"],
    options=(*tuple(_OPTIONS), *SERVING_OPTIONS, *EXTRA_OPTIONS),
    plain_options=tuple(_OPTIONS),
    review=_review,
    unsent=WIRE.unsent,
    lint=lint.lint,
    guardrail=lambda _spec: _GUARDRAIL,
    moved_options={"safe_prompt": lambda value: {"safe_prompt": value}},
)
