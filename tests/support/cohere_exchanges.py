"""Cohere chat v2, as documentation describes it: a question's way there, and answers to it."""

from __future__ import annotations

from typing import Any

from provider_exchanges import Server, answered, spec, sse

from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Text,
)

IMAGE = Image(media_type="image/png", data="aGk=")
SHOWN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}


def chat(**changes: Any) -> Any:
    return spec("cohere", **{"base_url": "https://api.probe.test", **changes})


def reply(message: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "id": "r-1",
        "message": {
            "role": "assistant",
            "content": [{"type": "text", "text": "Hi."}],
            **(message or {}),
        },
        "finish_reason": "COMPLETE",
        "usage": {
            "billed_units": {"input_tokens": 1.0, "output_tokens": 1.0},
            "tokens": {"input_tokens": 5.0, "output_tokens": 2.0},
        },
        **changes,
    }


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=reply())
    answered(server, chat(**changes), request)
    return server.sent


START = {"type": "message-start", "id": "r-1", "delta": {"message": {"role": "assistant"}}}


def piece(kind: str, index: int = 0, **message: Any) -> dict[str, Any]:
    return {"type": kind, "index": index, "delta": {"message": message}}


def end(**delta: Any) -> dict[str, Any]:
    return {"type": "message-end", "delta": {"finish_reason": "COMPLETE", **delta}}


def stream(*events: Any) -> bytes:
    return sse([START, *events], named=True)
