"""Letters and pieces that stand apart in a text, and make another one together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from portcheck.checks.hiding.squeezed import squeeze, words_in

_LABEL = re.compile(r"[\s>*+#|\-\u2022]{0,20}(?:\(?\d{1,3}[.):]+)?\s{0,9}")
"""What stands before an item of a list or a quoted line."""
_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f]+[\"')\u201d\u2019\]]{0,3}\s+|\n")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_ALONE = re.compile(r"(?:\*\*|__|[*_`~])(\w)(?:\*\*|__|[*_`~])|<(?:b|i|u|em|strong|mark)>(\w)</")
_JSON_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*+)"(\s*:)?')
"""A text; with a colon behind it, it is a key."""
_CAPITAL = re.compile(r"[A-Z0-9]")
STRIDES = range(2, 9)
"""Every second letter, up to every eighth."""
_LONGEST_SPAN = 1_500
"""Characters between the first piece and the last."""


class Taken(NamedTuple):
    """Letters taken from a text by one rule."""

    form: str
    letters: str
    flagged: int
    """Letters of a secret from which it is looked for."""
    sure: int
    """Letters from which chance is out of the question."""


def acrostics(text: str, words: Sequence[str]) -> Iterator[Taken]:
    """First and last letters of lines, sentences, paragraphs and words, and letters set apart.

    Args:
        text: as it came.
        words: the same as `words_in` gives it.
    """
    lines = [line for line in map(_item, text.splitlines()) if line]
    sentences = list(filter(None, map(squeeze, _SENTENCE_END.split(text))))
    paragraphs = list(filter(None, map(squeeze, _PARAGRAPH_END.split(text))))
    for name, pieces in (("lines", lines), ("sentences", sentences), ("paragraphs", paragraphs)):
        yield Taken(f"first letters of {name}", _first(pieces), 4, 8)
        yield Taken(f"last letters of {name}", _last(pieces), 5, 9)
    yield Taken("first letters of words", _first(words), 6, 10)
    yield Taken("last letters of words", _last(words), 7, 11)
    alone = "".join(one or other for one, other in _ALONE.findall(text))
    yield Taken("letters set apart", squeeze(alone), 4, 8)
    yield Taken("capital letters", "".join(_CAPITAL.findall(text)).lower(), 7, 11)


def _first(pieces: Sequence[str]) -> str:
    return "".join(piece[0] for piece in pieces)


def _last(pieces: Sequence[str]) -> str:
    return "".join(piece[-1] for piece in pieces)


def strides(letters: str) -> Iterator[Taken]:
    """Every second letter, every third, and so on, from each beginning."""
    for step in STRIDES:
        name = f"every {step}{ {2: 'nd', 3: 'rd'}.get(step, 'th') } letter"
        for begin in range(step):
            yield Taken(name, letters[begin::step], 8, 11)


def word_strides(words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Every second word, up to every fifth."""
    for step in range(2, 6):
        name = f"every {step}{ {2: 'nd', 3: 'rd'}.get(step, 'th') } word"
        for begin in range(step):
            yield name, words[begin::step]


def items(text: str) -> Iterator[list[str]]:
    """Lines without what numbers or names them, and the texts in quotation marks of JSON.

    Of a line, what stands behind its bullet, behind its last colon, and in the last cell of a row.
    Those that have nothing there are left out.
    """
    if text.count('"') > 3:
        values = (value for value, colon in _JSON_TEXT.findall(text) if not colon)
        yield [item for item in map(squeeze, values) if item]
    lines = text.splitlines()
    if len(lines) < 2:
        return
    yield [item for item in map(_item, lines) if item]
    if "|" in text:
        yield [
            item
            for item in (squeeze(line.rstrip("| ").rpartition("|")[2]) for line in lines)
            if item
        ]
    if ":" in text or "=" in text:
        named = (re.split(r"[:=]", line)[-1] for line in lines)
        yield [item for item in map(squeeze, named) if item]


def _item(line: str) -> str:
    found = _LABEL.match(line)
    return squeeze(line[found.end() :] if found else line)


def in_fragments(secret: str, text: str) -> bool:
    """Whether pieces of a secret stand one after another, with other words between them.

    A piece has three letters and digits or more, both of them or four letters, and stands alone
    between blanks. One of them at least begins or ends inside a word of the secret.
    """
    wanted = squeeze(secret)
    ends, at = set[int](), 0
    for word in words_in(secret):
        at += len(word)
        ends.add(at)
    # The end of what is put together so far: where that began, and whether a word is cut.
    reached: dict[int, tuple[int, bool]] = {0: (-1, False)}
    for place, token in _tokens(text, wanted):
        for end, (begin, cut) in _longer(reached, place, token, wanted, ends):
            if end == len(wanted) and cut:
                return True
            reached[end] = (begin, cut or reached.get(end, (0, False))[1])
    return False


def _longer(
    reached: Mapping[int, tuple[int, bool]], place: int, token: str, wanted: str, ends: Set[int]
) -> list[tuple[int, tuple[int, bool]]]:
    """What a piece adds, everywhere in the secret where it fits behind what came before."""
    found = list[tuple[int, tuple[int, bool]]]()
    start = wanted.find(token)
    while start >= 0:
        if (before := reached.get(start)) is not None:
            begin = place if before[0] < 0 else before[0]
            end = start + len(token)
            whole = len(token) == len(wanted)
            if place - begin <= _LONGEST_SPAN and not whole:
                found.append((end, (begin, before[1] or end not in ends)))
        start = wanted.find(token, start + 1)
    return found


def _tokens(text: str, wanted: str) -> Iterator[tuple[int, str]]:
    for found in re.finditer(r"\S{3,80}", text):
        token = squeeze(found[0])
        mixed = not token.isalpha() and not token.isdigit()
        if (len(token) >= 4 or (len(token) >= 3 and mixed)) and token in wanted:
            yield found.start(), token
