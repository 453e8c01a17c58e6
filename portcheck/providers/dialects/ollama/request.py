"""Build the request body of Ollama's own /api/chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from portcheck.model.chat import (
    Image,
    JsonObject,
    Message,
    Request,
    Sampling,
    ThinkingBudget,
    Tool,
)
from portcheck.providers.file_parts import FILE_URLS, need_of
from portcheck.providers.lint.review import one_call_at_a_time
from portcheck.providers.request_parts import BUDGET, without_unset
from portcheck.providers.tool_call_ids import with_ids

_LEVELS = frozenset({"low", "medium", "high"})


def build_body(
    request: Request,
    *,
    model: str | None,
    options: JsonObject,
    keep_alive: str | int | None = None,
    stream: bool = False,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body with only what the request sets, and the names of dropped settings.

    The API streams by default, so `stream` is always sent. It has no tool choice: for `none` the
    tools are left out, and no call can be forced.

    Args:
        request: the request.
        model: the model.
        options: settings of the runner that the provider's entry makes, for example `num_ctx`.
        keep_alive: how long the model stays loaded.
        stream: request a stream.
    """
    dropped: list[str] = []
    choice = request.tool_choice.mode if request.tool_choice else None
    body: dict[str, Any] = {} if model is None else {"model": model}
    body["messages"] = _messages(request, dropped)
    body["stream"] = stream
    if request.tools and choice != "none":
        body["tools"] = [_tool(tool) for tool in request.tools]
        if any(tool.strict for tool in request.tools):
            dropped.append("strict")
    if choice in {"required", "tool"} or (choice and not request.tools):
        dropped.append("tool_choice")
    if request.response_schema is not None:
        body["format"] = request.response_schema
    elif request.wants_json:
        body["format"] = "json"
    if one_call_at_a_time(request):
        dropped.append("parallel_tool_calls")
    settings = {**_options(request), **options}
    if settings:
        body["options"] = settings
    if keep_alive is not None:
        body["keep_alive"] = keep_alive
    think = _think(request.sampling, dropped)
    if think is not None:
        body["think"] = think
    return body, tuple(dict.fromkeys(dropped))


def _think(sampling: Sampling, dropped: list[str]) -> bool | str | None:
    """On, off, or one of three levels; the server accepts but ignores other words."""
    wanted, effort = sampling.thinking, sampling.effort
    if isinstance(wanted, ThinkingBudget):
        dropped.append(BUDGET)
    contradicts = wanted is not UNSET and (wanted == "off") != (effort == "none")
    if effort is not None and (contradicts or effort not in {*_LEVELS, "none"}):
        dropped.append("effort")
    elif effort is not None:
        return False if effort == "none" else effort
    return None if wanted is UNSET else wanted != "off"


def _options(request: Request) -> dict[str, Any]:
    sampling = request.sampling
    settings = {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "num_predict": sampling.max_output_tokens,
        "stop": list(sampling.stop) or None,
        "seed": sampling.seed,
        "top_k": sampling.top_k,
        "frequency_penalty": sampling.frequency_penalty,
        "presence_penalty": sampling.presence_penalty,
    }
    return without_unset(settings)


def _messages(request: Request, dropped: list[str]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    if request.system:
        out.append({"role": "system", "content": request.system})
    names: dict[str, tuple[str, bool]] = {}
    shown: list[str] = []
    for original, message in zip(request.messages, with_ids(request.messages), strict=True):
        images = _images(message, dropped)
        if message.role == "tool":
            out.append(_result(message, names))
            shown.extend(images)
            if message.is_error:
                dropped.append("is_error")
            continue
        out.extend(_shown(shown))
        shown = []
        for before, call in zip(original.tool_calls, message.tool_calls, strict=True):
            names[call.id or ""] = (call.name, bool(before.id))
        out.append(_message(message, images, names))
    out.extend(_shown(shown))
    return out


def _images(message: Message, dropped: list[str]) -> list[str]:
    """The images of a message, the only files that the API accepts, and only inline."""
    found = []
    for file in message.files:
        if not isinstance(file, Image):
            dropped.append(need_of(file))
        elif file.url:
            dropped.append(FILE_URLS)
        else:
            found.append(file.data)
    return found


def _shown(images: Sequence[str]) -> list[dict[str, Any]]:
    """A user turn with the images of tool results, which only user turns may have."""
    return [{"role": "user", "content": "", "images": list(images)}] if images else []


def _message(
    message: Message, images: list[str], names: dict[str, tuple[str, bool]]
) -> dict[str, Any]:
    if message.turn is not UNSET:
        return _own(message, names)
    out: dict[str, Any] = {"role": message.role, "content": message.text}
    if images:
        out["images"] = images
    if message.tool_calls:
        out["tool_calls"] = [
            {
                **({"id": call.id} if names[call.id or ""][1] else {}),
                "function": {"name": call.name, "arguments": dict(call.arguments or {})},
            }
            for call in message.tool_calls
        ]
    return out


def _own(message: Message, names: dict[str, tuple[str, bool]]) -> dict[str, Any]:
    """The vendor's own turn; calls with the same id get different ids."""
    called = [
        {**call, "id": known.id} if names[known.id or ""][1] else call
        for call, known in zip(message.turn["tool_calls"], message.tool_calls, strict=True)
    ]
    return {"role": message.role, **message.turn, "tool_calls": called}


def _result(message: Message, names: dict[str, tuple[str, bool]]) -> dict[str, Any]:
    """A tool result with the tool's name, for early versions, and with its id if there is one."""
    name, has_id = names.get(message.tool_call_id or "", (message.tool_call_id or "tool", False))
    out: dict[str, Any] = {"role": "tool", "content": message.text, "tool_name": name}
    return {**out, "tool_call_id": message.tool_call_id} if has_id else out


def _tool(tool: Tool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    schema = tool.parameters if "type" in tool.parameters else {"type": "object", **tool.parameters}
    return {"type": "function", "function": {**function, "parameters": schema}}
