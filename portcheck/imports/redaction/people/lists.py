"""Given names and surnames by script, from the lists of `faker`, and words that may be both.

`faker` is used because it is small, and maintains lists for eighty locales. Nothing here draws
random names from it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from portcheck.imports.redaction.word_lists import words

SCRIPTS: Mapping[str, str] = {
    "latin": r"A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "cyrillic": r"\u0400-\u04ff",
    "greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "arabic": r"\u0600-\u06ff",
    "devanagari": r"\u0900-\u097f",
    "hangul": r"\uac00-\ud7a3",
    "han": r"\u3005\u4e00-\u9fff",
    "kana": r"\u3041-\u30ff",
}
_OF_LETTER = {name: re.compile(f"[{letters}]") for name, letters in SCRIPTS.items()}


class Names(Struct, frozen=True):
    """The known names, folded by `folded`."""

    given: frozenset[str]
    surnames: frozenset[str]
    female: frozenset[str]
    """Given names that only women have."""

    def is_given(self, word: str) -> bool:
        """Whether a word is a given name and no other word."""
        form = folded(word)
        known = form in self.given or (not form.isascii() and _bare(form) in self.given)
        return known and form not in words("also_words") and _bare(form) not in words("also_words")

    def may_be_given(self, word: str) -> bool:
        """Whether a word is a given name, even if it is another word too."""
        return folded(word) in self.given

    def is_surname(self, word: str) -> bool:
        """Whether a word is a surname."""
        return folded(word) in self.surnames


def folded(word: str) -> str:
    """Fold a word to the form in which names are compared."""
    form = word.replace("\u0130", "i").casefold().replace("\u2019", "'")
    return form.replace("\u0131", "i")  # in capitals, Turkish text may use either i


def script_of(word: str) -> str:
    """The script of the first letter that is in one of `SCRIPTS`; `latin` if none is."""
    for ch in word:
        for name, letter in _OF_LETTER.items():
            if letter.match(ch):
                return name
    return "latin"


@cache
def known_names() -> Names:
    """All names of all locales."""
    given, surnames, female, male = set[str](), set[str](), set[str](), set[str]()
    for provider in _providers():
        for field in _fields(provider):
            listed = _words(getattr(provider, field))
            if field.startswith("first"):
                given |= listed
                female |= listed if "female" in field else set()
                male |= listed if field.endswith("_male") or "_male" in field else set()
            else:
                surnames |= listed
    more = frozenset(
        map(folded, words("more_given") | words("called_names") | words("polish_names"))
    )
    given |= more | set(_unmarked(given | more))
    surnames |= frozenset(map(folded, words("more_surnames") | words("family_names"))) | set(
        _unmarked(words("more_surnames"))
    )
    return Names(frozenset(given), frozenset(surnames), frozenset(female - male))


@cache
def common_given() -> frozenset[str]:
    """Given names of the eight languages that portcheck reads, folded, without other words."""
    found = set[str]()
    for locale in ("en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "pt_BR", "pt_PT", "tr_TR"):
        provider = _provider(locale)
        for field in _fields(provider):
            if field.startswith("first"):
                found |= _words(getattr(provider, field))
    found |= set(map(folded, words("called_names"))) | polish_given()
    found |= set(map(_bare, found))
    return frozenset(found - words("also_words") - words("no_names"))


def is_common_given(word: str) -> bool:
    """Whether a word is in `common_given`, with or without diacritics."""
    form = folded(word)
    return form in common_given() or (not form.isascii() and _bare(form) in common_given())


@cache
def polish_given() -> frozenset[str]:
    """Polish given names, folded: the base forms of inflected ones."""
    provider = _provider("pl_PL")
    listed = (value for field in _fields(provider) if field.startswith("first")
              for value in getattr(provider, field))  # fmt: skip
    return frozenset(_words(listed) - words("also_words")) | frozenset(
        map(folded, words("polish_names"))
    )


def _unmarked(names: Iterable[str]) -> Iterator[str]:
    """Yield Latin names as they are typed without diacritics, except short ones.

    Not used for most surnames: without diacritics many, above all Irish ones, are English words.
    """
    for name in names:
        bare = _bare(name)
        typed = bare.isascii() and bare != name and bare not in words("never")
        if typed and len(bare) >= _SHORTEST_UNMARKED:
            yield bare


def _bare(name: str) -> str:
    signs = unicodedata.normalize("NFKD", name.replace("\u0131", "i").replace("\u0142", "l"))
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


@cache
def stand_in_names() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Replacement names by script and part (`male`, `female`, `surname`)."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for locale in ("en_GB", "de_DE", "fr_FR", "es_ES", "ru_RU", "el_GR", "ar_SA", "hi_IN", "ko_KR",
                   "zh_CN", "ja_JP"):  # fmt: skip
        provider = _provider(locale)
        fields = {
            "female": ("first_names_female", "first_names"),
            "male": ("first_names_male", "first_names"),
            "surname": ("last_names", "last_names_male", "unisex_last_names"),
        }
        for part, names in fields.items():
            field = next((one for one in names if getattr(provider, one, None)), None)
            for word in getattr(provider, field) if field else ():
                if (
                    isinstance(word, str)
                    and _is_word(word)
                    and word.casefold() not in words("also_words")
                ):
                    found.setdefault((script_of(word), part), {})[word] = None
    return {key: tuple(listed) for key, listed in found.items()}


def _providers() -> Iterator[Any]:
    package = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(package.__path__):
        yield _provider(module.name)


def _provider(locale: str) -> Any:
    return importlib.import_module(f"faker.providers.person.{locale}").Provider


def _fields(provider: Any) -> Iterator[str]:
    for field in dir(provider):
        parts = field.split("_")
        if field.startswith("_") or "language" in parts or "prefixes" in parts:
            continue
        named = {"names", "name", "pairs"} & {*parts} and {"first", "last", "middle"} & {*parts}
        if named and isinstance(getattr(provider, field), (tuple, list, dict)):
            yield field


def _is_word(text: str) -> bool:
    return all(ch.isalpha() or unicodedata.category(ch)[0] == "M" for ch in text)


def _words(values: Any) -> set[str]:
    found = set[str]()
    for value in values:
        for word in value if isinstance(value, tuple) else (value,):
            if isinstance(word, str) and (len(word) > 1 or script_of(word) in _SHORT):
                found.add(folded(word))
                if " " in word:
                    found |= {folded(part) for part in word.split() if len(part) > 3}
    return found


_SHORTEST_UNMARKED = 6
"""Fewest letters of such a name; shorter ones are too often words of other languages."""
_SHORT = frozenset({"han", "hangul", "kana"})
