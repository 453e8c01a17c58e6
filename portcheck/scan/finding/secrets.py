"""Keys that are in files: found by their shape, and never shown.

What is shown of one are the characters at its start that all keys of its kind share, and its
length.
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
"""A character, by Shannon (1948): keys have more, and placeholders such as `xxxx` less."""
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
    """The keys that are in a line, in masked form."""
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
    """Values of a vendor's variables, whatever their shape."""
    for match in _ASSIGNED.finditer(segment.text):
        service = service_of_variable(match[1])
        inside = any(start <= match.start(2) < end for start, end in taken)
        if service is None or inside or not _is_random(match[2]) or not _mixed(match[2]):
            continue
        offset = segment.start + match.start(2)
        shown = f"value of {match[1]} ({len(match[2])} characters)"
        yield Found("secret", shown, service, offset, source.context(offset))


def masked(shared: str, length: int) -> str:
    """What is shown of a key."""
    return f"{shared}**** ({length} characters)"


def _is_random(text: str) -> bool:
    if _PLACEHOLDER.search(text):
        return False
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return bits >= _LEAST_BITS


def _mixed(text: str) -> bool:
    """Whether it is a mix of digits and letters, and not a word, path or dotted name."""
    return (
        any(ch.isdigit() for ch in text)
        and any(ch.isalpha() for ch in text)
        and "/" not in text[:1]
        and not re.fullmatch(r"[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)+", text)
    )
