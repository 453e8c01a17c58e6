"""Make disguises of secrets, with letters reversed or exchanged, and search for all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from portcheck.checks.hiding.spelling import in_play
from portcheck.checks.hiding.squeezed import squeeze, words_in

SHORTEST = 4
"""Fewest letters and digits of a secret that is searched in other forms than its own."""
SHORTEST_CIPHER = 5
"""Fewest letters of a secret that is searched reversed or with exchanged letters. With four, too
many words turn into other words."""
LARGE = 60
"""Letters and digits in a large part of a secret, in per cent of all; there are at least eight."""
_DIGITS_OF_PART = 3
_ROT13 = 13


class Disguise(NamedTuple):
    """One form of one secret."""

    secret: int
    """Its index in the list of secrets."""
    letters: str
    """The form as returned by `squeeze`."""
    form: str
    """Description of the form; "" if the letters are unchanged."""


class Disguises:
    """All forms of some secrets, searched together (Aho and Corasick, 1975)."""

    def __init__(self, forms: Sequence[Disguise]) -> None:
        """Prepare the search for these forms."""
        self._forms = forms
        self._search = AhoCorasick([form.letters for form in forms]) if forms else None

    def within(self, letters: str) -> Iterator[tuple[Disguise, int, int]]:
        """Yield each form that occurs in `letters`, with the offsets of its start and end."""
        if self._search is None or not letters:
            return
        found = self._search.find_matches_as_indexes(letters, overlapping=True)
        for number, start, end in found:
            yield self._forms[number], start, end


@lru_cache(maxsize=200)  # a check asks for the same secrets in every answer
def own_forms(secrets: tuple[str, ...]) -> Disguises:
    """The secrets as they are, and backwards."""
    return Disguises([form for form in _forms(secrets) if form.form in {"", "backwards"}])


@lru_cache(maxsize=200)
def all_forms(secrets: tuple[str, ...]) -> Disguises:
    """The secrets as they are, backwards, in ciphers that exchange letters, and in Pig Latin."""
    return Disguises(_forms(secrets))


@lru_cache(maxsize=200)
def large_parts(secrets: tuple[str, ...]) -> Disguises:
    """Parts of secrets of the size `LARGE` with three digits or more, as an answer may be cut.

    A part with fewer digits can be in a text by chance.
    """
    found = list[Disguise]()
    for number, secret in enumerate(secrets):
        own = squeeze(secret)
        size = max(2 * SHORTEST, -(-len(own) * LARGE // 100))
        parts = {own[at : at + size] for at in range(len(own) - size + 1)} - {own}
        telling = (part for part in sorted(parts) if sum(map(str.isdigit, part)) >= _DIGITS_OF_PART)
        found += [Disguise(number, part, "a large part of it") for part in telling]
    return Disguises(found)


def _forms(secrets: Sequence[str]) -> list[Disguise]:
    found = list[Disguise]()
    for number, secret in enumerate(secrets):
        own = squeeze(secret)
        if len(own) < SHORTEST:
            continue
        forms = {own: ""}
        if len(own) >= SHORTEST_CIPHER:
            forms.setdefault(own[::-1], "backwards")
            forms.setdefault(
                "".join(word[::-1] for word in words_in(secret)), "each word backwards"
            )
        if sum(ch in ascii_lowercase for ch in own) >= SHORTEST_CIPHER:
            for letters, form in _ciphers(own):
                forms.setdefault(letters, form)
            for after_vowel in ("w", "y", ""):
                played = "".join(in_play(word, after_vowel) for word in words_in(secret))
                forms.setdefault(played, "in Pig Latin")
        found += [Disguise(number, letters, form) for letters, form in forms.items()]
    return found


def _ciphers(own: str) -> Iterator[tuple[str, str]]:
    for shift in range(1, 26):
        moved = ascii_lowercase[shift:] + ascii_lowercase[:shift]
        name = "rot13" if shift == _ROT13 else f"letters moved by {min(shift, 26 - shift)}"
        yield own.translate(str.maketrans(ascii_lowercase, moved)), name
    yield own.translate(str.maketrans(ascii_lowercase, ascii_lowercase[::-1])), "Atbash"
    both = ascii_lowercase + "0123456789"
    turned = ascii_lowercase[13:] + ascii_lowercase[:13] + "5678901234"
    yield own.translate(str.maketrans(both, turned)), "rot18"
