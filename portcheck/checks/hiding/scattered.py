"""Find texts whose letters or pieces are scattered in another text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from portcheck.checks.hiding.squeezed import letters_of, squeeze, words_in

_LABEL = re.compile(r"[\s>*+#|\-\u2022]{0,20}(?:\(?\d{1,3}[.):]+)?\s{0,9}")
"""Prefix of a list item or a quoted line."""
_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f]+[\"')\u201d\u2019\]]{0,3}\s+|\n")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_ALONE = re.compile(r"(?:\*\*|__|[*_`~])(\w)(?:\*\*|__|[*_`~])|<(?:b|i|u|em|strong|mark)>(\w)</")
_JSON_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*+)"(\s*:)?')
"""A string of JSON; with a colon behind it, it is a key."""
_CAPITAL = re.compile(r"[A-Z0-9]")
STRIDES = range(2, 9)
"""Every second letter, up to every eighth."""
_LONGEST_SPAN = 1_500
"""Most characters between the first and the last piece."""
_LETTER = re.compile(r"[^\W_]")
_NO_LETTER = re.compile(r"[\W_]+")
_PIECE = re.compile(r"[^\s/?&=:;,|+\"'(){}<>\[\]\\.]{2,80}")
_FEWEST_WORDS = 4
_LONGEST_RUN = 200
"""Most words between the first and the last piece, and most words of the pieces."""


class LetterSequence(NamedTuple):
    """Letters taken from a text by one rule."""

    form: str
    letters: str
    flagged: int
    """Fewest letters of a secret that is searched."""
    sure: int
    """Fewest letters that cannot match by chance."""


def acrostics(text: str, words: Sequence[str]) -> Iterator[LetterSequence]:
    """Yield first and last letters of lines, sentences and so on, and letters set apart by format.

    Args:
        text: the text as it is.
        words: its words, as `words_in` returns them.
    """
    read = letters_of(text)
    labelled = (_LABEL.match(line) for line in read.splitlines())
    lines = (found.string[found.end() :] if found else "" for found in labelled)
    pieces_of = (
        ("lines", lines),
        ("sentences", _SENTENCE_END.split(read)),
        ("paragraphs", _PARAGRAPH_END.split(read)),
    )
    for name, pieces in pieces_of:
        ends = [found for found in map(_ends, pieces) if found]
        yield LetterSequence(f"first letters of {name}", _first(ends), 4, 8)
        yield LetterSequence(f"last letters of {name}", _last(ends), 5, 9)
    yield LetterSequence("first letters of words", _first(words), 6, 10)
    yield LetterSequence("last letters of words", _last(words), 7, 11)
    alone = "".join(one or other for one, other in _ALONE.findall(text))
    yield LetterSequence("letters set apart", squeeze(alone), 4, 8)
    yield LetterSequence("capital letters", "".join(_CAPITAL.findall(text)).lower(), 7, 11)


def _ends(piece: str) -> str:
    """The first and the last letter or digit; "" if there is none."""
    found = _LETTER.search(piece)
    if found is None:
        return ""
    at = len(piece) - 1
    while not piece[at].isalnum():
        at -= 1
    return found[0] + piece[at]


def _first(pieces: Sequence[str]) -> str:
    return "".join(piece[0] for piece in pieces)


def _last(pieces: Sequence[str]) -> str:
    return "".join(piece[-1] for piece in pieces)


def strides(letters: str) -> Iterator[LetterSequence]:
    """Yield every second letter, every third, and so on, from each start."""
    for step in STRIDES:
        name = f"every {step}{ {2: 'nd', 3: 'rd'}.get(step, 'th') } letter"
        for begin in range(step):
            yield LetterSequence(name, letters[begin::step], 8, 11)


def word_strides(words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield a name for every second word, up to every fifth, and these words, from each start."""
    for step in range(2, 6):
        name = f"every {step}{ {2: 'nd', 3: 'rd'}.get(step, 'th') } word"
        for begin in range(step):
            yield name, words[begin::step]


def items(text: str) -> Iterator[list[str]]:
    """Yield lists of items over which a text may be split, as letters and digits alone.

    The lists are the strings of JSON, lines without their bullet or number, the last cells of rows,
    and the ends of lines behind their last colon or equals sign. Empty items are left out.
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


def in_fragments(secret: str, read: str) -> bool:
    """Whether pieces in a text make up a secret, in any order, with other words between them.

    A piece is a word of the text, or a part of a word between signs, of at least three letters and
    digits, or of two that are not both letters. Whole words of a secret can be in a text by chance,
    so at least one piece must be cut inside a word of the secret, mix letters and digits, or span
    two words.

    Args:
        secret: the secret as it is.
        read: the text, as `letters_of` returns it.
    """
    wanted = squeeze(secret)
    ends = _word_ends(secret)
    latest: dict[tuple[int, int], int] = {}
    for place, token in _tokens(read, wanted):
        start = wanted.find(token)
        is_new = False
        while start >= 0:
            piece = (start, start + len(token))
            is_new |= place - latest.get(piece, -_LONGEST_SPAN) >= _LONGEST_SPAN // 2
            latest[piece] = place
            start = wanted.find(token, start + 1)
        # A piece that was here a moment ago completes nothing new: repeated pieces stay cheap.
        if is_new and _covered(latest, place, wanted, ends):
            return True
    return False


def _word_ends(secret: str) -> set[int]:
    return set(accumulate(map(len, words_in(secret)), initial=0))


def _covered(
    latest: Mapping[tuple[int, int], int], place: int, wanted: str, ends: Set[int]
) -> bool:
    """Whether pieces near a place make up all of the secret, and one cannot be there by chance."""
    reached: dict[int, bool] = {0: False}
    near = (piece for piece, at in latest.items() if place - at <= _LONGEST_SPAN)
    for start, end in sorted(near):
        if start in reached:
            telling = reached[start] or _telling(start, end, wanted, ends)
            reached[end] = reached.get(end, False) or telling
    return reached.get(len(wanted), False)


def _telling(start: int, end: int, wanted: str, ends: Set[int]) -> bool:
    piece = wanted[start:end]
    mixed = not piece.isalpha() and not piece.isdigit()
    cut = len(piece) > 3 and (start not in ends or end not in ends)
    return mixed or cut or any(start < inner < end for inner in ends)


def _tokens(read: str, wanted: str) -> Iterator[tuple[int, str]]:
    for found in _PIECE.finditer(read):
        written = found[0]
        token = written if written.isalnum() else _NO_LETTER.sub("", written)
        if token not in wanted or token == wanted:
            continue
        if len(token) > 2 or (len(token) == 2 and not token.isalpha()):
            yield found.start(), token


def in_runs(secret: str, words: Sequence[str]) -> bool:
    """Whether runs of two or more words make up a secret of four or more words, in any order."""
    own = words_in(secret)
    if len(own) < _FEWEST_WORDS:
        return False
    after = dict[str, list[int]]()
    for number, word in enumerate(own):
        after.setdefault(word, []).append(number)
    latest: dict[int, int] = {}
    """Numbers of words of the secret to their last places in a run."""
    for at in (at for at, word in enumerate(words) if at and word in after):
        for number in after[words[at]]:
            if number and own[number - 1] == words[at - 1]:
                latest[number - 1], latest[number] = at - 1, at
                first = min(latest.values())
                if len(latest) == len(own) and at - first <= _LONGEST_RUN:
                    return True
    return False
