"""Fill a request body, a tree of JSON whose leaves name parts of the request.

Only a leaf that is exactly a name, such as `$prompt`, is replaced, and by a value, never as text in
other text. So a request cannot change the structure of the body. A leaf whose value is not set is
removed with its key. `$$` at the start of a leaf means a plain `$`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import Request, ThinkingBudget
from portcheck.providers.dialects.openai_chat.request import build_body
from portcheck.providers.file_parts import need_of

_UNSET = object()
_SETTINGS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "max_output_tokens": "max_tokens",
    "stop": "stop",
    "seed": "seed",
    "effort": "reasoning_effort",
    "top_k": "top_k",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "tools": "tools",
    "tool_choice": "tool_choice",
    "parallel_tool_calls": "parallel_tool_calls",
}
"""Name of a leaf to the field of Chat Completions that defines the form of its value."""
_PLAIN = ("json_mode", "thinking", "thinking_budget")
"""Names of leaves whose values are true, false or a number."""
LEAVES: tuple[str, ...] = (
    "$prompt",
    "$messages",
    "$system",
    "$model",
    *(f"${name}" for name in _SETTINGS),
    "$response_schema",
    *(f"${name}" for name in _PLAIN),
)
_SPEAKERS = {"system": "System", "user": "User", "assistant": "Assistant", "tool": "Tool"}


def leaves(tree: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Yield the place and name of each leaf with a name."""
    if isinstance(tree, Mapping):
        for key, item in tree.items():
            yield from leaves(item, (*steps, key))
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for at, item in enumerate(tree):
            yield from leaves(item, (*steps, at))
    elif isinstance(tree, str) and tree.startswith("$") and not tree.startswith("$$"):
        yield steps, tree


def fill(tree: Any, request: Request, model: str | None) -> tuple[Any, tuple[str, ...]]:
    """Replace the leaves of a tree; also returns the names of settings without a leaf."""
    named = {name for _, name in leaves(tree)}
    values, lost = _values(request, model, named)
    filled = _filled(tree, values)
    unsaid = [
        name
        for name in (*_SETTINGS, "response_schema", "json_mode")
        if values[f"${name}"] is not _UNSET and f"${name}" not in named
    ]
    if "$thinking_budget" not in named and values["$thinking_budget"] is not _UNSET:
        unsaid.append("thinking")
    elif "$thinking" not in named and values["$thinking_budget"] is _UNSET:
        unsaid += ["thinking"] if values["$thinking"] is not _UNSET else []
    return filled, tuple(dict.fromkeys([*unsaid, *lost]))


def _values(
    request: Request, model: str | None, named: set[str]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    said = replace(request, sampling=request.sampling.without(["thinking"]))
    body, lost = build_body(said, model=model, max_tokens_field="max_tokens")
    values: dict[str, Any] = {
        "$" + name: body.get(field, _UNSET) for name, field in _SETTINGS.items()
    }
    if request.tool_choice is not None and not request.tools:
        lost = tuple(name for name in lost if name != "tool_choice")
        values["$tool_choice"] = request.tool_choice.mode
    own = "$system" in named and bool(request.system)
    values["$messages"] = body["messages"][1:] if own else body["messages"]
    values["$prompt"] = _prompt(request, with_system=not own and "$messages" not in named)
    values["$system"] = request.system or _UNSET
    values["$model"] = _UNSET if model is None else model
    schema = request.response_schema
    values["$response_schema"] = _UNSET if schema is None else schema
    values |= _plain(request)
    if "$messages" not in named:
        files = (file for message in request.messages for file in message.files)
        lost = (*lost, *map(need_of, files))
    return values, lost


def _plain(request: Request) -> dict[str, Any]:
    wanted = request.sampling.thinking
    budget = wanted.budget if isinstance(wanted, ThinkingBudget) else _UNSET
    return {
        "$json_mode": True if request.wants_json else _UNSET,
        "$thinking": _UNSET if wanted is UNSET else wanted != "off",
        "$thinking_budget": budget,
    }


def _prompt(request: Request, *, with_system: bool) -> str:
    """The conversation as one text: a single question unchanged, several turns with speakers."""
    turns = [message for message in request.messages if message.text]
    if len(turns) == 1 and turns[0].role == "user":
        said = turns[0].text
    else:
        said = "\n\n".join(f"{_SPEAKERS[turn.role]}: {turn.text}" for turn in turns)
    return f"{request.system}\n\n{said}" if request.system and with_system else said


def _filled(tree: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(tree, Mapping):
        pairs = ((key, _filled(item, values)) for key, item in tree.items())
        return {key: item for key, item in pairs if item is not _UNSET}
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [item for item in (_filled(one, values) for one in tree) if item is not _UNSET]
    if isinstance(tree, str) and tree.startswith("$"):
        return tree[1:] if tree.startswith("$$") else values[tree]
    return tree
