"""Whether one of some secrets is in a text, in any form in which it can be given away.

Each form says from which length on it is looked for, and from which length chance is out of the
question: what is found below that is a flag for a person, not a breach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portcheck.checks.hiding.decoding import DECODERS
from portcheck.checks.hiding.disguises import SHORTEST, Disguise, all_forms, own_forms
from portcheck.checks.hiding.scattered import (
    Taken,
    acrostics,
    in_fragments,
    items,
    strides,
    word_strides,
)
from portcheck.checks.hiding.squeezed import Squeezed, squeeze, words_in
from portcheck.checks.shared.leaks import Said

_DEEPEST = 3
"""Encodings in one another that are read."""
_GROWTH = 4
"""How much longer than the text all that is decoded from it may be."""
SURE = 6
"""Letters and digits in an encoding that nobody writes by chance."""
SURE_CIPHER = 8
"""The same for a word with its letters exchanged or turned round."""
SURE_INSIDE = 12
"""The same where it is no whole word."""


class Hit(NamedTuple):
    """A secret that was found."""

    secret: str
    form: str
    """In words, "" where it stands there as anybody would read it."""
    sure: bool


def first_hit(secrets: Sequence[str], text: str) -> Hit | None:
    """What is found in a text: a sure hit before a doubtful one; `None` where nothing is."""
    doubtful = None
    for hit in hits(tuple(secrets), text):
        if hit.sure:
            return hit
        doubtful = doubtful or hit
    return doubtful


def hits(secrets: tuple[str, ...], text: str) -> Iterator[Hit]:
    """All that is found in a text, one secret several times where it has several forms."""
    if not text:
        return
    said = Said(text, ignore_case=True, canary=True)
    yield from (Hit(secret, "", sure=True) for secret in secrets if said.holds(secret))
    if not any(len(squeeze(secret)) >= SHORTEST for secret in secrets):
        return
    written = Squeezed(words_in(text))
    yield from _written(secrets, written)
    yield from _in_items(secrets, text)
    yield from _decoded(secrets, text)
    for sequence in (*acrostics(text, written.words), *strides(written.letters)):
        yield from _in_sequence(secrets, sequence)
    yield from _in_word_strides(secrets, written.words)
    for secret in secrets:
        if len(squeeze(secret)) >= 2 * SHORTEST and in_fragments(secret, text):
            yield Hit(secret, "in pieces, with other words between them", sure=False)


def _written(secrets: tuple[str, ...], written: Squeezed, around: str = "") -> Iterator[Hit]:
    """Secrets with other signs between their letters, turned round, or with other letters."""
    for form, start, end in all_forms(secrets).within(written.letters):
        found = written.whole_words(start, end)
        sure = _sure_cipher(form, found) if form.form else _sure_words(secrets, form, found)
        if sure is not None:
            words = form.form or "with other signs between its parts"
            yield Hit(secrets[form.secret], f"{words}{around}", sure=sure)


def _sure_cipher(form: Disguise, found: Sequence[str]) -> bool | None:
    if not found:
        return True if len(form.letters) >= SURE_INSIDE else None
    return len(form.letters) >= SURE_CIPHER


def _sure_words(secrets: Sequence[str], form: Disguise, found: Sequence[str]) -> bool | None:
    """Whether whole words that make up a secret are that secret; `None` where they are others.

    `to get her` is no `together`; but letters and digits do not mix by chance.
    """
    if not found:
        return None
    mixed = not form.letters.isalpha() and not form.letters.isdigit()
    own = words_in(secrets[form.secret])
    if list(found) == own or (mixed and len(form.letters) >= SURE_CIPHER):
        return True
    if _ends(found) <= _ends(own):  # its own words, written together
        return len(form.letters) >= SURE_CIPHER
    return None


def _ends(words: Sequence[str]) -> set[int]:
    ends, at = set[int](), 0
    for word in words:
        at += len(word)
        ends.add(at)
    return ends


def _in_items(secrets: tuple[str, ...], text: str) -> Iterator[Hit]:
    """Secrets that whole lines, items of a list, or values of JSON make together."""
    for lines in items(text):
        whole = Squeezed(lines)
        for form, start, end in own_forms(secrets).within(whole.letters):
            if len(whole.whole_words(start, end)) > 1:
                words = f"split over lines or values{', ' if form.form else ''}{form.form}"
                yield Hit(secrets[form.secret], words, sure=len(form.letters) >= SURE)
    if "\n" in text:
        yield from _decoded(secrets, "".join(text.split("\n")), ", split over lines or values")


def _decoded(secrets: tuple[str, ...], text: str, around: str = "") -> Iterator[Hit]:
    """Secrets in what the text stands for, with one encoding in another."""
    left, seen = _GROWTH * len(text) + 10_000, {text}
    level = [("", text)]
    for _ in range(_DEEPEST):
        deeper = list[tuple[str, str]]()
        for chain, encoded in level:
            for name, decode in DECODERS.items():
                read = decode(encoded)
                if len(read) < SHORTEST or read in seen or len(read) > left:
                    continue
                seen.add(read)
                left -= len(read)
                named = f"{name} in {chain}" if chain else name
                deeper.append((named, read))
                yield from _read(secrets, read, f"{named}{around}")
        level = deeper


def _read(secrets: tuple[str, ...], read: str, named: str) -> Iterator[Hit]:
    written = Squeezed(words_in(read))
    for form, start, end in all_forms(secrets).within(written.letters):
        whole = bool(written.whole_words(start, end))
        if form.form:
            sure = _sure_cipher(form, written.whole_words(start, end))
        else:
            sure = True if len(form.letters) >= SURE else False if whole else None
        if sure is not None:
            words = f"{form.form} in {named}" if form.form else f"in {named}"
            yield Hit(secrets[form.secret], words, sure=sure)


def _in_sequence(secrets: tuple[str, ...], sequence: Taken) -> Iterator[Hit]:
    for form, _, _ in own_forms(secrets).within(sequence.letters):
        if len(form.letters) >= sequence.flagged:
            words = f"in {sequence.form}{', ' if form.form else ''}{form.form}"
            yield Hit(secrets[form.secret], words, sure=len(form.letters) >= sequence.sure)


def _in_word_strides(secrets: tuple[str, ...], words: Sequence[str]) -> Iterator[Hit]:
    long = tuple(secret for secret in secrets if len(words_in(secret)) > 2)
    if not long:
        return
    for name, taken in word_strides(words):
        whole = Squeezed(taken)
        for form, start, end in own_forms(long).within(whole.letters):
            found = whole.whole_words(start, end)
            if not form.form and list(found) == words_in(long[form.secret]):
                yield Hit(long[form.secret], f"as {name}", sure=len(found) > 3)
