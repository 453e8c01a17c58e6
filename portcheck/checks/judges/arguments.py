"""The arguments of checks that ask judges."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from portcheck.checks.judges.prompt import needs
from portcheck.model.chat import JsonObject
from portcheck.model.parity import SpeaksOf

RULES_UNDECIDED = "rules_undecided"
PROPERTIES: JsonObject = {
    "rubric": {
        "description": "The criterion that judges apply, the same for all cases.",
        "type": "string",
        "minLength": 1,
    },
    "reference": {
        "description": "A good answer to this case.",
        "type": "string",
        "minLength": 1,
    },
    "context": {
        "description": (
            "The material that the answer may use. Default: system prompt and earlier turns."
        ),
        "type": "string",
        "minLength": 1,
    },
    "needs": {
        "description": "The sections that judges read.",
        "type": "array",
        "minItems": 1,
        "items": {"enum": ["answer", "question", "reference", "context"]},
    },
    "when": {
        "description": "rules_undecided: ask judges only where no free check of content decides.",
        "enum": [RULES_UNDECIDED],
    },
}


def problem(arguments: Mapping[str, Any]) -> str | None:
    """A mistake in arguments that their schema allows, or `None`."""
    if not str(arguments["rubric"]).strip():
        return "the rubric is empty"
    needed = needs(arguments)
    if "answer" not in needed:
        return "'needs' leaves out the answer, which judges must read"
    if "reference" in needed and not arguments.get("reference"):
        return "'needs' names 'reference', which is missing"
    unread = [name for name in ("reference", "context") if name in arguments]
    unread = [name for name in unread if name not in needed]
    if unread:
        return f"'{unread[0]}' is given, but 'needs' leaves it out"
    return None


def speaks_of(arguments: Mapping[str, Any]) -> SpeaksOf:
    """Form if judges read the answer alone, and cannot know if it is right; else content."""
    return "form" if set(needs(arguments)) == {"answer"} else "content"


def rubric_hash(arguments: Mapping[str, Any]) -> str:
    """SHA-256 of the text of the rubric, in hexadecimal."""
    text = str(arguments["rubric"]).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()


def detector_of(arguments: Mapping[str, Any]) -> str:
    """The name in reports of judges with this rubric."""
    return f"judges {rubric_hash(arguments)[:12]}"
