"""Recognize an answer whose fields have undocumented types.

Readers treat a field of the wrong type as absent, so such a body would look like an empty answer.
But the model may have answered well, and something in between has changed the format.
"""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.model.chat import JsonObject
from portcheck.model.completion import Answer
from portcheck.vendor_json import items

_FORMS: Mapping[str, tuple[type, ...]] = {
    "choices": (list,),
    "candidates": (list,),
    "output": (list, dict),
    "message": (dict,),
    "messages": (list,),
    "delta": (dict,),
    "content": (list, str, dict),
    "parts": (list,),
    "tool_calls": (list, dict),
}
"""Field on the path to an answer to its allowed types."""


def unreadable(answer: Answer, body: JsonObject) -> str:
    """The field of a body that cannot be read if the answer is empty, otherwise ""."""
    said = any((answer.text, answer.reasoning_text, answer.tool_calls))
    return "" if said or answer.declined else _misplaced(body)


def _misplaced(value: JsonObject) -> str:
    for name, forms in _FORMS.items():
        stated = value.get(name)
        if stated and not isinstance(stated, forms):
            return name
        # As Gemini's content, an object has parts or a role.
        if name == "content" and isinstance(stated, dict) and not stated.keys() & {"parts", "role"}:
            return name if stated else ""
        inside = [part for part in [*items(stated), stated] if isinstance(part, dict)]
        if name in {"content", "parts"} and any(map(_odd_text, inside)):
            return "text"
        # What tools of the vendor brought has forms of its own.
        messages = (part for part in inside if part.get("type", "message") == "message")
        if found := next(filter(None, map(_misplaced, messages)), ""):
            return found
    return ""


def _odd_text(part: JsonObject) -> bool:
    text = part.get("text") if part.get("type", "text") in ("text", "output_text") else None
    return bool(text) and not isinstance(text, str)
