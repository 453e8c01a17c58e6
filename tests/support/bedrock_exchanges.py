"""Bedrock Converse, as documentation describes it: a question's way there, and answers to it."""

from __future__ import annotations

from typing import Any

from event_frames import events
from provider_exchanges import Server, answered, spec

from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Text,
)

IMAGE = Image(media_type="image/jpeg", data="aGk=")
SHOWN = {"image": {"format": "jpeg", "source": {"bytes": "aGk="}}}
BASE = "https://bedrock-runtime.eu-west-1.amazonaws.com"


def converse(**changes: Any) -> Any:
    return spec("bedrock", **{"base_url": BASE, "model": "eu.probe.m-v1:0", **changes})


def reply(*content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "output": {"message": {"role": "assistant", "content": list(content) or [{"text": "Hi."}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 5, "outputTokens": 2, "totalTokens": 7},
        **changes,
    }


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=reply())
    answered(server, converse(**changes), request)
    return server.sent


def stream(*found: tuple[str, Any]) -> bytes:
    return events([("messageStart", {"role": "assistant", "p": "abc"}), *found])


def delta(index: int, **piece: Any) -> tuple[str, Any]:
    return "contentBlockDelta", {"contentBlockIndex": index, "delta": piece, "p": "abcdef"}


def begun(index: int, name: str) -> tuple[str, Any]:
    use = {"toolUseId": f"t{index}", "name": name}
    return "contentBlockStart", {"contentBlockIndex": index, "start": {"toolUse": use}}
