"""The usual fields of Cohere's answers, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.metadata.served import retirement
from portcheck.providers.metadata.unread import Kinds, fields

_TEXT = fields("type text", "texts")
_CALL = fields("id type function index", "texts")

ORDINARY = fields(
    "id finish_reason prompt model meta response_id generation_id",
    usage=fields(
        "tokens cached_tokens",
        "numbers",
        billed_units=fields("input_tokens output_tokens", "numbers"),
    ),
    message=fields(
        "role tool_plan",
        "texts",
        content=Kinds({"text": _TEXT, "thinking": fields("type thinking", "texts")}, _TEXT),
        tool_calls=Kinds({"function": _CALL}, _CALL),
    ),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """Retirement; see `served.Facts`."""
    return {"retires": retirement(body)}
