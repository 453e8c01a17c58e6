"""Find keys in files by their shape, without showing them.

A finding shows only the prefix that all keys of its kind share, and the length.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from portcheck.data.usage import secret_shapes
from portcheck.scan.finding.names import service_of_variable
from portcheck.scan.finding.needles import Pieces
from portcheck.scan.finding.text import Found, Segment, SourceText

_LEAST_BITS = 3.0
"""Least entropy per character in bits (Shannon 1948); placeholders such as `xxxx` have less."""
_PLACEHOLDER = re.compile(
    r"x{4,}|\*{3,}|\.{3}|example|placeholder|change|dummy|fake|redacted|your|insert|todo|secret_here"
    r"|0{8}|1234|abcd|test[-_]?key|not[-_]?a[-_]?real|sample",
    re.IGNORECASE,
)
_ENDINGS = ("KEY", "TOKEN", "SECRET")
_ASSIGNED = re.compile(
    rf"(?<![A-Za-z0-9_])([A-Z][A-Z0-9_]*(?:{'|'.join(_ENDINGS)}))[\"']?\]?\s*(?::=|[:=])\s*"
    r"[\"']?([A-Za-z0-9_\-/+=.]{20,200})(?=[\"'\s,;]|$)"
)


@cache
def _beginnings() -> Pieces:
    return Pieces(re.split(r"[^\w-]", shape.pattern)[0].lower() for shape in secret_shapes())


@cache
def _shapes() -> re.Pattern[str]:
    parts = (f"(?P<s{number}>{shape.pattern})" for number, shape in enumerate(secret_shapes()))
    return re.compile(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(parts)})(?![A-Za-z0-9_-])")


def find_secrets(source: SourceText, segment: Segment) -> Iterator[Found]:
    """Yield the keys in a line, masked."""
    taken: list[tuple[int, int]] = []
    if _beginnings().within(segment.text.lower()):
        for match in _shapes().finditer(segment.text):
            shape = secret_shapes()[int((match.lastgroup or "s0")[1:])]
            if not _is_random(match.group()[shape.shown :]):
                continue
            taken.append(match.span())
            shown = masked(match.group()[: shape.shown], len(match.group()))
            offset = segment.start + match.start()
            yield Found("secret", shown, shape.service, offset, source.context(offset))
    if any(word in segment.text for word in _ENDINGS):
        yield from _assigned(source, segment, taken)


def _assigned(
    source: SourceText, segment: Segment, taken: Sequence[tuple[int, int]]
) -> Iterator[Found]:
    """Yield the values of vendors' variables, regardless of their shape."""
    for match in _ASSIGNED.finditer(segment.text):
        service = service_of_variable(match[1])
        inside = any(start <= match.start(2) < end for start, end in taken)
        if service is None or inside or not _is_random(match[2]) or not _mixed(match[2]):
            continue
        offset = segment.start + match.start(2)
        shown = f"value of {match[1]} ({len(match[2])} characters)"
        yield Found("secret", shown, service, offset, source.context(offset))


def masked(shared: str, length: int) -> str:
    """The masked form of a key."""
    return f"{shared}**** ({length} characters)"


def _is_random(text: str) -> bool:
    if _PLACEHOLDER.search(text):
        return False
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return bits >= _LEAST_BITS


def _mixed(text: str) -> bool:
    """Whether a text mixes digits and letters, and is not a path or dotted name."""
    return (
        any(ch.isdigit() for ch in text)
        and any(ch.isalpha() for ch in text)
        and "/" not in text[:1]
        and not re.fullmatch(r"[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)+", text)
    )
