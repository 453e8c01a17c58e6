"""Write the settings for thinking (on, off or a budget) in OpenAI's formats.

OpenAI only has the reasoning effort; other services with Chat Completions have additional fields.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from msgspec import UNSET

from portcheck.data.vendors import at_host, called, home, of_preset
from portcheck.model.chat import JsonObject, Sampling, ThinkingBudget
from portcheck.model.facts import Capabilities
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import OptionMistake
from portcheck.providers.dialects.openai_chat.route import choice
from portcheck.providers.lint.review import takes_effort
from portcheck.providers.request_parts import BUDGET

ThinkingField = Literal[
    "reasoning_effort", "thinking", "enable_thinking", "reasoning", "chat_template_kwargs", "none"
]
"""The field that turns thinking on and off: OpenAI's word for the effort, or

`thinking`: `{type: enabled}` of DeepSeek, Z.ai, Kimi and others;
`enable_thinking` and `thinking_budget`: Alibaba's;
`reasoning`: OpenRouter's and Together's object;
`chat_template_kwargs`: what vLLM, SGLang and llama.cpp hand to the model's template;
`none`: there is no such field.
"""

_LEAST = "none"
USUAL = "medium"
"""Effort if thinking is requested without an effort."""


def thinking_fields(
    sampling: Sampling, field: ThinkingField, caps: Capabilities, dropped: list[str]
) -> dict[str, Any]:
    """The fields for the effort and for thinking.

    Args:
        sampling: the settings of a request.
        field: how this service takes thinking.
        caps: the model's capabilities.
        dropped: gets the settings that these fields cannot express.
    """
    wanted, effort = sampling.thinking, sampling.effort
    if wanted is UNSET or field == "reasoning_effort":
        word = effort_word(sampling, caps, dropped)
        return {} if word is None else {"reasoning_effort": word}
    said = {} if effort is None else {"reasoning_effort": effort}
    if field == "none":
        dropped.append("thinking")
        return said
    budget = wanted.budget if isinstance(wanted, ThinkingBudget) else None
    on = wanted != "off"
    if field == "reasoning":
        return {"reasoning": _reasoning(on, budget, effort, dropped)}
    if not on and effort is not None:
        # The two would contradict each other.
        dropped.append("effort")
        said = {}
    if field == "enable_thinking":
        bound = {} if budget is None else {"thinking_budget": budget}
        return {**said, "enable_thinking": on, **bound}
    if budget is not None:
        dropped.append(BUDGET)
    if field == "thinking":
        return {**said, "thinking": {"type": "enabled" if on else "disabled"}}
    # Templates know the one word or the other, and pass over what they do not know.
    return {**said, "chat_template_kwargs": {"enable_thinking": on, "thinking": on}}


def effort_word(sampling: Sampling, caps: Capabilities, dropped: list[str]) -> str | None:
    """The reasoning effort that says what the settings say about effort and of thinking.

    Args:
        sampling: the settings of a request.
        caps: the model's capabilities.
        dropped: gets `thinking` where no word for the effort says it, as the model cannot do
            without thinking, or cannot think; `BUDGET`; and an effort that it contradicts.
    """
    wanted, effort = sampling.thinking, sampling.effort
    if wanted is UNSET:
        return effort
    if wanted == "off":
        if effort not in {None, _LEAST}:
            dropped.append("effort")
        if caps.thinking == ("off",):
            return None
        if takes_effort(caps, _LEAST):
            return _LEAST
        dropped.append("thinking")
        return None
    if caps.thinking == ("off",) or (caps.effort is False and isinstance(wanted, ThinkingBudget)):
        dropped.append("thinking")
    elif isinstance(wanted, ThinkingBudget):
        dropped.append(BUDGET)
    if effort not in {None, _LEAST} or caps.effort is False:
        return effort
    if effort == _LEAST:
        dropped.append("effort")
    words = caps.effort if isinstance(caps.effort, tuple) else (USUAL,)
    others = [word for word in words if word != _LEAST]
    return USUAL if USUAL in others else next(iter(others), None)


def _reasoning(
    on: bool, budget: int | None, effort: str | None, dropped: list[str]
) -> dict[str, Any]:
    """The object with either an effort or a number of tokens."""
    if budget is None and (on or effort is None):
        return {"enabled": on} if effort is None else {"enabled": on, "effort": effort}
    if effort is not None:
        dropped.append("effort")
    return {"enabled": False} if budget is None else {"max_tokens": budget}


def thinking_field(spec: ProviderSpec) -> ThinkingField:
    """The field for thinking of an entry's service, from its option or the table.

    Raises:
        UsageError: the option has an invalid value.
    """
    address = spec.base_url or home("openai-chat")["base_url"] or ""
    default = thinking_field_of(_host(address), spec.vendor, spec.preset)
    return cast("ThinkingField", choice(spec, "thinking_field", default, *get_args(ThinkingField)))


def review_thinking_field(options: JsonObject) -> tuple[OptionMistake, ...]:
    """Mistakes in the option, for `Dialect.review`."""
    if options.get("thinking_field", "none") in get_args(ThinkingField):
        return ()
    hint = f"one of {', '.join(get_args(ThinkingField))}"
    return (OptionMistake(("thinking_field",), "no known service accepts it this way", hint),)


@lru_cache(maxsize=256)
def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or ""


@lru_cache(maxsize=256)
def thinking_field_of(host: str, company: str, preset_name: str | None) -> ThinkingField:
    """The field of the service, by company, host or preset; `none` by default."""
    for vendor in (called(company), at_host(host), of_preset(preset_name)):
        if vendor is not None and vendor.thinking_field is not None:
            return cast("ThinkingField", vendor.thinking_field)
    return "none"
