"""Helps people mend a file: the nearest valid word, and values quoted without doing harm."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from portcheck.model import suggestions
from portcheck.model.display import one_line

QUOTED_LENGTH = 60
"""Characters of a document's value that a message shows at most."""

_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"sk-[\w-]{8,}|sk_(?:live|test)_\w{8,}|rk_live_\w{8,}|A[KS]IA[0-9A-Z]{12,}|xox[abeprs]-[\w-]{8,}"
    r"|gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|AIza[\w-]{20,}|ya29\.[\w-]{16,}"
    r"|gsk_\w{16,}|xai-\w{16,}|hf_\w{16,}|pplx-\w{16,}|npm_\w{20,}"
    r"|eyJ[\w-]{10,}\.[\w-]{6,}|(?:Bearer|Basic)\s+[\w.~+/=-]{12,}"
    r")|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/\s@]*:[^/\s@]*@"
    r"|[?&](?:[\w-]*(?:key|token|secret|sig)|auth)=[^&\s]{4,}",
    re.IGNORECASE,
)

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


def looks_secret(text: str) -> bool:
    """Whether the text has the form of a vendor's key, a token, or a URL with a password."""
    return _SECRET.search(text) is not None


def secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where keys, tokens and passwords stand in a text: first character, and after the last."""
    for found in _SECRET.finditer(text):
        private_key = found.group().startswith("-----")
        yield found.start(), len(text) if private_key else found.end()


def looks_random(text: str) -> bool:
    """Whether the text is one long run of mixed letters and digits, as keys are and names are not.

    The bound is on Shannon's entropy per character (Shannon 1948), which for random hexadecimal
    digits is near 4 bits and for words in one case, joined by underscores, is below 3.5.
    """
    if len(text) < 20 or not re.fullmatch(r"[\w+/=.~-]+", text, re.ASCII):
        return False
    longest = max(len(piece) for piece in re.split(r"[_.~/-]", text))
    mixed = any(ch.isdigit() for ch in text) and any(ch.isalpha() for ch in text)
    return mixed and longest >= 16 and _entropy(text) > 3.0


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


def _entropy(text: str) -> float:
    shares = (text.count(ch) / len(text) for ch in set(text))
    return -sum(share * math.log2(share) for share in shares)
