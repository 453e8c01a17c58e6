# ruff: noqa: RUF001
"""Find the passages that a text quotes, and check whether another text contains them.

Only the words of a quotation matter, not punctuation, case, white space, quotation marks or
Markdown. It may leave words out (`...`, `[…]`), put words in brackets, and change the first letter
(`[T]he`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from portcheck.checks.shared.normalise import fold
from portcheck.detectors.json_in_text import without_fences
from portcheck.lazy_pattern import LazyPattern

_CLOSING: Mapping[str, str] = {
    "“": "”\"", "„": "“”\"", "”": "”", "«": "»", "»": "«»", "‹": "›", "›": "‹", "「": "」",
    "『": "』", "〝": "〞〟", '"': "\"", "＂": "＂", "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
"""Opening marks to the marks that may close them: “a”, „a“, ”a”, «a», »a«, 「a」."""
_MARK = LazyPattern("[“”„«»‹›「」『』〝〞〟\"＂‘’‚']")
_SPACED = frozenset("\"'”‘’“»«›‹")
"""Marks that also stand for something else, or open in one language and close in another: the
characters beside them decide."""
_BEFORE = frozenset(["", *" \u00a0\n\t([{<>*_~:=/-–—“„«»‘‚"])
"""Characters that may precede such a mark if it opens a quotation."""
_LONGEST = 3_000
"""Most characters of a quotation."""
_NEXT = 20
"""Most marks after an opening one that are tried as its end."""
_BLOCK = LazyPattern(r"^[ \t]{0,3}>[ \t]?(.*)$", re.MULTILINE)
_TICKS = re.compile(r"`[^`\n]{0,500}`")
_CHANGED = LazyPattern(r"\[([^\W\d_])\](?=[^\W_])")
_GAP = LazyPattern(r"\[[^\[\]]{0,200}\]|\(\.\.\.\)|\(…\)|\.{3,}|…+|(?:\. ){2,}\.")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = LazyPattern(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")
_ONE_SIGN = LazyPattern(f"[{_UNSPACED}]")


def quotations(text: str) -> Iterator[str]:
    """Yield the passages in quotation marks in their order, then the block quotes.

    Quotation marks in code do not count, and marks inside a quotation belong to it.
    """
    text = _TICKS.sub(" ", without_fences(text) if "```" in text or "~~~" in text else text)
    marks = [found.start() for found in _MARK.compiled.finditer(text)]
    at, end = 0, -1
    for at, start in enumerate(marks):
        if start <= end or not _opens(text, start):
            continue
        closing = _closing(text, start, marks[at + 1 : at + 1 + _NEXT])
        if closing is not None:
            end = closing
            yield text[start + 1 : closing]
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        found = _BLOCK.compiled.match(line)
        if found:
            block.append(found[1])
        elif block:
            yield "\n".join(block)[:_LONGEST]
            block = []


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark not in _CLOSING:
        return False
    before, behind = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if mark in _SPACED:
        return before in _BEFORE and behind not in {"", " ", "\n", "\t"}
    return True


def _closing(text: str, start: int, marks: Sequence[int]) -> int | None:
    wanted = _CLOSING[text[start]]
    last = text.find("\n\n", start, start + _LONGEST)
    last = start + _LONGEST if last < 0 else last
    depth = 0
    for at in marks:
        if at > last:
            return None
        if text[at] in wanted and _closes(text, at):
            if depth == 0:
                return at
            depth -= 1
        elif text[at] == text[start] and text[at] not in wanted:
            depth += 1
    return None


def _closes(text: str, at: int) -> bool:
    before, behind = text[at - 1], text[at + 1 : at + 2]
    return text[at] not in _SPACED or (not before.isspace() and not behind.isalnum())


def words_of(text: str) -> str:
    """The folded words of a text, or letters of scripts without blanks, each between blanks."""
    return f" {' '.join(_TOKEN.compiled.findall(fold(_CHANGED.compiled.sub(_letter, text))))} "


def _letter(found: re.Match[str]) -> str:
    return found[1]


def length_in_words(passage: str) -> float:
    """The number of words in a passage; in scripts without blanks, two characters are one word."""
    tokens = words_of(passage).split()
    return sum(0.5 if _ONE_SIGN.compiled.match(token) else 1.0 for token in tokens)


def holds(words: str, passage: str) -> bool:
    """Whether a text contains a passage: all parts between its gaps, in their order.

    Args:
        words: the text, as `words_of` returns it.
        passage: a quotation.
    """
    at = 0
    for part in _GAP.compiled.split(_CHANGED.compiled.sub(_letter, passage)):
        wanted = words_of(part)
        if not wanted.strip():
            continue
        found = words.find(wanted, at)
        if found < 0:
            return False
        at = found + len(wanted) - 1
    return True
