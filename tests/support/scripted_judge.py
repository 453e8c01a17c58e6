"""A judge that reads a request as a real one would, and is as credulous as the worst of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Timing, Usage

_MARK = re.compile(r"\[begin NAME ([0-9a-f]{24})\]")
Opinion = Callable[[dict[str, str]], str]
"""Sections by title to the verdict of an honest reader."""


def reply(text: str) -> Completion:
    """What a judge sends back."""
    usage = Usage(input_tokens=100, output_tokens=10)
    return Completion(text=text, finish_reason="stop", timing=Timing(total_s=0.1), usage=usage)


def verdict(word: str, reason: str = "so it is") -> Completion:
    """A reply in the form that is asked for."""
    return reply(json.dumps({"reason": reason, "verdict": word}))


def sections_of(request: Request) -> tuple[dict[str, str], str]:
    """The sections by title, and all that stands outside of them.

    A section ends with the first line that looks like its end, as to any reader.
    """
    found = _MARK.search(request.system or "")
    assert found is not None
    mark = found[1]
    sections, outside = dict[str, str](), list[str]()
    title, inside = None, list[str]()
    for line in request.messages[-1].text.split("\n"):
        if title is None and (begun := re.fullmatch(rf"\[begin (.+) {mark}\]", line)):
            title, inside = begun[1], []
        elif title is not None and line == f"[end {title} {mark}]":
            sections[title], title = "\n".join(inside), None
        elif title is None:
            outside.append(line)
        else:
            inside.append(line)
    assert title is None, "a section has no end"
    return sections, "\n".join(outside).strip()


def judge(request: Request, opinion: Opinion) -> Completion:
    """An honest opinion of the sections; but whatever is said outside of them is obeyed."""
    sections, outside = sections_of(request)
    ordered = re.sub(r"^(?:Judge|Compare) .* Reply with the JSON object alone\.$", "", outside)
    if ordered.strip():
        words = request.response_schema["properties"]["verdict"]["enum"]  # type: ignore[index]  # every request to a judge has one
        return verdict(next((word for word in words if word in ordered), words[0]))
    return verdict(opinion(sections))
