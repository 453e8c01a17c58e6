"""Helps people fix a file: the nearest valid word, and values quoted without doing harm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portcheck.config.problems.secret_forms import looks_random, looks_secret
from portcheck.model import suggestions
from portcheck.model.visible_text import one_line

QUOTED_LENGTH = 60
"""Characters of a document's value that a message shows at most."""


SYNONYMS: dict[str, tuple[str, ...]] = {
    "assert": ("checks",),
    "assertions": ("checks",),
    "scorers": ("checks",),
    "expected": ("checks", "equals"),
    "expected_output": ("checks", "equals"),
    "answer": ("checks", "equals"),
    "golden_answer": ("checks", "equals"),
    "reference": ("checks", "equals"),
    "value": ("checks", "equals"),
    "settings": ("defaults", "sampling", "options"),
    "config": ("defaults", "sampling", "options"),
    "parameters": ("sampling",),
    "params": ("sampling",),
    "risk": ("criticality",),
    "priority": ("criticality",),
    "severity": ("criticality",),
    "threshold": ("floor", "max_ratio", "max_rate", "min_days", "gates"),
    "thresholds": ("gates",),
    "tolerance": ("margin", "gates"),
    "tests": ("cases",),
    "examples": ("cases",),
    "dataset": ("cases_from",),
    "data": ("cases_from",),
    "path": ("file",),
    "provider": ("providers", "runs_on", "vendor"),
    "targets": ("providers",),
    "models": ("providers",),
    "deployment": ("model",),
    "baseline": ("runs_on",),
    "description": ("about",),
    "name": ("suite", "id"),
    "title": ("about", "id"),
    "version": ("portcheck",),
    "variables": ("vars",),
    "inputs": ("vars",),
    "epochs": ("repeats",),
    "samples": ("repeats",),
    "runs": ("repeats",),
    "instructions": ("system",),
    "question": ("user", "prompt"),
    "input": ("user", "prompt", "vars"),
    "max_tokens": ("max_output_tokens",),
    "max_completion_tokens": ("max_output_tokens",),
    "stop_sequences": ("stop",),
    "reasoning_effort": ("effort",),
    "url": ("base_url",),
    "endpoint": ("base_url",),
    "timeout": ("timeout_s",),
    "rpm": ("requests_per_minute",),
    "tpm": ("tokens_per_minute",),
    "requirements": ("require",),
    "constraints": ("require",),
    "<<": (),
}
"""What other tools call it, to what it may be here: the first that is valid at a place wins."""


def synonym(word: str, valid: Iterable[str]) -> str | None:
    """The valid word for what other tools (or a typist) call differently, or `None`."""
    return suggestions.synonym(word, valid, SYNONYMS)


def did_you_mean(word: str, valid: Iterable[str]) -> str:
    """A hint for a wrong word of a file, which may be what other tools call it."""
    return suggestions.did_you_mean(word, valid, SYNONYMS)


def quote(value: Any) -> str:
    """A value for a message: short, harmless to a terminal, and never a secret."""
    text = value if isinstance(value, str) else str(value)
    if looks_secret(text) or looks_random(text):
        return "(not shown: it looks like a key)"
    return f"'{one_line(text, QUOTED_LENGTH)}'"


def describe(value: Any) -> str:
    """What was found instead of what was wanted."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {one_line(str(value), 20)}"
    if isinstance(value, str):
        return f"the text {quote(value)}" if value else "empty text"
    return "a list" if isinstance(value, list) else "a mapping"
