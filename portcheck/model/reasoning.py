"""Splits off the reasoning that a model wrote in front of its answer."""

from __future__ import annotations

_THINK, _END_THINK = "<think>", "</think>"


def split_reasoning(content: str, *stated: str) -> tuple[str, str | None]:
    """The answer in a text, and the reasoning before it.

    A tag that is never closed means that the model was cut off while reasoning.

    Args:
        content: what a model wrote; reasoning stands in front, between `<think>` and `</think>`.
        stated: reasoning from fields of its own, which comes first.
    """
    head = content.lstrip()
    thought = ""
    if head.startswith(_THINK):
        thought, closed, answer = head.removeprefix(_THINK).partition(_END_THINK)
        content = answer.lstrip() if closed else ""
    return content, "\n".join(filter(None, (*stated, thought.strip()))) or None
