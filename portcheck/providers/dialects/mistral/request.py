"""Build the request body of Mistral chat completions: OpenAI's, without what fails there."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import Audio, Document, Message, Part, Request, Sampling, ToolChoice
from portcheck.model.facts import Capabilities
from portcheck.providers.dialects.openai_chat.request import (
    JSON_MODE,
    function_call,
    part,
    response_format,
    tool,
)
from portcheck.providers.dialects.openai_chat.thinking import USUAL, effort_word
from portcheck.providers.dialects.openai_chat.turn import with_own_calls
from portcheck.providers.file_parts import need_of
from portcheck.providers.request_parts import (
    BUDGET,
    NOTHING_KNOWN,
    parallel_calls,
    tool_fields,
    without_unset,
)
from portcheck.providers.tool_call_ids import with_ids

_ALWAYS_THINKS = "magistral"
_HIGH = "high"
"""The only effort of its models besides `none`."""
_ID = re.compile(r"[a-zA-Z0-9]{9}")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def build_body(
    request: Request,
    *,
    model: str | None,
    stream: bool = False,
    service_tier: str | None = None,
    caps: Capabilities = NOTHING_KNOWN,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    System turns inside the conversation join the first one, as the vendor takes none after an
    answer. Otherwise the order of turns is left as it is: what the vendor rejects is a finding.

    Args:
        request: the request.
        model: the model; `None`: left out.
        stream: request a stream.
        service_tier: the service tier.
        caps: the model's capabilities; only needed if `known_of` says so.
    """
    dropped: list[str] = []
    sampling = request.sampling
    body: dict[str, Any] = {} if model is None else {"model": model}
    body["messages"] = _messages(request, dropped)
    body.update(tool_fields(request, dropped, tool, _tool_choice))
    settings = {
        **parallel_calls(request),
        "response_format": _response_format(request),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "frequency_penalty": sampling.frequency_penalty,
        "presence_penalty": sampling.presence_penalty,
        "max_tokens": sampling.max_output_tokens,
        "stop": list(sampling.stop) or None,
        "random_seed": sampling.seed,
        **_thinking(sampling, model, caps, dropped),
        "service_tier": service_tier,
        "stream": stream or None,
    }
    body.update(without_unset(settings))
    return body, tuple(dict.fromkeys(dropped))


def _response_format(request: Request) -> dict[str, Any] | None:
    if request.response_schema is not None:
        return response_format(request.response_schema)
    return JSON_MODE if request.wants_json else None


def _thinking(
    sampling: Sampling, model: str | None, caps: Capabilities, dropped: list[str]
) -> dict[str, Any]:
    """Magistral models think in a mode of the prompt, the others at an effort of `high`."""
    wanted = sampling.thinking
    if wanted is UNSET or not (model or "").startswith(_ALWAYS_THINKS):
        effort = effort_word(sampling, caps, dropped)
        usual = wanted is not UNSET and effort == USUAL and sampling.effort is None
        return {"reasoning_effort": _HIGH if usual else effort}
    if wanted != "on":
        # They cannot do without, and take no budget.
        dropped.append("thinking" if wanted == "off" else BUDGET)
    return {
        "reasoning_effort": sampling.effort,
        "prompt_mode": None if wanted == "off" else "reasoning",
    }


def tool_id(found: str) -> str:
    """The id itself if it is nine letters or digits, otherwise nine that depend only on it.

    So an id has the same replacement in all requests of a conversation.
    """
    if _ID.fullmatch(found):
        return found
    number = int.from_bytes(hashlib.sha256(found.encode("utf-8", "surrogatepass")).digest())
    digits = []
    for _ in range(9):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def _messages(request: Request, dropped: list[str]) -> list[dict[str, Any]]:
    inside = [message.text for message in request.messages if message.role == "system"]
    system = "\n\n".join(filter(None, [request.system, *inside]))
    out: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    for message in with_ids(request.messages, tool_id):
        if message.is_error:
            dropped.append("is_error")
        if message.role in {"assistant", "system"}:
            dropped.extend(map(need_of, message.files))
        if message.role != "system":
            out.append(_message(message))
    if out and out[-1]["role"] == "assistant" and "tool_calls" not in out[-1]:
        # The beginning of the answer, which the vendor wants to have marked.
        out[-1]["prefix"] = True
    return out


def _message(message: Message) -> dict[str, Any]:
    if message.turn is not UNSET:
        return with_own_calls(message)
    if message.role == "user":
        return {"role": "user", "content": _content(message)}
    if message.role == "tool":
        result = {"role": "tool", "tool_call_id": message.tool_call_id or ""}
        return {**result, "content": _content(message)}
    calls = [function_call(call) for call in message.tool_calls]
    said = {"role": "assistant", "content": message.text}
    return {**said, "tool_calls": calls} if calls else said


def _content(message: Message) -> Any:
    """A plain string, or parts where there are files; tool results may hold them too."""
    return [_part(piece) for piece in message.content] if message.files else message.text


def _part(piece: Part) -> dict[str, Any]:
    if isinstance(piece, Audio):
        return {"type": "input_audio", "input_audio": piece.url or piece.data}
    if isinstance(piece, Document):
        named = {"document_name": piece.name} if piece.name else {}
        return {"type": "document_url", "document_url": piece.address, **named}
    return part(piece)


def _tool_choice(choice: ToolChoice) -> Any:
    if choice.mode == "tool":
        return {"type": "function", "function": {"name": choice.name}}
    return "any" if choice.mode == "required" else choice.mode
