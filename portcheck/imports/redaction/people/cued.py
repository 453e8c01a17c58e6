"""Find names by context: a field, a label, a heading, a greeting, a signature, a kinship.

Words in such a place are a name even if no list has them; elsewhere the lists decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from portcheck.imports.redaction.cues.columns import cells
from portcheck.imports.redaction.cues.folding import folded_in_place
from portcheck.imports.redaction.people.around import is_ordinary, is_place
from portcheck.imports.redaction.people.lists import known_names
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern, words
from portcheck.lazy_pattern import LazyPattern

_UPPER = "[^\\W\\d_a-z\u00df-\u00f6\u00f8-\u00ff]"
_NAME = rf"{_UPPER}[^\W\d_]{{0,40}}(?:['\u2019-][^\W\d_]{{1,40}}){{0,3}}\.?"
_SMALL = r"(?:d[aeio]s?|del|della|di|von|van|der|den|la|le|el|al|bin|ben|e|y|zu|d['\u2019])"
_FULL = rf"{_NAME}(?: (?:{_SMALL} ){{0,2}}{_NAME}){{0,4}}"
_MORE = LazyPattern(r"[,;] ?")
_FIELD = LazyPattern(
    rf"(?<![^\W\d_])({pattern('name_field')})"
    r"(?:[\"']?\s{0,2}[:=\uff1a]\s{0,3}[\"']?|[\"']\s?,\s?[\"']|>|\s{1,3}\u2013\s|\s\|\s)"
)
_HEADED = LazyPattern(pattern("name_field"))
_STRICT = LazyPattern(
    r"(?:vor|nach|zu|familien|geburts|ruf)(?:-? ?und ?nach)?name|prenom"
    r"|nom.(?:de|du|complet|usage|et)|apellido|cognome|sobrenome|imie|imiona|nazwisko|soyad"
    r"|surname|forename|(?:first|last|full|given|family|maiden)[ _.-]?name"
)
"""Fields that hold only names of people; others hold names of companies too."""
_TAGGED = LazyPattern(_FULL)
_GREETS = LazyPattern(rf"(?:^|[\n>.!?\"\u201e\u201c\u00ab:])[ \t]{{0,3}}{pattern('greets')},? ")
_CLOSES = LazyPattern(
    rf"(?:^|[\n.!?,;] ?){pattern('closes')}"
    r"(?:[ \t]?[,.!]{0,3}[ \t]{0,2}(?:\r?\n[ \t]*){1,3}|,? )"
)
_ALONE = LazyPattern(r"(?=[ \t]*(?:\r?\n|$))")
_GREETED_END = LazyPattern(r"(?=[ \t]*(?:[,!.:;?\n]|\u2013|-|$))")
_KIN = LazyPattern(rf"(?<![^\W\d_]){pattern('kin')},? \(?")
_MET = LazyPattern(rf"(?<![^\W\d_]){pattern('met')},? \(?")
_SPOKEN = LazyPattern(
    r"^(?:this is|it's|i am|i'm|hier|ich bin|c'est|ici|je suis|soy|sono|qui|aqui|sou|tu|jestem|mowi"
    r"|ben|adim|ask|tell|cc|dile|frag|scrivi|chiedi|fala|zapytaj)"
)
"""Phrases with which people introduce themselves, also before a name in lower case."""
_GERMAN = LazyPattern(r"^(?:mein|dein|sein|ihr|unser)")
_TITLED = LazyPattern(
    r"(?:(?:(?:dott|prof|sig|avv|ing|geom|arch|rag|lcd[oa]|mag|mgr|inz)\.?(?:ssa|ra|na|re)?|dra?|sr(?:t?a)?|ms|mrs|mr|mme|mlle"
    r"|hr|fr|frau|herrn?|pani?|don|donna|dona|d|dna)\.? ){0,3}"
)
_TITLE = LazyPattern(r"(?<![^\W\d_])(?:dott|prof|sig)\.(?:ssa|ra|na|re) ")
_CALLED = LazyPattern(rf"(?<![^\W\d_]){pattern('called')}:? ")
_SMALL_NAME = LazyPattern(r"[^\W\d_]{3,20}(?![\w-])")
_HONOURED = LazyPattern(
    rf"(?<![^\W\d_])({_NAME}(?: {_NAME})?) (?i:{'|'.join(sorted(words('honours')))})"
    r"(?:['\u2019]?[^\W\dA-Z_]{0,5})(?!\w)"
)
_FIRST = re.compile(r"[^\W\d_]{2,}")
_LONGEST = 60


def cued_spans(text: str) -> Iterator[Span]:
    """Yield such names; spans may overlap."""
    plain = folded_in_place(text)
    yield from _fields(text, plain)
    yield from _columns(text)
    yield from _in_letters(text, plain)
    for cue in _KIN.compiled.finditer(plain):
        yield from _near(text, cue.end(), listed=_GERMAN.search(cue[0]) is not None)
    for cue in _MET.compiled.finditer(plain):
        spoken = _SPOKEN.search(cue[0]) is not None
        if spoken or text[cue.end() : cue.end() + 1].isupper():
            yield from _near(text, cue.end(), listed=True)
    for cue in chain(_TITLE.compiled.finditer(plain), _CALLED.compiled.finditer(plain)):
        name = _TAGGED.compiled.match(text, cue.end())
        if name:
            yield from _unless_ordinary(text, name)
    for match in _HONOURED.compiled.finditer(text):
        if not is_ordinary(match[1]):
            yield _span(match.start(1), match.end(1))


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end, kind="name")


def _fields(text: str, plain: str) -> Iterator[Span]:
    """Yield the values of keys and labels that are written like names."""
    fields = [*_FIELD.compiled.finditer(plain)]
    strict = any(_STRICT.search(cue[1]) for cue in fields)  # `nom` beside `prenom`
    for cue in fields:
        name = _TAGGED.compiled.match(text, cue.end())
        while name is not None and _may_be_name(name[0], text, name.end(), strict=strict):
            yield _span(name.start(), name.end())
            more = _MORE.compiled.match(text, name.end())
            name = _TAGGED.compiled.match(text, more.end()) if more else None


def _may_be_name(name: str, text: str, end: int, *, strict: bool = True) -> bool:
    """Whether words are written like a name, and none is an ordinary word.

    Args:
        name: the words.
        text: the text around them.
        end: their end in the text.
        strict: whether the place holds only names, so that one word need not be in a list.
    """
    said = [word for word in re.findall(r"[^\W\d_]+", name) if word not in words("particles")]
    whole = not re.match(r"[\w@/_(]", text[end : end + 1]) and len(name) <= _LONGEST
    listed = any(_is_listed(word) for word in said)
    return (
        whole
        and bool(said)
        and not any(is_ordinary(word) for word in said)
        and not all(word.casefold() in words("titles") or is_place(word) for word in said)
        and (listed or ((strict or len(said) > 1) and all(len(word) > 2 for word in said)))
    )


@lru_cache(maxsize=8192)
def _is_listed(word: str) -> bool:
    names = known_names()
    return names.may_be_given(word) or names.is_surname(word)


def _columns(text: str) -> Iterator[Span]:
    """Yield cells below a heading for names."""
    known: dict[str, bool] = {}
    strict: dict[str, bool] = {}
    for cell in cells(text):
        if cell.heading not in known:
            heading = folded_in_place(cell.heading)
            known[cell.heading] = _HEADED.compiled.fullmatch(heading) is not None
            strict[cell.heading] = _STRICT.search(heading) is not None
        value = text[cell.start : cell.end]
        whole = known[cell.heading] and _TAGGED.compiled.fullmatch(value)
        if whole and _may_be_name(value, text, cell.end, strict=strict[cell.heading]):
            yield _span(cell.start, cell.end)


def _in_letters(text: str, plain: str) -> Iterator[Span]:
    """Yield names in greetings and signatures."""
    for cue in _GREETS.compiled.finditer(plain):
        titled = _TITLED.compiled.match(plain, cue.end())
        name = _TAGGED.compiled.match(text, titled.end() if titled else cue.end())
        if name and _GREETED_END.compiled.match(text, name.end()):
            yield from _unless_ordinary(text, name)
    for cue in _CLOSES.compiled.finditer(plain):
        name = _TAGGED.compiled.match(text, cue.end())
        if name and _ALONE.compiled.match(text, name.end()):
            yield from _unless_ordinary(text, name)


def _unless_ordinary(text: str, name: re.Match[str]) -> Iterator[Span]:
    if _may_be_name(name[0].rstrip("."), text, name.end()):
        yield _span(name.start(), name.start() + len(name[0].rstrip(".")))


def _near(text: str, at: int, *, listed: bool) -> Iterator[Span]:
    """Yield the name after a cue, also in lower case if a list has it.

    Args:
        text: any text.
        at: the end of the cue.
        listed: whether a capitalised name must be in a list too.
    """
    name = _TAGGED.compiled.match(text, at)
    if name is not None:
        first = _FIRST.match(name[0])
        if first and not is_ordinary(first[0]) and (_is_listed(first[0]) or not listed):
            yield from _unless_ordinary(text, name)
        return
    small = _SMALL_NAME.compiled.match(text, at)
    if text[at - 5 : at - 1].casefold() == "call":
        return
    if small and known_names().is_given(small[0]) and not is_ordinary(small[0]):
        yield _span(small.start(), small.end())
