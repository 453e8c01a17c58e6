"""Name the policies of a guardrail that blocked a prompt or an answer.

The matched text is left out, because it is the user's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portcheck.vendor_json import items, mapping, text

MAX_DEPTH = 6
MAX_NAMED = 20
MAX_NAME = 60


def guardrail_policies(assessments: Any) -> str | None:
    """The policies and their topics or categories: `topicPolicy: tea, contentPolicy: HATE`.

    Args:
        assessments: what Bedrock calls `trace.guardrail`, or what a gateway hands on of it.

    Returns:
        `None` if no policy acted.
    """
    found = dict.fromkeys(_acted(assessments, MAX_DEPTH))
    return ", ".join(list(found)[:MAX_NAMED]) or None


def _acted(value: Any, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, list):
        for part in value:
            yield from _acted(part, depth - 1)
    if not isinstance(value, Mapping):
        return
    if policy := text(value.get("policy")):
        yield from _named(policy, items(value.get("matches")))
        return
    for name, part in value.items():
        if name.endswith("Policy") and isinstance(part, Mapping):
            for entries in part.values():
                yield from _named(name, items(entries))
        else:
            yield from _acted(part, depth - 1)


def _named(policy: str, entries: list[Any]) -> Iterator[str]:
    for entry in map(mapping, entries):
        if text(entry.get("action")).upper() == "NONE" or entry.get("detected") is False:
            continue
        name = text(entry.get("name")) or text(entry.get("type")) or text(entry.get("category"))
        yield f"{policy[:MAX_NAME]}: {name[:MAX_NAME]}" if name else policy[:MAX_NAME]
