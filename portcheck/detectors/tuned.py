"""Which texts the detectors were tuned on: these tell nothing of how often they are right.

`tuned.bin` holds digests of them and no text; `benchmarks/write_tuned.py` writes it.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

BYTES = 8
"""Of a digest."""
SHORTEST = 24
"""Letters and digits of a text that is known again: shorter ones are anybody's."""
_ELSE = re.compile(r"[\W_]+")


def text_digest(text: str) -> bytes | None:
    """A digest that case, white space and punctuation do not change; `None` of a short text."""
    plain = _ELSE.sub("", text.casefold())
    if len(plain) < SHORTEST:
        return None
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()[:BYTES]


def was_tuned_on(question: str, answer: str) -> bool:
    """Whether rules were written or weights fitted with that question or that answer in sight."""
    known = _known()
    return any(text_digest(text) in known for text in (question, answer))


@cache
def _known() -> frozenset[bytes | None]:
    content = Path(__file__).with_name("tuned.bin").read_bytes()
    return frozenset(content[at : at + BYTES] for at in range(0, len(content), BYTES))
