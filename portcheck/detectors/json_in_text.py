"""Find JSON in text with a code fence, prose or trailing commas around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from portcheck.lazy_pattern import LazyPattern

MOST_TRIES = 50
"""Most places that are tried as the beginning of JSON."""
_FENCE = LazyPattern(r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w+.#-]*)[^\n]*$", re.MULTILINE)
_BEGIN = LazyPattern(r"[\[{]")
_COMMA = LazyPattern(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', re.DOTALL)


def json_text(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Find the JSON in a text, and describe what had to be ignored.

    It is the whole text if that is JSON, otherwise the first code fence that is, otherwise the
    first object or list in the text. A comma before a closing bracket is removed if nothing else
    helps. `None` if there is no JSON.
    """
    whole = text.strip()
    if _is_json(whole):
        return whole, ()
    for content, _ in fences(text):
        for candidate, words in _with_commas(content.strip()):
            if _is_json(candidate):
                return candidate, ("a code fence", *words)
    for candidate, words in _with_commas(whole):
        if words and _is_json(candidate):
            return candidate, words
    for candidate, words in _with_commas(text):
        found = _first_value(candidate)
        if found is not None:
            return found, ("text around it", *words)
    return None


def fences(text: str) -> list[tuple[str, str]]:
    """Content and language of every code fence; an unclosed one reaches to the end."""
    return [(text[start:end], language) for start, end, language in _contents(text)]


def without_fences(text: str) -> str:
    """The text with a blank in place of the content of every code fence."""
    kept, at = list[str](), 0
    for start, end, _ in _contents(text):
        kept += [text[at:start], " "]
        at = end
    return "".join((*kept, text[at:]))


def _contents(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of the content of every code fence, and its language."""
    opened = None
    for mark in _FENCE.finditer(text):
        if opened is None:
            opened = mark
        elif mark[1].startswith(opened[1]) and not mark[2]:
            yield opened.end() + 1, mark.start(), opened[2].lower()
            opened = None
    if opened is not None:
        yield opened.end() + 1, len(text), opened[2].lower()


def _with_commas(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The text unchanged, and without trailing commas if it has any."""
    bare = _COMMA.sub(lambda found: found[1] or "", text)
    return [(text, ())] if bare == text else [(text, ()), (bare, ("a trailing comma",))]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _first_value(text: str) -> str | None:
    decoder = json.JSONDecoder()
    for tries, begin in enumerate(_BEGIN.finditer(text)):
        if tries == MOST_TRIES:
            break
        try:
            _, end = decoder.raw_decode(text, begin.start())
        except (ValueError, RecursionError):
            continue
        return text[begin.start() : end]
    return None
