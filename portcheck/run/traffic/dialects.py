"""List the dialects that read the answers in logs."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.imports.bodies.answers import ReadAnswer
from portcheck.providers.dialects import anthropic, bedrock, gemini, openai_chat, openai_responses

READ_ANSWERS: Mapping[str, ReadAnswer] = {
    module.WIRE.name: module.WIRE.logged
    for module in (anthropic, bedrock, gemini, openai_chat, openai_responses)
}
"""Dialect to the function that reads a logged answer."""
