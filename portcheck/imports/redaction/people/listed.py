"""Find names of people by lists of names, and by the words around them.

No model is used, so a name that neither a list nor its context shows is missed;
`benchmarks/redaction_recall.py` measures the recall for each language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from portcheck.imports.redaction.people.around import (
    is_announced,
    is_announced_uncased,
    is_honoured,
    is_ordinary,
    is_place,
    is_small_word,
)
from portcheck.imports.redaction.people.lists import (
    Names,
    folded,
    is_common_given,
    known_names,
    polish_given,
    script_of,
)
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import endings, pattern
from portcheck.imports.redaction.word_lists import words as listed

_WORD = regex.compile(r"[\p{L}\p{M}]+(?:(?:-|['\u2019](?=\p{Lu}|\p{Ll}{6}))(?!s\b)[\p{L}\p{M}]+)*")
"""A word, without a Turkish suffix or a genitive after an apostrophe."""
_BETWEEN = regex.compile(r"[ \u00a0]|\. ?|, (?=Jr)")
_CASED = frozenset({"latin", "cyrillic", "greek"})
_PATRONYMIC = regex.compile(rf"\p{{Lu}}\p{{L}}+{pattern('patronymic')}$")
_NISBA = regex.compile(f"^{pattern('nisba')}$")
_JAPANESE = regex.compile(
    r"(\p{Han}{1,3}|\p{Hiragana}{2,4}?(?=\u69d8|\u3055\u3093))"
    f"(?={pattern('japanese_particle')})"
)
_CELL = regex.compile(r"\s?(?:[|,;\"']|\n|$)")
_MOBILE = regex.compile(r"[\uff0c,:\uff1a]?\s?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_EDGE = regex.compile(r"(?:[|,;\"']|\n|^)\s?$")
_POLISH = regex.compile(
    r"[\u0105\u0119\u0142\u015b\u017c\u017a\u0107\u0144\u0104\u0118\u0141\u015a\u017b\u0179\u0106\u0143]|\b[Dd]la\b|\bjest\b|\boraz\b|\bprzez\b"
)
_OF_FAMILY = regex.compile(r"\p{Lu}\p{Ll}+[sc]k(?:iego|iemu|iej|im|\u0105)")
"""An inflected Polish family name; uninflected, it may be another word."""
_SUFFIX = regex.compile(r"['\u2019](?:[dt][ea]n?|[ny]?[\u0131iu\u00fcea]n?|y?l[ea]|ki)(?!\p{L})")
"""A Turkish case suffix."""
_ROW = regex.compile(r",? (?:(?:and|und|et|y|e|i|oraz|ve|or|o|ou|oder|lub|veya) )?")
_SHORTEST_SHOUTED = 4
"""Fewest letters of a single word in capitals that counts as a name, not an abbreviation."""
_PAIR = 2
_MOST = 5
"""Most words of a name after the first."""


class _Word(Struct, frozen=True):
    text: str
    start: int
    end: int
    script: str
    polish: bool = False
    """Whether the text is Polish, whose cases change names."""

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def initial(self) -> bool:
        return len(self.text) == 1 and self.capital


def name_spans(text: str) -> Iterator[Span]:
    """Yield names in the order of the text; spans do not overlap."""
    polish = _POLISH.search(text) is not None
    words = [
        _Word(match[0], match.start(), match.end(), script_of(match[0]), polish)
        for match in _WORD.finditer(text)
    ]
    names = known_names()
    done = 0
    for at, word in enumerate(words):
        if word.start < done:
            continue
        if word.script in _CASED:
            end = _cased(text, words, at, names) or _listed(text, words, at, done, names)
        elif word.script in {"arabic", "devanagari"}:
            end = _uncased(text, words, at, names)
        else:
            found = next(_within(text, word, names), None)
            while found is not None:
                yield found
                found = next(_within(text, word, names, found.end), None)
            continue
        if end is not None:
            done = end
            yield Span(start=word.start, end=end, kind="name")


def _cased(text: str, words: Sequence[_Word], at: int, names: Names) -> int | None:
    """The end of a name that begins with this word; `None` if none does."""
    word = words[at]
    form = word.text.casefold()
    if not word.capital or is_ordinary(word.text) or form in listed("titles") | listed("articles"):
        return None
    turned = _turned(text, words, at, names)
    if turned is not None:
        return turned
    run = _run(text, words, at)
    if not _is_person(text, words, at, run, names) or all(
        is_place(one.text) or one.text.casefold() in listed("particles") for one in run
    ):
        return None
    behind = at + len(run)  # `ROMERO VIDAL, FRANCISCO`
    if behind < len(words) and 1 < len(run) < 4 and all(_surname(one, names) for one in run):
        given = words[behind]
        if text[run[-1].end : given.start] == ", " and given.capital and _given(given, names):
            return given.end
    return run[-1].end


def _is_person(
    text: str, words: Sequence[_Word], at: int, run: Sequence[_Word], names: Names
) -> bool:
    """Whether a run of capitalised words is a name, by itself or by the words before it."""
    word, following = run[0], run[1:]
    if following and _is_name(word, following, names):
        return True
    announced = is_announced(text, word.start)
    if _has_title(text, words, at) or (
        announced
        and (_given(word, names) or _surname(word, names))
        and not (word.text.isupper() and len(word.text) < _SHORTEST_SHOUTED)
    ):
        return True
    if following:
        return announced and not _shouted(run)
    return _is_alone(text, words, at, names)


def _is_alone(text: str, words: Sequence[_Word], at: int, names: Names) -> bool:
    """Whether a single word is a given name: inside a sentence, or in direct address."""
    word = words[at]
    if len(word.text) < 3 or is_place(word.text) or word.text.isupper():
        return False
    before = text[max(0, word.start - 2) : word.start]
    inside = (
        at > 0
        and (words[at - 1].text.islower() or is_small_word(words[at - 1].text))
        and before[-1:] == " "
        and before[-2:-1].isalpha()
    )
    if names.is_given(word.text):
        return inside or _is_called(text, words, at, names)
    near = inside or (before == ", " and at > 0 and words[at - 1].text.islower())
    alone = at + 1 >= len(words) or not words[at + 1].capital
    family = alone and word.polish and _OF_FAMILY.fullmatch(word.text) and _surname(word, names)
    return (near and _is_inflected(word)) or bool(family)


def _is_called(text: str, words: Sequence[_Word], at: int, names: Names) -> bool:
    """Whether a known given name is addressed, begins a sentence, or has a Turkish suffix."""
    word = words[at]
    before, after = text[max(0, word.start - 2) : word.start], text[word.end : word.end + 2]
    following = words[at + 1].text if at + 1 < len(words) else ""
    behind = following[:1].islower()
    begins = (
        at == 0 or before[-1:] in {"\n", '"', "(", "\u00bb"} or before[:1] in {".", "!", "?", ":"}
    )
    if before[-1:] == "(" and after[:1] == ")":
        return True
    common = is_common_given(word.text)
    if begins and after[:1] in {",", " "} and common and (behind or names.is_given(following)):
        return True
    return (before == ", " and after[:1] == " " and behind) or (
        _SUFFIX.match(text, word.end) is not None
    )


def _is_inflected(word: _Word) -> bool:
    """Whether a word is an inflected Polish given name, but no place and no common word."""
    return word.polish and any(
        folded(form) in polish_given() and not is_place(form) and not is_ordinary(form)
        for form in _uninflected(word.text)
    )


def _listed(text: str, words: Sequence[_Word], at: int, done: int, names: Names) -> int | None:
    """The end of a given name that follows another name in a list; `None` if it does not."""
    word = words[at]
    joined = done > 0 and _ROW.fullmatch(text[done : word.start]) is not None
    if not joined or not word.capital or is_ordinary(word.text):
        return None
    run = _run(text, words, at)
    if len(run) == _PAIR:  # family name first, as in the rest of the list
        return run[-1].end
    return word.end if names.may_be_given(word.text) else None


def _turned(text: str, words: Sequence[_Word], at: int, names: Names) -> int | None:
    """The end of a name whose family name comes first, before a comma; `None` if it does not."""
    if at + 1 >= len(words) or len(words[at].text) < 3:
        return None
    given = words[at + 1]
    near = text[words[at].end : given.start] == ", " and given.capital
    alone = not text[given.end : given.end + 2].strip(" ").isalpha()
    known = names.is_given(given.text) or (_given(given, names) and _surname(words[at], names))
    return given.end if near and alone and known and not is_place(given.text) else None


def _run(text: str, words: Sequence[_Word], at: int) -> list[_Word]:
    """The word, and the words after it that may belong to the same name."""
    run, pending = [words[at]], list[_Word]()
    for word in words[at + 1 : at + 1 + _MOST]:
        before = (pending or run)[-1]
        between = text[before.end : word.start]
        short = before.initial or before.text in {"Jr", "Sr"}
        if not (between in {" ", "\u00a0"} or (short and between in {". ", "."})):
            break
        if word.text in listed("particles"):
            pending.append(word)
        elif (
            word.capital
            and word.script == words[at].script
            and (not is_ordinary(word.text) or _is_family(run, word))
        ):
            run += [*pending, word]
            pending = []
        else:
            break
    return run


def _is_family(run: Sequence[_Word], word: _Word) -> bool:
    """Whether an ordinary word after a given name is a family name, such as the name of a day."""
    names = known_names()
    return len(run) == 1 and names.is_given(run[0].text) and names.is_surname(word.text)


def _has_title(text: str, words: Sequence[_Word], at: int) -> bool:
    """Whether a title precedes a word, or the particles before it."""
    while at > 0 and text[words[at - 1].end : words[at].start].strip(". \u00a0") == "":
        at -= 1
        if words[at].text.casefold() in listed("titles"):
            return words[at].text != "m"
        if words[at].text not in listed("particles"):
            return False
    return False


def _is_name(first: _Word, following: Sequence[_Word], names: Names) -> bool:
    """Whether several capitalised words form a name."""
    rest = [word for word in following if word.text not in listed("particles")]
    if any(_PATRONYMIC.match(word.text) for word in (first, *rest)):
        return True
    strong = (
        names.is_given(first.text)
        or (_given(first, names) and first.script == "cyrillic")
        or _is_inflected(first)
    )
    if _shouted([first, *following]):
        turned = _surname(first, names) and names.is_given(rest[-1].text)
        return (
            turned or strong or (_given(first, names) and any(_surname(one, names) for one in rest))
        )
    if strong:
        return True
    if _given(first, names):
        return any(_surname(word, names) or word.initial for word in rest)
    if first.initial:
        return len(rest) > 0 and any(_surname(word, names) and len(word.text) > 3 for word in rest)
    last = rest[-1]
    known = _surname(last, names) and len(last.text) > 4 and not names.may_be_given(last.text)
    return known or (_surname(first, names) and names.is_given(last.text))


def _shouted(run: Sequence[_Word]) -> bool:
    return all(word.text.isupper() for word in run if not word.initial)


def _given(word: _Word, names: Names) -> bool:
    return any(names.may_be_given(form) for form in _forms(word)) or _is_inflected(word)


def _surname(word: _Word, names: Names) -> bool:
    return any(names.is_surname(form) for form in _forms(word)) or (
        word.polish and any(names.is_surname(form) for form in _uninflected(word.text))
    )


def _forms(word: _Word) -> Iterator[str]:
    """Yield the word, its hyphenated parts, and in Russian its possible base forms."""
    yield word.text
    yield from (part for part in regex.split("[-'\u2019]", word.text) if len(part) > 2)
    if word.script == "cyrillic":
        for ending in endings("cyrillic"):
            if word.text.endswith(ending) and len(word.text) - len(ending) > 2:
                stem = word.text.removesuffix(ending)
                yield from (f"{stem}{base}" for base in endings("cyrillic_bases"))


def _uninflected(word: str) -> Iterator[str]:
    """Yield the possible base forms of an inflected Polish name, also in capitals."""
    small = word.lower() if word.isupper() else word
    for ending, base in endings("polish"):
        if small.endswith(ending) and len(small) - len(ending) + len(base) > 2:
            yield small.removesuffix(ending) + base


def _uncased(text: str, words: Sequence[_Word], at: int, names: Names) -> int | None:
    """The end of a name, as `_cased`, in scripts with spaces but without capitals."""
    word = words[at]
    announced = is_announced_uncased(text, word.start)
    if not (announced or names.may_be_given(word.text)):
        return None
    end = word
    for other in words[at + 1 : at + 3]:
        near = text[end.end : other.start] in {" ", "-"} and other.script == word.script
        listed = names.may_be_given(other.text) or names.is_surname(other.text)
        if not near or not (listed or _NISBA.match(other.text) or (announced and end is word)):
            break
        end = other
    known = names.may_be_given(word.text) or names.is_surname(word.text)
    honoured = is_honoured(text, end.end)
    return end.end if end is not word or (known and (announced or honoured)) else None


def _within(text: str, word: _Word, names: Names, start: int = 0) -> Iterator[Span]:
    """Yield names in text without spaces, family name first, by lists and honorifics."""
    for at in range(max(start, word.start), word.end):
        for size in (2, 1) if word.script != "hangul" else (1,):
            family = text[at : at + size]
            if at + size > word.end or not names.is_surname(family):
                continue
            end = _given_after(text, at, at + size, word.end, names)
            if end is not None:
                yield Span(start=at, end=end, kind="name")
                break


def _given_after(text: str, at: int, start: int, most: int, names: Names) -> int | None:
    cued = is_announced_uncased(text, at)
    for size in (2, 1, 3, 0):
        end = start + size
        if end > most or (script_of(text[start:end]) == "kana" and size):
            continue
        given = text[start:end]
        honoured = is_honoured(text, end)
        if size and names.may_be_given(given) and (size > 1 or cued or honoured):
            return end
        if honoured or (cued and size in {1, 2} and _parted(text, end)):
            return end
    return _chinese(text, at, start, most) or _japanese(text, at, start, most)


def _chinese(text: str, at: int, start: int, most: int) -> int | None:
    """The end of one or two characters of given names after one of the most common family names."""
    for size in (2, 1):
        called = text[start : start + size]
        if (
            start - at == 1
            and text[at] in listed("chinese_families")
            and start + size <= most
            and any(ch in listed("chinese_given") for ch in called)
            and _MOBILE.match(text, start + size)
        ):
            return start + size
    given = text[start : start + 2]
    common = start - at == 1 and text[at] in listed("chinese_families") and start + 2 <= most
    if not common:
        return None
    usual = all(ch in listed("chinese_given") for ch in given)
    return (
        start + 2 if usual or (_CELL.match(text, start + 2) and _EDGE.search(text[:at])) else None
    )


def _japanese(text: str, at: int, start: int, most: int) -> int | None:
    """The end of one to four characters after a family name of two, before a particle."""
    found = _JAPANESE.match(text, start, min(len(text), most + 4)) if start - at == 2 else None
    return None if found is None or found[1][-1] in listed("no_person") else found.end(1)


def _parted(text: str, end: int) -> bool:
    """Whether a word ends there: at punctuation, at a space, or at a letter of another script."""
    return end >= len(text) or not text[end].isalpha() or script_of(text[end]) in {"latin", "kana"}
