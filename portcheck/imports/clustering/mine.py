"""Find the templates behind texts that a program filled in.

Log-template miners cut a line into words and compare lines of the same length word by word. A
prompt's values are whole documents, so no two texts of a template have the same length: what
they share is at their beginning, at their end, or a line in between. So texts that begin alike are
grouped first, and split where they go on in a few clearly different ways; then texts that end
alike; then texts that share a line. Comparing the members gives the constant pieces in between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from portcheck.imports.cluster import Template

ANCHOR = 6
"""Characters at the beginning or end that texts of a group share."""
LEAST_SUPPORT = 4
"""Texts that a template needs."""
SUPPORT = 0.03
"""Share of all texts that a template needs, if that is more."""
_BRANCH = 0.1
"""Share of a group that must go on alike to be a template of its own."""
_FEW = 3
"""Most ways to go on that count as different templates; more are values of one template."""
_SHARP = 0.8
"""Share of the texts with most of a piece that must have all of it: texts by people that begin
alike go on in many ways, and those of a program in one."""
_LONG = 40
"""Characters of a piece that nobody writes twice by chance."""
_SHORT = 16
"""Fewest constant characters of a template."""
_COMPARED = 24
"""Members whose middles are compared."""
_MAX_MIDDLE = 4_000
"""Characters of a middle that are searched for pieces."""
_LEAST_PIECE = 8
_ENDS_PIECE = re.compile(r"[:>\"'`(\[{=#*|-]\s*$|\n\s*$")
"""The end of a constant piece before a filled-in value, such as a colon or a quote."""
_MARK = re.compile(r"[^\w\s]|\n")
_LINE = re.compile(r"[^\n]+")
_SPLIT = re.compile(r"\S+\s*")


def mine(texts: Sequence[str], least: int = LEAST_SUPPORT) -> list[Template]:
    """Find templates among texts; those with the most texts come first.

    Args:
        texts: any number; mining takes about 50 microseconds for each.
        least: texts that a template needs, 2 or more; `SUPPORT` may ask for more.
    """
    needed = max(least, round(SUPPORT * len(texts)))
    rest = list(texts)
    found: list[tuple[int, Template]] = []
    for groups in (_by_start, _by_end, _by_line):
        for members in groups(rest, needed):
            template = _template(members)
            if template is None or not _accepted(template, members, rest):
                continue
            taken = [text for text in rest if template.values(text) is not None]
            if len(taken) >= needed:
                found.append((len(taken), template))
                rest = [text for text in rest if template.values(text) is None]
    return [template for _, template in sorted(found, key=lambda one: -one[0])]


def _by_start(texts: Sequence[str], needed: int) -> Iterator[list[str]]:
    heads = defaultdict[str, list[str]](list)
    for text in texts:
        heads[text[:ANCHOR]].append(text)
    for members in sorted(heads.values(), key=len, reverse=True):
        if len(members) >= needed:
            yield from _branches(members, needed)


def _by_end(texts: Sequence[str], needed: int) -> Iterator[list[str]]:
    turned = [text[::-1] for text in texts]
    for members in _by_start(turned, needed):
        yield [text[::-1] for text in members]


def _by_line(texts: Sequence[str], needed: int) -> Iterator[list[str]]:
    lines = Counter(
        line
        for text in texts
        for line in {found[0].strip() for found in _LINE.finditer(text[:_MAX_MIDDLE])}
        if len(line) >= _SHORT
    )
    for line, count in lines.most_common(20):
        if count >= needed:
            yield [text for text in texts if line in text]


def _branches(members: list[str], needed: int) -> Iterator[list[str]]:
    """Yield a group that begins alike, or the groups in it that go on alike."""
    while True:
        start = len(_alike(members))
        if all(len(text) == start for text in members):
            yield members
            return
        ways = defaultdict[str, list[str]](list)
        for text in members:
            word = _SPLIT.match(text, start)
            ways[word[0].strip() if word else ""].append(text)
        enough = max(needed, round(_BRANCH * len(members)))
        large = [way for way in ways.values() if len(way) >= enough]
        if sum(map(len, large)) < _SHARP * len(members):
            yield members
            return
        if len(large) == 1 and len(large[0]) < len(members):
            members = large[0]
            continue
        if len(large) == 1:
            yield members
            return
        if len(large) > _FEW and not _go_on(large, start):
            yield members  # the word is one of many values
            return
        for way in large:
            yield from _branches(way, needed)
        return


def _go_on(ways: Sequence[list[str]], start: int) -> bool:
    """Whether most of the groups have more in common than a word."""
    own = [len(_alike(way)) - start for way in ways]
    return 2 * sum(length >= 2 * _SHORT for length in own) > len(own)


def _alike(texts: Sequence[str]) -> str:
    """The longest common beginning of the texts."""
    low, high = min(texts), max(texts)
    least, most = 0, min(len(low), len(high))
    while least < most:
        tried = (least + most + 1) // 2
        if low[:tried] == high[:tried]:
            least = tried
        else:
            most = tried - 1
    return low[:least]


def _template(members: Sequence[str]) -> Template | None:
    """The template of what all members share, in order; `None` if they share nothing."""
    first = members[0]
    start = _alike(members)
    if all(text == first for text in members):
        return Template(pieces=(first,))
    head = _whole_words(start, [text[len(start) :] for text in members])
    turned = [text[len(head) :][::-1] for text in members]
    end = _alike(turned)
    tail = _whole_words(end, [text[len(end) :] for text in turned])[::-1]
    tail = tail if _is_meant(tail) else ""
    middles = [text[len(head) : len(text) - len(tail)] for text in members]
    pieces = _between(middles)
    if not (head or tail or pieces):
        return None
    return Template(pieces=(head, *pieces, tail))


def _is_meant(piece: str) -> bool:
    """Whether a piece is more than the word or two that texts share by chance."""
    return len(piece.strip()) >= _SHORT or _MARK.search(piece) is not None


def _whole_words(piece: str, following: Sequence[str]) -> str:
    """Cut off a last word that goes on in some text."""
    cut = any(text[:1].isalnum() for text in following) and piece[-1:].isalnum()
    if not cut:
        return piece
    end = len(piece)
    while end and piece[end - 1].isalnum():
        end -= 1
    return piece[:end]


def _between(middles: Sequence[str]) -> list[str]:
    """The runs of words that all middles contain, in the same order."""
    step = max(1, len(middles) // _COMPARED)
    compared = [middle[:_MAX_MIDDLE] for middle in middles[::step][:_COMPARED]]
    shortest = min(compared, key=len)
    words = [found.span() for found in _SPLIT.finditer(shortest)]
    pieces: list[str] = []
    ends = [0] * len(compared)
    at = 0
    while at < len(words):
        run, last = "", at
        for to in range(at, len(words)):
            tried = shortest[words[at][0] : words[to][1]]
            if not all(tried in text[end:] for text, end in zip(compared, ends, strict=True)):
                break
            run, last = tried, to + 1
        if len(run.strip()) >= _LEAST_PIECE and _is_meant(run):
            pieces.append(run)
            ends = [
                text.index(run, end) + len(run) for text, end in zip(compared, ends, strict=True)
            ]
            at = last
        else:
            at += 1
    everywhere = [piece for piece in pieces if all(piece in middle for middle in middles)]
    return everywhere if _in_order(everywhere, middles) else []


def _in_order(pieces: Sequence[str], middles: Sequence[str]) -> bool:
    template = Template(pieces=("", *pieces, ""))
    return all(template.values(middle) is not None for middle in middles)


def _accepted(template: Template, members: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a program made the texts, rather than people who happen to write alike."""
    if template.constant < _SHORT:
        return template.gaps == 0 and template.constant > 0
    first, last = template.pieces[0], template.pieces[-1]
    if template.gaps > 1 or (first and last and template.constant >= _LONG):
        return True
    if template.gaps == 0:
        return True
    most = max(1, len(first or last) * 3 // 4)
    if first:
        alike = sum(text.startswith(first[:most]) for text in texts)
    else:
        alike = sum(text.endswith(last[-most:]) for text in texts)
    sharp = len(members) >= _SHARP * alike
    marked = bool(_ENDS_PIECE.search(first)) or (bool(last) and last[:1] in "\n\"'`)<#*|-")
    return sharp and (marked or template.constant >= _LONG)


def share(template: Template, texts: Sequence[str]) -> float:
    """Median share of constant characters in the texts, 0..1; 0 without texts."""
    found = sorted(template.constant / max(1, len(text)) for text in texts)
    return found[len(found) // 2] if found else 0.0
