"""What Cohere's answers ordinarily hold."""

from __future__ import annotations

from portcheck.providers.besides.content import Kinds, fields

_TEXT = fields("type text", "texts")
_CALL = fields("id type function index", "texts")

ORDINARY = fields(
    "id finish_reason prompt model",
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
