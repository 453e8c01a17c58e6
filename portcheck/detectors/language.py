# ruff: noqa: RUF001
"""Detect the language of a text by its letters and its most common words.

A script of a single language decides by itself; within the Latin, Cyrillic, Arabic, Hebrew and
Devanagari scripts the words of `stop_words` decide, helped by letters and endings that few
languages have. Code, JSON, URLs, numbers and names are not prose, and are ignored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from functools import cache

from msgspec import Struct

from portcheck.detectors import stop_words
from portcheck.detectors.refusal.cue import vocabulary

LEAST = 8
"""Fewest words of prose of a text that has a language."""
READ = 3_000
"""Characters of a text that are searched for prose."""
PROSE = 800
"""Characters of prose that are read."""
UNKNOWN = "und"
"""Code for prose in an unknown language (ISO 639-2)."""

_ENGLISH = vocabulary(
    "the and that with this are you have from which your would their they not can should these "
    "those what how there been has were when where could than then some other any our them about "
    "into because while only also if"
)
"""Words of English; `stop_words` has those that tell it from other languages."""
_ENGLISH_TOO = vocabulary("of to is a in it for as be by we on or at an will i he she do does so")
"""Words of English, and of other languages too."""
_ENOUGH_ENGLISH, _MORE_ENGLISH, _AT_A_TIME = 0.14, 0.22, 50
"""Share of the former, and of both where one of the former is among them, in this number of words,
from which nothing else is looked for."""
_NEARLY = 0.9
"""Share of the best language's score with which English is chosen instead."""
_FEW, _FEW_PLAIN = 0.1, 0.2
"""Least share of a language's words in a passage in it; the second if the passage has no unusual
letter, as in most of English."""
_LETTER, _ENDING = 0.4, 0.35
"""Weight of a word's letters and of its ending, relative to a known word."""
_SEVERAL, _CLEARLY = 1.5, 1.7
"""Fewest words of a language in a short text, and their factor over any other language."""
_CHINESE = "[的了吗呢吧您们这那请谢谁么没还说个我你嗎們這請謝]"
"""Characters that hardly any Japanese text has."""
_FOREIGN = 0.3
"""Share of words with letters other than a-z from which on unknown words count as a language."""
_LOWER = 0.5
"""Least share of words that begin with a small letter; names do not."""

# `re` compiles these on first use and caches them, so the import stays fast.
_FENCE = r"(?s:```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z))"
_TICKS = r"`[^`\n]*`"
_ADDRESS = r"\b(?:https?|ftp)://\S+|\bwww\.\S+|\S+@\S+|<[^<>\n]{1,200}>"
_CODE_ENDS = (";", "{", "}", "):", "=>", "->", "},", "];", "],")
_CODE_STARTS = (
    r"[\"'][\w -]+[\"']\s*:|[\w.\[\]]+\s*:?=[^=]|[#$>]\s?\w+ --?\w|(?:def|class|import|from|return|"
    r"const|let|var|function|SELECT|INSERT|public|private)\b.*[(){};=*]"
)
_APART = str.maketrans(
    dict.fromkeys("\t.,:;!?()[]{}\"'’‘“”„«»*_#|/\\=<>~…—–•·‹›¿¡&%$^+`。、，！？", " ")
)
_OTHER_SCRIPTS = (
    "(?P<el>[\u0370-\u03ff\u1f00-\u1fff]{2,})|(?P<cyrillic>[\u0400-\u052f]+)|"
    "(?P<hy>[\u0530-\u058f]+)"
    "|(?P<hebrew>[\u0590-\u05ff]+)|(?P<arabic>[\u0600-\u06ff\u0750-\u077f\u200c\ufb50-\ufdff]+)"
    "|(?P<devanagari>[\u0900-\u097f]+)|(?P<bn>[\u0980-\u09ff]+)|(?P<pa>[\u0a00-\u0a7f]+)"
    "|(?P<gu>[\u0a80-\u0aff]+)|(?P<or>[\u0b00-\u0b7f]+)|(?P<ta>[\u0b80-\u0bff]+)"
    "|(?P<te>[\u0c00-\u0c7f]+)|(?P<kn>[\u0c80-\u0cff]+)|(?P<ml>[\u0d00-\u0d7f]+)"
    "|(?P<si>[\u0d80-\u0dff]+)|(?P<th>[\u0e00-\u0e7f]+)|(?P<lo>[\u0e80-\u0eff]+)"
    "|(?P<bo>[\u0f00-\u0fff]+)|(?P<my>[\u1000-\u109f]+)|(?P<ka>[\u10a0-\u10ff\u2d00-\u2d2f]+)"
    "|(?P<am>[\u1200-\u139f]+)|(?P<km>[\u1780-\u17ff]+)|"
    "(?P<ko>[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+)"
    "|(?P<kana>[\u3041-\u30ff]+)|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
)
_WORD_LENGTH: Mapping[str, float] = {
    "th": 4.0, "lo": 4.0, "my": 5.0, "km": 5.0, "bo": 4.0, "kana": 2.2, "han": 1.7,
}  # fmt: skip
"""Average characters of a word in scripts without spaces, or with agglutinated words."""
_JAPANESE = 8
"""Most words in Chinese characters per word in kana in a Japanese text."""
_SHARED = {
    "cyrillic": "[\u0400-\u052f]",
    "arabic": "[\u0600-\u06ff]",
    "devanagari": "[\u0900-\u097f]",
    "hebrew": "[\u0590-\u05ff]",
}
"""Scripts of several languages."""
_SHARED_BY_DEFAULT = {"cyrillic": "ru", "arabic": "ar", "devanagari": "hi", "hebrew": "he"}
NAMES: Mapping[str, str] = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian",
    "bg": "Bulgarian", "bn": "Bengali", "bo": "Tibetan", "br": "Breton", "ca": "Catalan",
    "ckb": "Kurdish", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "gd": "Gaelic",
    "gl": "Galician", "gu": "Gujarati", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian or Serbian", "ht": "Haitian Creole", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian or Malay", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean",
    "ky": "Kyrgyz", "la": "Latin", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi",
    "mt": "Maltese", "my": "Burmese", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian",
    "oc": "Occitan", "or": "Odia", "pa": "Punjabi", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala",
    "sk": "Slovak", "sl": "Slovenian", "so": "Somali", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tg": "Tajik", "th": "Thai",
    "tl": "Filipino", "tr": "Turkish", "tt": "Tatar", "ug": "Uyghur", "uk": "Ukrainian",
    "und": "a language that is not known", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
    "yi": "Yiddish", "yo": "Yoruba", "zh": "Chinese", "zu": "Zulu",
}  # fmt: skip
"""Names of languages by code."""


def language(text: str) -> str:
    """The ISO 639 code of the language of most of a text's prose; "" with fewer than `LEAST` words.

    `UNKNOWN` means prose in none of the known languages. Pure; never raises.
    """
    found = _words_in(text)
    code = max(found, key=found.__getitem__, default="")
    return code if found[code] >= LEAST else ""


def language_of_few(text: str) -> str:
    """The code of the language of a text of a few words, if it is certain; otherwise "".

    A script of a single language decides; otherwise several words must belong to one language, and
    hardly any to another. Pure; never raises.
    """
    passage = " ".join(_passages(_prose(text.strip())))
    scripts = _by_script(passage)
    latin = [
        word for word in re.sub(_OTHER_SCRIPTS, " ", passage).lower().split() if word.isalpha()
    ]
    if len(scripts) > 1 or (scripts and latin):
        return ""
    script = next(iter(scripts), "latin")
    if script == "zh":
        return script if re.search(_CHINESE, passage) else ""
    if script not in {"latin", *_SHARED}:
        return script
    words = latin if script == "latin" else passage.lower().split()
    hits, score = _scores(_family(script), words)
    best, *others = sorted(score, key=lambda code: (-score[code], code)) or [""]
    second = score[others[0]] if others else 0.0
    certain = score[best] >= _CLEARLY * second and hits[best] >= max(_SEVERAL, len(words) / 3)
    return best if best and certain else ""


def resemblance(text: str, codes: Collection[str]) -> float:
    """Evidence for the most likely of some languages, as a share of the best language's, 0..1.

    Only for languages that share a script; 0 without evidence. Pure; never raises.
    """
    passage = " ".join(_passages(_prose(text.strip())))
    scripts = _by_script(passage)
    script = max(scripts, key=scripts.__getitem__, default="latin")
    if script not in {"latin", *_SHARED}:
        return 0.0
    _, score = _scores(_family(script), passage.lower().split())
    best = max(score.values(), default=0.0)
    return max((score[code] for code in codes), default=0.0) / best if best else 0.0


def other_language(text: str, known: Set[str]) -> str:
    """The language outside `known` with at least `LEAST` words in a text; otherwise ""."""
    found = _words_in(text)
    others = [code for code in found if found[code] >= LEAST and code not in known]
    return max(others, key=found.__getitem__, default="")


def _words_in(text: str) -> Mapping[str, int]:
    """Number of recognised words of prose by language."""
    found: defaultdict[str, int] = defaultdict(int)
    text = text.strip()
    if text.isascii() and text.count(" ") + text.count("\n") < LEAST - 1:
        return found
    for passage in _passages(_prose(text)):
        plain = passage
        if not passage.isascii():
            for script, number in _by_script(passage).items():
                if number >= 1:
                    found[_within(script, passage)] += round(number)
            plain = re.sub(_OTHER_SCRIPTS, " ", passage)
        words = plain.split()
        if len(words) >= LEAST and (code := _in_latin(words)):
            found[code] += len(words)
    return found


def _prose(text: str) -> str:
    """The prose at the beginning of a text, without code, JSON and URLs."""
    if text[:1] in {"{", "["} and (text[-1] in "}]" or text[1:].lstrip()[:1] == '"'):
        return ""
    text = text[:READ]
    if "`" in text or "~~~" in text:
        text = re.sub(_TICKS, " ", re.sub(_FENCE, "\n", text))
    if "<" in text or "@" in text or "://" in text or "www." in text:
        text = re.sub(_ADDRESS, " ", text)
    return text[: 2 * PROSE]


def _passages(prose: str) -> Iterator[str]:
    """Yield the lines that are long enough to judge alone, and the others joined."""
    short, left = list[str](), PROSE
    for raw in prose.split("\n"):
        line = raw.strip()
        if line and not line.endswith(_CODE_ENDS) and not re.match(_CODE_STARTS, line):
            line = line[:left].translate(_APART)
            left -= len(line)
            if line.count(" ") >= LEAST:
                yield line
            else:
                short.append(line)
            if left <= 0:
                break
    yield " ".join(short)


def _by_script(passage: str) -> dict[str, float]:
    """Number of words by script, without the Latin script."""
    words = defaultdict[str, float](float)
    for match in re.finditer(_OTHER_SCRIPTS, passage):
        script = match.lastgroup or ""
        length = _WORD_LENGTH.get(script)
        words[script] += 1 if length is None else len(match[0]) / length
    kana = words.pop("kana", 0)
    if kana:
        # A Japanese text has both; a Chinese one may name something in kana.
        if kana * _JAPANESE >= words["han"]:
            kana += words.pop("han", 0)
        words["ja"] = kana
    if "han" in words:
        words["zh"] = words.pop("han")
    return words


def _within(script: str, passage: str) -> str:
    """The language of a passage in a shared script, or the only language of the script."""
    if script not in _SHARED:
        return script
    pattern = _SHARED[script]
    words = [word for word in passage.lower().split() if re.search(pattern, word)]
    return _best(script, words) or _SHARED_BY_DEFAULT[script]


def _in_latin(words: list[str]) -> str:
    """The language of words and numbers in Latin letters; "" if they are not prose."""
    low = " ".join(words).lower().split(" ")
    english, most = len(_ENGLISH.intersection(low)), min(len(low), _AT_A_TIME)
    if english >= _ENOUGH_ENGLISH * most or (
        english and english + len(_ENGLISH_TOO.intersection(low)) >= _MORE_ENGLISH * most
    ):
        return "en"
    words = [word for word in words if word[0].isalpha()]
    small = sum(word[0].islower() or (word.isupper() and len(word) > 1) for word in words)
    if len(words) < LEAST or small < _LOWER * len(words):
        return ""
    words = [word.lower() for word in words[:_AT_A_TIME]]
    if code := _best("latin", words):
        return code
    foreign = sum(not word.isascii() for word in words)
    return UNKNOWN if foreign >= _FOREIGN * len(words) else ""


def _best(script: str, words: list[str]) -> str:
    """The language that best matches words, letters and endings; "" if too few match."""
    family = _family(script)
    plain = "".join(words).isascii()
    least = max(1.5, (_FEW_PLAIN if plain else _FEW) * len(words))
    if plain:
        # Without an unusual letter, only known words count: most such text is English.
        words = [word for word in words if word in family.words]
        if len(words) < least:
            return ""
    hits, score = _scores(family, words)
    best = max(score, key=lambda code: (score[code], code == "en", code), default="")
    if best != "en" and score["en"] >= _NEARLY * score[best]:
        best = "en"
    return best if hits[best] >= least else ""


def _scores(
    family: _Family, words: Iterable[str]
) -> tuple[defaultdict[str, float], defaultdict[str, float]]:
    """The weighted matches by language, also with less weight for words of several languages."""
    hits, score = defaultdict[str, float](float), defaultdict[str, float](float)
    for word in words:
        weight, codes = 1.0, family.words.get(word, ())
        if not codes:
            weight, codes = _LETTER, _of_letters(family, word)
        if not codes:
            weight, codes = _ENDING, _of_ending(family, word)
        for code in codes:
            hits[code] += weight
            score[code] += weight / len(codes) ** 0.5
    return hits, score


def _of_letters(family: _Family, word: str) -> tuple[str, ...]:
    """The languages that have all unusual letters of a word; none if it has only a-z."""
    if word.isascii():
        return ()
    found: set[str] | None = None
    for letter in set(word):
        if codes := family.letters.get(letter):
            found = set(codes) if found is None else found & set(codes)
    return tuple(sorted(found or ()))


def _of_ending(family: _Family, word: str) -> tuple[str, ...]:
    for length in (5, 4, 3, 2):
        if len(word) > length + 1 and (codes := family.endings.get(word[-length:])):
            return codes
    return ()


class _Family(Struct, frozen=True):
    """Languages of one script."""

    words: Mapping[str, tuple[str, ...]]
    """Languages by word; likewise by letter and by ending below."""
    letters: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]


@cache  # only texts that are not plainly English need the tables
def _family(script: str) -> _Family:
    words, letters = {
        "latin": (stop_words.LATIN, stop_words.LATIN_LETTERS),
        "cyrillic": (stop_words.CYRILLIC, stop_words.CYRILLIC_LETTERS),
        "arabic": (stop_words.ARABIC, stop_words.ARABIC_LETTERS),
        "devanagari": (stop_words.DEVANAGARI, {}),
        "hebrew": (stop_words.HEBREW, {}),
    }[script]
    return _Family(
        _languages_of(_split(words)),
        _languages_of(letters),
        _languages_of(_split(stop_words.LATIN_ENDINGS) if script == "latin" else {}),
    )


def _split(table: Mapping[str, str]) -> dict[str, list[str]]:
    return {code: said.split() for code, said in table.items()}


def _languages_of(table: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Invert a table: from items by language to languages by item."""
    found: dict[str, tuple[str, ...]] = {}
    for code, items in table.items():
        for item in dict.fromkeys(items):
            found[item] = (*found.get(item, ()), code)
    return found
