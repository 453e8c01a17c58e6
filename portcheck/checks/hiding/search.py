"""Search a text for secrets in any form in which they can be given away.

Each form has a least length for the search, and a least length for certainty: shorter matches are
flags for a person, not breaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portcheck.checks.hiding.decoding import DECODERS
from portcheck.checks.hiding.disguises import (
    SHORTEST,
    Disguise,
    all_forms,
    large_parts,
    own_forms,
)
from portcheck.checks.hiding.scattered import (
    LetterSequence,
    acrostics,
    in_fragments,
    in_runs,
    items,
    strides,
    word_strides,
)
from portcheck.checks.hiding.spelling import LOOKS, ends_of_lines, initials, one_by_one
from portcheck.checks.hiding.squeezed import Squeezed, letters_of, squeeze, words_in
from portcheck.checks.shared.forbidden_text import SearchedText

_DEEPEST = 3
"""Most nested encodings that are decoded."""
_GROWTH = 4
"""Largest ratio of the decoded length to the length of the text."""
SURE = 6
"""Fewest letters and digits in an encoding that cannot match by chance."""
SURE_CIPHER = 8
"""The same for a word with its letters exchanged or reversed."""
SURE_INSIDE = 12
"""The same if it is not a whole word."""


class Hit(NamedTuple):
    """A secret that was found."""

    secret: str
    form: str
    """How it was hidden; "" if it is plainly readable."""
    sure: bool


def first_hit(secrets: Sequence[str], text: str) -> Hit | None:
    """The first certain hit in a text, else the first doubtful one, else `None`."""
    doubtful = None
    for hit in hits(tuple(secrets), text):
        if hit.sure:
            return hit
        doubtful = doubtful or hit
    return doubtful


def hits(secrets: tuple[str, ...], text: str) -> Iterator[Hit]:
    """Yield every hit in a text: a secret can have several, in several forms."""
    if not text:
        return
    said = SearchedText(text, ignore_case=True, canary=True)
    yield from (Hit(secret, "", sure=True) for secret in secrets if said.holds(secret))
    if not any(len(squeeze(secret)) >= SHORTEST for secret in secrets):
        return
    written = Squeezed(words_in(text))
    yield from _written(secrets, written)
    yield from _in_items(secrets, text)
    yield from _decoded(secrets, text)
    for sequence in (*acrostics(text, written.words), *strides(written.letters)):
        yield from _in_sequence(secrets, sequence)
    alone = one_by_one(text, written.words)
    yield from _in_sequence(secrets, LetterSequence("letters that stand alone", alone, 6, 8))
    yield from _in_sequence(
        secrets, LetterSequence("first letters of words and digits", initials(written.words), 8, 11)
    )
    yield from _in_word_strides(secrets, written.words)
    yield from _with_digits_for_letters(secrets, written.words)
    for part, _, _ in large_parts(secrets).within(written.letters):
        yield Hit(secrets[part.secret], f"in part: {part.letters!r}", sure=False)
    read = letters_of(text)
    for secret in secrets:
        apart = len(squeeze(secret)) >= 2 * SHORTEST and in_fragments(secret, read)
        if apart or in_runs(secret, written.words):
            yield Hit(secret, "in pieces, with other words between them", sure=False)


def _written(secrets: tuple[str, ...], written: Squeezed, around: str = "") -> Iterator[Hit]:
    """Yield secrets with other signs between their letters, or in a form of `all_forms`."""
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
    """Whether whole words with the letters of a secret are certainly it; `None` if they are not it.

    `to get her` is not `together`; but words that mix letters and digits do not match by chance.
    """
    if not found:
        return None
    mixed = not form.letters.isalpha() and not form.letters.isdigit()
    own = words_in(secrets[form.secret])
    if list(found) == own or (mixed and len(form.letters) >= SURE_CIPHER):
        return True
    if _ends(found) <= _ends(own):  # words of the secret, some of them written as one
        return len(form.letters) >= SURE_CIPHER
    return None


def _ends(words: Sequence[str]) -> set[int]:
    ends, at = set[int](), 0
    for word in words:
        at += len(word)
        ends.add(at)
    return ends


def _in_items(secrets: tuple[str, ...], text: str) -> Iterator[Hit]:
    """Yield secrets that are split over lines, items of a list, or values of JSON."""
    for lines in (*items(text), *ends_of_lines(text)):
        whole = Squeezed(lines)
        for form, start, end in own_forms(secrets).within(whole.letters):
            if len(whole.whole_words(start, end)) > 1:
                words = f"split over lines or values{', ' if form.form else ''}{form.form}"
                yield Hit(secrets[form.secret], words, sure=len(form.letters) >= SURE)
    if "\n" in text:
        yield from _decoded(secrets, "".join(text.split("\n")), ", split over lines or values")


def _decoded(secrets: tuple[str, ...], text: str, around: str = "") -> Iterator[Hit]:
    """Yield secrets in the decoded text, also where one encoding is inside another."""
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


def _in_sequence(secrets: tuple[str, ...], sequence: LetterSequence) -> Iterator[Hit]:
    for form, _, _ in own_forms(secrets).within(sequence.letters):
        if len(form.letters) >= sequence.flagged:
            words = f"in {sequence.form}{', ' if form.form else ''}{form.form}"
            yield Hit(secrets[form.secret], words, sure=len(form.letters) >= sequence.sure)


def _with_digits_for_letters(secrets: tuple[str, ...], words: Sequence[str]) -> Iterator[Hit]:
    """Yield secrets with digits in place of letters that look alike: `h3r0n` for `heron`."""
    lettered = {secret: squeeze(secret) for secret in secrets}
    lettered = {one: own for one, own in lettered.items() if sum(map(str.isalpha, own)) >= SURE}
    if not lettered:
        return
    whole, named = Squeezed(words), list(lettered)
    alike = tuple(own.translate(LOOKS) for own in lettered.values())
    for form, start, end in own_forms(alike).within(whole.letters.translate(LOOKS)):
        secret, written = named[form.secret], whole.letters[start:end]
        if form.form or len(written) < SURE_CIPHER or not whole.whole_words(start, end):
            continue
        # A digit of the secret must be the same: another number is not a spelling of it.
        pairs = [pair for pair in zip(written, lettered[secret], strict=True) if len(set(pair)) > 1]
        if pairs and all(one.isdigit() and own.isalpha() for one, own in pairs):
            yield Hit(secret, "with digits for letters", sure=True)


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
