"""Recognise texts that the detectors were tuned on, which cannot measure their accuracy.

`tuned.bin` holds digests of these texts; `benchmarks/write_tuned.py` writes it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

BYTES = 8
"""Bytes of a digest."""
SHORTEST = 24
"""Fewest letters and digits of a text that is recognised: shorter ones may occur by chance."""
_ELSE = re.compile(r"[\W_]+")


def text_digest(text: str) -> bytes | None:
    """Hash a text without case, white space and punctuation; `None` for a short text."""
    plain = _ELSE.sub("", text.casefold())
    if len(plain) < SHORTEST:
        return None
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()[:BYTES]


def was_tuned_on(question: str, answer: str) -> bool:
    """Whether rules or weights were made with knowledge of this question or answer."""
    known = _known()
    return any(text_digest(text) in known for text in (question, answer))


@cache
def _known() -> frozenset[bytes | None]:
    content = Path(__file__).with_name("tuned.bin").read_bytes()
    return frozenset(content[at : at + BYTES] for at in range(0, len(content), BYTES))
