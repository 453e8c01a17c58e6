"""What an answer of Ollama carries besides text and calls."""

from __future__ import annotations

from typing import Any

from carried import counts, streamed, whole

from portcheck.model.completion import Answer
from portcheck.providers.dialects.ollama import WIRE

ORDINARY = {
    "model": "m",
    "created_at": "2026-01-01T00:00:00Z",
    "total_duration": 3,
    "eval_count": 1,
}


def body(**changes: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": "Hi.", **changes.pop("message", {})}
    return {**ORDINARY, "message": message, "done": True, "done_reason": "stop", **changes}


def both(**changes: Any) -> list[Answer]:
    start = {**ORDINARY, "message": {"content": ""}, "done": False}
    return [whole(WIRE, body(**changes)), streamed(WIRE, [start, body(**changes)])]


def test_ordinary_answers_carry_nothing_else() -> None:
    for got in both(message={"thinking": "Hm.", "tool_calls": []}, context=[1, 2]):
        assert counts(got) == {}


def test_pictures_probabilities_and_fields_that_nobody_knows() -> None:
    message = {"images": ["QUJD", "QUJE"], "hologram": {"text": "x"}}
    for got in both(message=message, logprobs=[{"token": "H", "logprob": -0.1}]):
        assert counts(got) == {"images": 2, "hologram": 1, "logprobs": 1}


def test_a_model_elsewhere_is_named() -> None:
    for got in both(remote_host="https://cloud.test:443", remote_model="big"):
        assert got.upstream_provider == "https://cloud.test:443"
        assert counts(got) == {}
