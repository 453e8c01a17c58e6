"""Recognize keys, tokens and passwords in a file, so that no message shows one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from portcheck.lazy_pattern import LazyPattern
from portcheck.model.visible_text import CREDENTIALS

_SECRET = LazyPattern(
    r"(?<![A-Za-z0-9])(?:"
    r"sk-[\w-]{8,}|sk_(?:live|test)_\w{8,}|rk_live_\w{8,}|A[KS]IA[0-9A-Z]{12,}|xox[abeprs]-[\w-]{8,}"
    r"|gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|AIza[\w-]{20,}|ya29\.[\w-]{16,}"
    r"|gsk_\w{16,}|xai-\w{16,}|hf_\w{16,}|pplx-\w{16,}|npm_\w{20,}"
    r"|eyJ[\w-]{10,}\.[\w-]{6,}|(?:Bearer|Basic)\s+[\w.~+/=-]{12,}"
    rf")|-----BEGIN [A-Z ]*PRIVATE KEY|{CREDENTIALS}"
    r"|[?&](?:[\w-]*(?:key|token|secret|sig)|auth)=[^&\s]{4,}",
    re.IGNORECASE,
)


def looks_secret(text: str) -> bool:
    """Whether the text has the form of a vendor's key, a token, or a URL with a password."""
    return _SECRET.search(text) is not None


def secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each key, token and password in a text."""
    for found in _SECRET.finditer(text):
        private_key = found.group().startswith("-----")
        yield found.start(), len(text) if private_key else found.end()


def looks_random(text: str) -> bool:
    """Whether the text is one long run of mixed letters and digits, like keys but unlike names.

    The bound is on Shannon's entropy per character (Shannon 1948), which for random hexadecimal
    digits is near 4 bits and for words in one case, joined by underscores, is below 3.5.
    """
    if len(text) < 20 or not re.fullmatch(r"[\w+/=.~-]+", text, re.ASCII):
        return False
    longest = max(len(piece) for piece in re.split(r"[_.~/-]", text))
    mixed = any(ch.isdigit() for ch in text) and any(ch.isalpha() for ch in text)
    return mixed and longest >= 16 and _entropy(text) > 3.0


def _entropy(text: str) -> float:
    frequencies = (text.count(ch) / len(text) for ch in set(text))
    return -sum(share * math.log2(share) for share in frequencies)
