"""Search a model's output for a forbidden text in any spelling.

A forbidden text stays readable with another dash, full-width letters, invisible marks, Markdown
inside a word or a line break, so these spellings are searched too. All searches take linear time.
"""

from __future__ import annotations

import binascii
import html
import re
import unicodedata
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import Any
from urllib.parse import unquote

from portcheck.checks.shared.normalise import fold
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.visible_text import without_unseen

SHORTEST = 4
"""Fewest letters and digits of a text that is searched in other spellings too."""

_TRANSLATED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        # Category Pd, and the minus signs and strokes that look the same.
        **dict.fromkeys(
            "\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b"
            "\u2e40\u2e5d\u301c\u3030\u30a0\U00010ead\u02d7\u2043\u2212\u23af\u2500\u2501\u2796",
            "-",
        ),
        "\u2800": " ",  # blank braille
    }
)
_LOOSE_MARKS = LazyPattern(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_ESCAPED = LazyPattern(r"\\([!-/:-@\[-`{-~\n])")
_CODE_POINT = LazyPattern(r"\\u(?!d[89a-f])([0-9a-f]{4})", re.IGNORECASE)
_TAG = LazyPattern(r"</?[a-z][^<>\n]{0,200}>|<!--[^<>\n]{0,200}-->", re.IGNORECASE)
_BREAK_TAG = LazyPattern(r"<br[ /]{0,3}>", re.IGNORECASE)
_QUOTED_LINE = LazyPattern(r"^[ \t]{0,3}>[> \t]*", re.MULTILINE)
_MARKS = LazyPattern(r"[*`~]")
_UNDERSCORES_AT_WORDS = LazyPattern(r"(?<![^\W_])_+|_+(?![^\W_])")
_SEPARATORS = LazyPattern(r"[\W_]+")
_HIDDEN_ASCII = {0xE0000 + code: code for code in range(0x20, 0x7F)}
_BASE64_RUN = LazyPattern(r"[A-Za-z0-9+/]{6,}")
_URL_SAFE = str.maketrans("-_", "+/")
_JOINED = str.maketrans("-_", "+/", " \t\r\n\v\f")
_UPPER = LazyPattern(r"[A-Z]")
_LONG_NUMBER = 8
"""Fewest digits that cannot match by chance."""
_BY_CHANCE = 6
"""Fewest bytes that prose, decoded as base64, has by chance in only one of 10^9 answers."""
_SKIPPED = str.maketrans("", "", " \n-")


class SearchedText:
    """One text of a model's output, prepared for several searches.

    Args:
        text: the text as the model wrote it.
        ignore_case: whether upper and lower case are the same.
        canary: whether to search base64, and letters with other signs between them, too. This suits
            texts that no answer contains by chance.
    """

    def __init__(self, text: str, *, ignore_case: bool, canary: bool) -> None:
        self._text = text
        self._ignore_case = ignore_case
        self._canary = canary

    def holds(self, needle: str) -> bool:
        """Whether `needle` occurs in the text, as it is or in another spelling."""
        if needle in self._text:
            return True
        plain = fold(needle, ignore_case=self._ignore_case)
        if plain and plain in self._plain:
            return True
        folded = _needle(needle, self._ignore_case)
        if sum(map(str.isalnum, folded)) < SHORTEST:
            return False
        forms = (*self._forms, *self._rendered(folded))
        if any(_occurs(folded, form) for form in forms):
            return True
        return self._canary and (self._spelled_out(folded) or self._in_base64(needle, folded))

    @cached_property
    def _plain(self) -> str:
        return fold(self._text, ignore_case=self._ignore_case)

    @cached_property
    def _unescaped(self) -> str:
        """The text with HTML entities, percent encoding, and Markdown and JSON escapes resolved."""
        text = self._text
        for _ in range(2):  # an entity may be escaped again
            text = html.unescape(text) if "&" in text else text
        text = unquote(text) if "%" in text else text
        return _ESCAPED.sub(r"\1", _CODE_POINT.sub(_character, text)) if "\\" in text else text

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        texts = {self._text, self._unescaped}
        if self._canary:
            texts.add(self._text.translate(_HIDDEN_ASCII))
        return tuple(_lines(as_read(text, self._ignore_case)) for text in texts)

    @cached_property
    def _without_tags(self) -> str:
        text = self._unescaped
        if "<" in text:
            text = _TAG.sub("", _BREAK_TAG.sub("\n", text))
        return _QUOTED_LINE.sub("", text) if ">" in text else text

    @cached_property
    def _bare(self) -> str:
        text = _MARKS.sub("", self._without_tags)
        text = (
            text.replace("_", "").replace("||", "")
            if self._canary
            else _UNDERSCORES_AT_WORDS.sub("", text)
        )
        return _lines(as_read(text, self._ignore_case))

    def _rendered(self, needle: str) -> tuple[str, ...]:
        """The text as Markdown and HTML show it, but with marks that the needle contains."""
        kept = [mark for mark in "*`~_" if mark in needle]
        if not kept:
            return (self._bare,)
        text = self._without_tags
        for mark in set("*`~_").difference(kept):
            text = text.replace(mark, "")
        return (_lines(as_read(text, self._ignore_case)),)

    @cached_property
    def _letters(self) -> str:
        """The folded text with one space for everything between letters and digits."""
        return _SEPARATORS.sub(" ", as_read(self._unescaped, self._ignore_case)).strip()

    def _spelled_out(self, needle: str) -> bool:
        """Whether the needle occurs in four or more pieces, of at most two letters on average.

        The digits of a long number, such as that of a card, may be in groups of any size.
        """
        wanted = _SEPARATORS.sub("", needle)
        squeezed = self._letters.replace(" ", "")
        at = squeezed.find(wanted)
        if at < 0:
            return False
        lengths = accumulate(map(len, self._letters.split(" ")), initial=0)
        pieces = {length: number for number, length in enumerate(lengths)}
        while at >= 0:
            first, last = pieces.get(at), pieces.get(at + len(wanted))
            if first is not None and last is not None:
                apart = last - first
                long_number = wanted.isdigit() and len(wanted) >= _LONG_NUMBER
                if long_number or (apart >= SHORTEST and 2 * apart >= len(wanted)):
                    return True
            at = squeezed.find(wanted, at + 1)
        return False

    def _in_base64(self, needle: str, folded: str) -> bool:
        wanted = {_bytes(text, self._ignore_case) for text in (needle, folded)}
        short = min(map(len, wanted)) < _BY_CHANCE
        decoded = self._mixed_runs if short else self._all_runs
        return any(text in run for run in decoded for text in wanted)

    @cached_property
    def _all_runs(self) -> tuple[bytes, ...]:
        """All runs of base64 in the text with its lines joined, decoded."""
        return self._decoded(_BASE64_RUN.findall(self._unescaped.translate(_JOINED)))

    @cached_property
    def _mixed_runs(self) -> tuple[bytes, ...]:
        """The runs of base64 with capitals inside, unlike words, decoded."""
        runs = _BASE64_RUN.findall(self._unescaped.translate(_URL_SAFE))
        return self._decoded([run for run in runs if _UPPER.search(run, 1) and not run.isupper()])

    def _decoded(self, runs: list[str]) -> tuple[bytes, ...]:
        """Decode each run from its first four letters on, because prose may precede the base64."""
        found = [_decoded(run[offset:]) for run in runs for offset in range(min(4, len(run) - 5))]
        return tuple(item.lower() for item in found) if self._ignore_case else tuple(found)


def _bytes(text: str, ignore_case: bool) -> bytes:
    encoded = text.encode("utf-8", "replace")
    return encoded.lower() if ignore_case else encoded


def _decoded(run: str) -> bytes:
    # Letters replace the padding at the end; the bytes that they add do no harm.
    return binascii.a2b_base64(run + "A" * (-len(run) % 4))


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


@cache
def _many_marks() -> Any:
    import regex  # noqa: PLC0415  # slow to import, and most answers are in ASCII

    return regex.compile(r"(\p{M}{8})\p{M}+")


def as_read(text: str, ignore_case: bool) -> str:
    """The text as a reader sees it, to compare it with another.

    That is NFKC without invisible characters and loose accents, with one kind of dash and quotation
    mark.
    """
    text = without_unseen(text)
    if not text.isascii():
        # Long rows of accents take quadratic time to normalise, and no word has them.
        text = unicodedata.normalize("NFKC", _many_marks().sub(r"\1", text))
        text = _LOOSE_MARKS.sub("", text).translate(_TRANSLATED)
    return text.casefold() if ignore_case else text


def _lines(text: str) -> str:
    """The text with one space or one line break for each run of white space."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=1000)  # a check asks for the same text in every answer
def _needle(text: str, ignore_case: bool) -> str:
    return " ".join(as_read(text, ignore_case).split())


def _occurs(needle: str, lines: str) -> bool:
    if needle in lines:
        return True
    if "\n" not in lines or needle.translate(_SKIPPED) not in lines.translate(_SKIPPED):
        return False
    return any(pattern.search(lines) for pattern in _broken(needle))


@lru_cache(maxsize=1000)
def _broken(needle: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of the needle with line breaks at its punctuation, and anywhere in whole words."""
    beside, anywhere = [], []
    for left, right in zip(needle, [*needle[1:], ""], strict=True):
        piece = "[ \n]" if left == " " else re.escape(left)
        inside = bool(right) and " " not in (left, right)
        punctuated = inside and not (left.isalnum() and right.isalnum())
        beside.append(piece + ("\n?" if punctuated else ""))
        anywhere.append(piece + ("(?:-?\n)?" if inside else ""))
    start = r"(?<![^\W_])" if needle[0].isalnum() else ""
    end = r"(?![^\W_])" if needle[-1].isalnum() else ""
    return re.compile("".join(beside)), re.compile(f"{start}{''.join(anywhere)}{end}")
