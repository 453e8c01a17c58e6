"""Find lock-ins, features of one vendor: assistants, hosted tools, batches, caches, vectors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from portcheck.data.usage import Tie, ties
from portcheck.scan.finding.needles import Pieces, plain
from portcheck.scan.finding.text import Found, Segment, SourceText

_FAMILY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "openai": frozenset({"openai", "azure"}),
        "anthropic": frozenset({"anthropic", "vertex", "bedrock"}),
        "gemini": frozenset({"gemini", "vertex"}),
    }
)
"""Service of a lock-in to the services that a file must use for its words to count."""
_EMBEDS = frozenset(
    {"openai", "azure", "gemini", "vertex", "bedrock", "cohere", "mistral", "voyage", "ollama"}
)

_IMPORT = re.compile(r"\s*(?:from|import|export|using|package)\b")


class _Word(Struct, frozen=True):
    """One word that shows a lock-in."""

    text: str
    tie: Tie
    alone: bool


@cache
def _words() -> Mapping[str, tuple[_Word, ...]]:
    """Longest piece of a word to the words that contain it."""
    found: dict[str, list[_Word]] = {}
    for tie in ties().values():
        for text in tie.alone:
            found.setdefault(plain(text), []).append(_Word(text, tie, alone=True))
        for text in tie.file:
            found.setdefault(plain(text), []).append(_Word(text, tie, alone=False))
    return MappingProxyType({piece: tuple(words) for piece, words in found.items()})


@cache
def _pieces() -> Pieces:
    return Pieces(_words())


def find_lock_ins(source: SourceText, segment: Segment, services: Set[str]) -> Iterator[Found]:
    """Yield the lock-ins whose words are in a line.

    Args:
        source: the text.
        segment: a line of it.
        services: services that the file names elsewhere.
    """
    lower = segment.text.lower()
    pieces = _pieces().within(lower)
    if not pieces:
        return
    joined = lower.replace("()", "")
    imports = _IMPORT.match(segment.text) is not None
    said: set[str] = set()
    for piece in sorted(pieces):
        for word in _words()[piece]:
            tie = word.tie
            if tie.id in said or not _is_written(joined, word.text):
                continue
            service = _service(tie, services)
            if not word.alone and (service is None or imports):
                continue
            offset = segment.start + lower.find(piece)
            context = source.context(offset)
            said.add(tie.id)
            yield Found("lock_in", tie.id, service or tie.service, offset, context)


def _service(tie: Tie, services: Set[str]) -> str | None:
    """The service of the file that a lock-in belongs to; `None` if the file names none."""
    wanted = _EMBEDS if tie.service is None else _FAMILY.get(tie.service, frozenset({tie.service}))
    present = sorted(wanted & services)
    if tie.service in present:
        return tie.service
    return present[0] if present else None


def _is_written(line: str, word: str) -> bool:
    """Whether a line contains a word on its own, not as part of a longer one."""
    at = line.find(word)
    while at >= 0:
        before, after = line[at - 1 : at], line[at + len(word) : at + len(word) + 1]
        starts = not word[0].isalnum() or not (before.isalnum() or before == "_")
        ends = not word[-1].isalpha() or not (after.isalnum() or after == "_")
        if starts and ends:
            return True
        at = line.find(word, at + 1)
    return False
