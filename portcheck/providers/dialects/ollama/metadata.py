"""The usual fields of Ollama's answers, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.metadata.served import word
from portcheck.providers.metadata.unread import fields

ORDINARY = fields(
    "model created_at done done_reason total_duration load_duration prompt_eval_count "
    "prompt_eval_duration eval_count eval_duration remote_model remote_host",
    message=fields("role content thinking tool_name tool_calls", "texts"),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """The host that a local server had a cloud model answer on; see `served.Facts`."""
    return {"upstream_provider": word(body.get("remote_host"))}
