"""Read answers of OpenAI Chat Completions and its imitators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.data.vendors import served_model_headers
from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer
from portcheck.providers.dialects.openai_chat.metadata import THOUGHTS
from portcheck.providers.faults.classify import filtered_categories
from portcheck.providers.http import first_header
from portcheck.vendor_json import (
    first_integer,
    integer,
    items,
    mapping,
    parse_arguments,
    text,
    text_or_none,
)

ARGUMENTS = ("arguments", "input", "parameters", "args")
"""Fields for the arguments of a call, here and at other vendors."""
_COUNTS = ("usage", "usage_metadata", "usageMetadata", "token_usage")
_SENT = (
    *("prompt_tokens", "input_tokens", "prompt_token_count", "promptTokenCount"),
    *("promptTokens", "inputTokens"),
)
_RECEIVED = (
    *("completion_tokens", "output_tokens", "candidates_token_count", "candidatesTokenCount"),
    *("completionTokens", "outputTokens"),
)
_TOTAL = ("total_tokens", "total_token_count", "totalTokenCount", "totalTokens")
"""Counts of tokens, in the words of OpenAI and of vendors behind its format."""
_PLAIN = frozenset({*_SENT, *_RECEIVED, *_TOTAL})
"""Counts that say nothing of a cache or of reasoning."""
_NO_END = frozenset({"null", "none", "undefined"})
"""Finish reasons that mean that there is none yet."""


def read_body(body: JsonObject, headers: Mapping[str, str]) -> Answer:
    """Read the answer in a body.

    Raises:
        ProviderError: `malformed_response` without a choice; `overloaded`, `connection`, `server`
            or `timeout` where the vendor says that it gave up.
    """
    choice = first_choice(body)
    message = answered(choice, body)
    raw_finish = ending(choice) if isinstance(choice.get("finish_reason"), str) else None
    answer, reasoning, refusal = _texts(message)
    calls = _tool_calls(message)
    finish = _finish(raw_finish, refusal, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        refusal_text=refusal,
        reasoning_text=reasoning,
        tool_calls=calls,
        raw_finish_reason=raw_finish,
        refusal_signal=_signal(finish, refusal, choice),
        usage=_usage(body, answered=bool(answer or calls)),
        served_model=text_or_none(body.get("model"))
        or first_header(headers, served_model_headers()),
        response_id=text_or_none(body.get("id")),
    )


def answered(choice: JsonObject, body: JsonObject) -> JsonObject:
    """The message of the first choice, with what only another choice has."""
    message = _message(choice)
    return _spread(message, body) if len(items(body.get("choices"))) > 1 else message


def first_choice(body: JsonObject) -> JsonObject:
    """The choice with index 0, else the first.

    Raises:
        ProviderError: `malformed_response`, there is none.
    """
    choices = [choice for choice in items(body.get("choices")) if isinstance(choice, dict)]
    if not choices:
        raise not_an_answer(
            "the response has no choices",
            "check that base_url is the address of a Chat Completions API",
        )
    return next((choice for choice in choices if choice.get("index") == 0), choices[0])


def ending(choice: JsonObject) -> str:
    """The vendor's word for the end of a choice; "" before its end, where some write `null`."""
    word = text(choice.get("finish_reason"))
    return "" if word.lower() in _NO_END else word


def _message(choice: JsonObject) -> JsonObject:
    """The message of a choice in any of its forms.

    Mistral's agents answer with the messages of all steps; some gateways answer with the form of a
    stream's chunk, or of completions without a chat.
    """
    stated = choice.get("message") or (items(choice.get("messages")) or [None])[-1]
    return mapping(stated) or mapping(choice.get("delta")) or {"content": choice.get("text")}


def _spread(message: JsonObject, body: JsonObject) -> JsonObject:
    """The message of the first choice, with what only another choice has.

    Copilot puts the text of one answer and its tool calls into two choices.
    """
    others = [_message(mapping(one)) for one in items(body.get("choices"))]
    found = dict(message)
    for name in ("content", "tool_calls", "reasoning_content", "reasoning"):
        if not found.get(name):
            found[name] = next((value for one in others if (value := one.get(name))), None)
    return found


def _texts(message: JsonObject) -> tuple[str, str | None, str | None]:
    """Text, reasoning and refusal, each of which can be in several places."""
    content = message.get("content")
    answer, thinking, refused = _parts(content) if isinstance(content, list) else (content, (), "")
    if not answer and "audio" in message:
        answer = mapping(message["audio"]).get("transcript")
    reasoning = "\n".join(filter(None, (_reasoning_field(message), *thinking)))
    return text(answer), reasoning or None, text(message.get("refusal")) or refused or None


def _parts(content: list[Any]) -> tuple[str, Sequence[str], str]:
    """Text, pieces of reasoning and refusal in a list of content parts."""
    answer, thinking, refusals = list[str](), list[str](), list[str]()
    for part in content:
        if isinstance(part, str):
            answer.append(part)
            continue
        kind = text(mapping(part).get("type"))
        if kind in THOUGHTS:
            thinking.append(_thought(mapping(part)))
        elif kind == "refusal":
            refusals.append(text(mapping(part).get("refusal")))
        elif kind in {"", "text", "output_text"}:
            answer.append(text(mapping(part).get("text")))
    return "".join(answer), thinking, "".join(refusals)


def _thought(part: JsonObject) -> str:
    """The text of a part that holds reasoning: Mistral's, or Databricks' with a summary."""
    for name in ("thinking", "summary", "text", "content", "reasoning"):
        value = part.get(name)
        found = value if isinstance(value, str) else ""
        found = found or "".join(text(mapping(one).get("text")) for one in items(value))
        if found:
            return found
    return ""


def _reasoning_field(message: JsonObject) -> str:
    stated = text(message.get("reasoning_content")) or text(message.get("reasoning"))
    if stated or "reasoning_details" not in message:
        return stated
    details = map(mapping, items(message["reasoning_details"]))
    return "".join(text(part.get("text")) or text(part.get("summary")) for part in details)


def calls_in(message: JsonObject) -> list[Any]:
    """The calls of a message or their fragments; some vendors send a single one without a list."""
    called = message.get("tool_calls")
    return [called] if isinstance(called, dict) else items(called)


def stated_arguments(function: JsonObject) -> Any:
    """The arguments of a call under OpenAI's name, or under those of other vendors' calls."""
    return next((function[name] for name in ARGUMENTS if name in function), None)


def _tool_calls(message: JsonObject) -> tuple[ToolCall, ...]:
    called, legacy = calls_in(message), mapping(message.get("function_call"))
    if not (called or legacy):
        return ()
    found = [_tool_call(mapping(call)) for call in called]
    if legacy and not any(call.name for call in found):
        found.append(_tool_call({"function": legacy}))
    # Some vendors send a call without a name beside every ordinary answer.
    return tuple(call for call in found if call.name)


def _tool_call(call: JsonObject) -> ToolCall:
    identifier = text_or_none(call.get("id"))
    if call.get("type") == "custom":
        custom = mapping(call.get("custom"))
        return ToolCall(
            id=identifier,
            name=text(custom.get("name")),
            arguments=None,
            arguments_raw=text(custom.get("input")),
        )
    function = mapping(call.get("function")) or call
    arguments, written = parse_arguments(stated_arguments(function))
    return ToolCall(
        id=identifier,
        name=text(function.get("name")),
        arguments=arguments,
        arguments_raw=written,
    )


def _finish(raw: str | None, refusal: str | None, calls: Sequence[ToolCall]) -> FinishReason:
    if refusal:
        return "refusal"
    return finish_reason(raw, {}, calls)


def _signal(finish: FinishReason, refusal: str | None, choice: JsonObject) -> RefusalSignal | None:
    if finish == "refusal":
        detail = refusal or text_or_none(choice.get("finish_reason"))
        return RefusalSignal(kind="model_refusal", detail=detail)
    if finish == "content_filter":
        named = filtered_categories(choice.get("content_filter_results"))
        return RefusalSignal(
            kind="content_filter", detail=named or text_or_none(choice.get("finish_reason"))
        )
    return None


def _usage(body: JsonObject, *, answered: bool) -> Usage:
    usage = _counts(body)
    sent = _count(usage, _SENT)
    received = _count(usage, _RECEIVED)
    if answered and sent == 0 and received == 0:
        # Zeros with a text mean that the vendor did not count.
        return Usage()
    read, written, reasoning = (None, None, None) if usage.keys() <= _PLAIN else _parts_of(usage)
    if sent is not None and max(read or 0, written or 0) > sent:
        # More than all of the input: counted beside it, as Anthropic does.
        sent += (read or 0) + (written or 0)
    if (sent is None) != (received is None) and (total := _count(usage, _TOTAL)) is not None:
        rest = max(0, total - (sent or 0) - (received or 0))
        sent, received = (rest, received) if sent is None else (sent, rest)
    if reasoning and sent is not None and received is not None:
        # Reasoning that is counted beside the output, as the total tells: by xAI.
        beside = _count(usage, _TOTAL) == sent + received + reasoning
        received += reasoning if beside else 0
    return Usage(
        input_tokens=sent,
        output_tokens=received,
        cache_read_tokens=read,
        cache_write_tokens=written,
        reasoning_tokens=reasoning,
    )


def _parts_of(usage: JsonObject) -> tuple[int | None, int | None, int | None]:
    """Tokens read from a cache and written to it, and those of reasoning."""
    prompt = mapping(usage.get("prompt_tokens_details"))
    output = mapping(usage.get("completion_tokens_details"))
    read = first_integer(
        prompt.get("cached_tokens"),
        usage.get("prompt_cache_hit_tokens"),
        usage.get("cache_read_input_tokens"),
        usage.get("num_cached_tokens"),
        usage.get("cached_tokens"),
    )
    written = first_integer(
        prompt.get("cache_write_tokens"),
        prompt.get("cache_creation_tokens"),
        prompt.get("cached_creation_tokens"),
        prompt.get("cache_creation_input_tokens"),
        usage.get("cache_creation_input_tokens"),
        usage.get("cache_write_tokens"),
        usage.get("cache_creation_tokens"),
    )
    reasoning = first_integer(output.get("reasoning_tokens"), usage.get("reasoning_tokens"))
    return read, written, reasoning


def _counts(body: JsonObject) -> JsonObject:
    """The counts of tokens, wherever a vendor puts them."""
    if found := mapping(body.get("usage")):
        return found
    choices = [mapping(choice) for choice in items(body.get("choices"))]
    places = [body, mapping(body.get("x_groq")), *choices, *map(_message, choices)]
    found_in = (mapping(place.get(name)) for place in places for name in _COUNTS)
    return next(filter(None, found_in), {})


def _count(usage: JsonObject, names: Sequence[str]) -> int | None:
    for name in names:
        if (found := integer(usage.get(name))) is not None:
            return found
    return None
