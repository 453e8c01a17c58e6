"""Find passwords that are words, quoted or said after a noun for them, and secret answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.cues.nouns import Noun, Nouns
from portcheck.imports.redaction.secrets.announced import PLACEHOLDER
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern, words

_QUOTED = re.compile(
    r"\u201e([^\u201e\u201c\u201d\"\n]{2,60})[\u201c\u201d\"]|\u201c([^\u201c\u201d\n]{2,60})\u201d|\u00ab\s?([^\u00ab\u00bb\n]{2,60}?)\s?\u00bb"
    r"|\u00bb([^\u00ab\u00bb\n]{2,60}?)\u00ab|(?<![\w=({\[,:])\"([^\"\n]{2,60})\"(?!\s?[:=>\]}])|(?<=[\s(])'([^'\n]{2,60})'(?![\w:=>\]}])"
    r"|\u2018([^\u2018\u2019\n]{2,60})\u2019|(?<=[\s(])\*\*([^*\n]{2,60})\*\*"
)
_FARTHEST = 90
"""Most characters between a noun and a quoted password after it."""
_BEHIND = 40
_QUESTION = re.compile(
    r"question|frage|pregunta|domand[ae]|pergunta|pyta[n\u0144]i|soru", re.IGNORECASE
)
_ANSWER = 150
"""Most characters between a question and the word for its answer."""
_NETWORK = 60
"""Most characters between the word for a network and the one for its key."""
_MOST_WORDS = 6
_SENTENCE = re.compile(r"[.!?:;]\s|[.!?]$|[<>={}\[\]\\]")
_WORD = r"[^\W\d_][^\s\"'`<>(){}\[\],;:=]{2,40}"
_NOT_QUOTED = r"(?![\s\"'`\u201e\u201c\u00ab(\[{<$])"
_GAP = (
    r"(?:[ \t][\w'\u2019-]{1,20})?"
    rf"(?:[ \t]{pattern('gap')}(?:[ \t][\w.'\u2019-]{{1,30}}){{1,5}}?)?"
)
"""An adjective, and the purpose of the password."""
_SAID = re.compile(
    rf"(?:{_GAP}(?:[ \t]?\([^()\n]{{1,40}}\)|,[ \t]\w{{2,15}})?"
    r"[ \t]{0,3}[:\uff1a\u2192][ \t]{0,3}"
    r"|=(?=\w)|\s=\s(?=[A-Z\u00c0-\u017d][a-z])"
    r"|(?P<verb>(?:[ \t][\w'\u2019.-]{1,20}){0,5}?(?:[ \t]\([^()\n]{1,40}\))?,?[ \t]"
    rf"(?P<is>{pattern('is_word')}|{pattern('became')})[ \t])"
    rf"(?:{pattern('article')}[ \t])?)"
    rf"{_NOT_QUOTED}(?P<word>{_WORD})",
    re.IGNORECASE,
)
"""A punctuation mark or a verb after the noun, and the word that follows."""
_COMPOUND = re.compile(r"\w*(?:passw|kennw|passp|pwd)", re.IGNORECASE)
_ADJECTIVE = re.compile(
    rf"[ \t](?!{pattern('gap')}\b|(?-i:[A-Z]{{2,}})\b)[^\W\d_]{{1,20}}(?<![ao])(?<!ale)\b",
    re.IGNORECASE,
)
"""A word that makes a compound with the English or German noun: `Password managers: Castle`."""
_ASIDE = re.compile(
    r"[^\n.!?:;,<>={}\"()\u201e\u201c\u00ab]{0,30}?"
    rf"(?:,\s(?P<word>{_WORD}?)(?=,|[.!]?(?:\n|$)|[.!]\s)|\s\((?P<in>{_WORD})\))"
)
"""`my password for everything, sunflower, is refused`."""
_SEVERAL = re.compile(
    r"(?:pass(?:wor[dt]|phrase|wd|code)s|w\u00f6rter|contrase\u00f1as|claves|senhas|palavras|mots|has\u0142a|ler\w{0,4})$",
    re.IGNORECASE,
)
"""A plural: the word after it says what the passwords are, not which."""
_AT_ONCE = 6
_ENDS = re.compile(
    r"[.!?]?(?:$|[\n,;)}\]\u2013\u2014|]|\s[-\u2013\u2014(]|[.!?]\s"
    r"|\s(?:in|en|em|w|all|alles|tout|todo|tudo|tutto|hepsi|and|or|but|und|oder|aber|et|ou|mais|y|o|pero|e|ma|mas|i|lub|albo|ale|ve|ama|idi|veya)\b)"
)
_TAKEN_AS = re.compile(
    rf"\b{pattern('took')}\s{_NOT_QUOTED}({_WORD}?)\s{pattern('taken_as')}\s(?:\w{{1,6}}\s){{0,2}}$",
    re.IGNORECASE,
)
_TOOK = re.compile(rf",?\s{pattern('took')}\s{_NOT_QUOTED}({_WORD}?)(?=[\s.,!]|$)", re.IGNORECASE)
_ASKS = re.compile(
    rf"\b{pattern('asks')}\b[^.!?\n]{{0,45}}$|(?:^|[\n\u00bf\"\u201c\u00ab\u201e])\s?$",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"[^\n.!?;:]{0,40}\?[\"\u201d\u00bb\u201c]?\s{0,3}[-\u2013\u2014]?\s{0,2}[\"\u201c\u00ab\u201e]?\s?"
    rf"{pattern('replies')}?({_WORD}?)(?=[.,!]?[\"\u201d\u00bb\u201c]|[.!]?(?:\n|$)|\.\s)"
)
_IS_PHRASE = re.compile(pattern("phrase_noun"), re.IGNORECASE)
_SMALL = "[a-z\u00df-\u017e]{3,12}"
_ROW = re.compile(
    rf"[ \t]?(?::|=|{pattern('is_word')}\s)\s?((?:{_SMALL} ){{2,9}}{_SMALL})(?=[.,;]?(?:\n|$))"
)
_FIELD = re.compile(
    r"[\"'`\])]{0,3}\s{0,3}(?:(?::\s?[&\w<>\[\]]{1,15}\s?)?:?=>?|:|->|\)?\.\w{2,20}\()\s{0,3}"
    r"[brfuLN@]{0,2}[\"']([^\"'\s{}$<>%]{3,60})[\"'](?!\s?[:\]])"
    r"|[\"']?>([^<>\s{}$]{3,60})</|[\"']\s?:\s?[\"']([^\"'\n{}$<>%]{3,40})[\"']"
    r"|=\"([^\"\n{}$<>%]{8,63})\"$"
    r"|[\"'],\s?[\"']?value[\"']?\s?:\s?[\"']([^\"'\s{}$<>%]{3,60})[\"']"
    r"|\]?[\"'],\s?[\"']([^\"'\s{}$<>%]{3,60})[\"'](?=\s?\))"
)
"""`password = "sunflower"` in programs and files of many kinds."""
_TAG = re.compile(r"(?:<[\w:.-]{0,30}|\b(?:name|key|id)=[\"'][\w.:-]{0,60})$")
"""Text before a noun that is the name of an XML element or of its attribute."""
_SIGNED_IN = re.compile(
    r"(?:log-?in|user(?:name)?|benutzer|anmeldename|zugang|admin|utenza|root|account|identifiant|usuario|usu\u00e1rio|utente|u\u017cytkownik"
    r"|kullan\u0131c\u0131)\w{0,4}[^\n]{0,50}$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"[ \t]{_NOT_QUOTED}({_WORD}?)"
    r"(?=[.!]?(?:$|[\n,;)\"\u201c\u201d\u00bb])|[.!]\s|\s[-\u2013\u2014(])"
)
_SAID_BEFORE = re.compile(r"\b(?:lautet|brzmi|reads)\b[^.!?\n]{0,15}$", re.IGNORECASE)
"""`so lautet das Passwort Winter`."""
_JOINED = re.compile(
    r"(?<![\w.`-])[^\W\d_]{1,15}(?:(?:_[^\W\d_]{1,15}){1,6}(?![\w.`(-])"
    r"|(?:-[^\W\d_]{2,15}){1,6}(?=[.!]?(?:\n|$)|,))"
)
_ANSWERED = re.compile(
    r"(?:[ \t]\w{2,15}(?=\s?:))?"
    rf"\s{{0,2}}(?:[:=\u2192\u2013\u2014-]|{pattern('is_word')}\b)\s{{0,2}}(?:{pattern('article')}\s)?"
    r"([^\n.,;!?()\"\u201e\u00ab\u2013\u2014]{2,40})"
)
_NAMED = re.compile(r"[ \t]([A-Z\u00c0-\u017d][\w'-]{2,20})(?=[.,;)\n]|$)")
"""`respuesta secreta Toby`."""
_POINTED = re.compile(r"[^\n.,;?]{0,40}(?:\u2192|->|=>)\s?([A-Z\u00c0-\u017d][\w'-]{2,20})")
_ASKED = re.compile(
    r"[^\n]{0,40}?[?)][)\"]?\s{0,2}[:\u2013\u2014-]?\s{0,2}([A-Z\u00c0-\u017d][^\n.,;!?()\"\u201e\u00ab\u2013\u2014:]{2,30}?)\s?(?=[-\u2013\u2014.,;\n]|$)"
)
"""`mother's maiden name? Thistle.`"""


def spoken_spans(text: str, nouns: Nouns) -> Iterator[Span]:
    """Yield such words; spans may overlap."""
    passwords, questions = nouns.of("password"), nouns.of("question")
    passwords += (one for one in nouns.of("key") if nouns.near(one.start, "network", _NETWORK))
    passwords += (one for one in nouns.of("code") if _is_parola(text, nouns, one))
    if not passwords and not questions:
        return
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        start, end = match.start(group), match.end(group)
        end -= text[end - 1] in ".,"
        if _is_said(text, start, end) and _governed(text, nouns, match.start(), match.end()):
            yield _span(start, end)
    yield from _fields(text, nouns, passwords)
    yield from _joined(text, nouns, passwords)
    for one in passwords:
        if _SEVERAL.search(text[one.start : one.end]) is None:
            yield from _behind(text, one)
            yield from _replied(text, one)
            yield from _put(text, one)
    for one in questions:
        yield from _put(text, one)
        yield from _answers(text, one, nouns)


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end, kind="secret")


def _is_said(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return (
        len(value.split()) <= _MOST_WORDS
        and value.casefold() not in words("of_passwords")
        and _SENTENCE.search(value.rstrip(".,")) is None
        and any(map(str.isalnum, value))
        and PLACEHOLDER.search(value) is None
        and not _names_one(value)
    )


_FAMILIES = frozenset({"password", "question", "said", "other", "code"})


def _governed(text: str, nouns: Nouns, start: int, end: int) -> bool:
    """Whether a noun for passwords announces a quotation, rather than a text to see or click."""
    found = nouns.governing(start, end, _FAMILIES)
    if found is None or found[0].family not in {"password", "question"}:
        return False
    noun, far = found
    if text[noun.start : noun.end].casefold() == "pass" and far > _AT_ONCE:
        return False
    if noun.end <= start:
        return far <= _FARTHEST and "=" not in text[noun.end : start]
    return far <= _BEHIND and not nouns.ends_between(end, noun.start)


def _replied(text: str, noun: Noun) -> Iterator[Span]:
    """Yield replies, `What is the password? Sunflower.`, and the words of a passphrase."""
    for shape in (_REPLY, _ROW):
        match = shape.match(text, noun.end)
        if match and not (shape is _REPLY and _tells(match[1], by_verb=True)):
            asked = shape is _ROW or _ASKS.search(text, max(0, noun.start - _NETWORK), noun.start)
            phrase = shape is _REPLY or _IS_PHRASE.search(text[noun.start : noun.end])
            if asked and phrase:
                yield _span(match.start(1), match.end(1))


def _put(text: str, noun: Noun) -> Iterator[Span]:
    """Yield chosen words: `I put sunflower as the password`, `als Antwort habe ich Hamster`."""
    before = _TAKEN_AS.search(text, max(0, noun.start - _NETWORK), noun.start)
    for match in (before, _TOOK.match(text, noun.end)):
        if match and not _tells(match[1], by_verb=True):
            yield _span(match.start(1), match.end(1))


def _behind(text: str, noun: Noun) -> Iterator[Span]:
    """Yield one word after a noun: `The password is sunflower`, `Passwort: Sonnenblume`."""
    for shape in (_SAID, _ASIDE):
        match = shape.match(text, noun.end)
        if match is None:
            continue
        group = "word" if match["word"] is not None else "in"
        value, start = match[group].rstrip(".!?"), match.start(group)
        by_verb = shape is _ASIDE or match["verb"] is not None
        if shape is _ASIDE and text[max(0, noun.start - 2) : noun.start] == ", ":
            continue
        compound = _COMPOUND.match(text[noun.start : noun.end]) and _ADJECTIVE.match(text, noun.end)
        if shape is _SAID and not by_verb and compound:
            continue
        polish = text[noun.start].casefold() in "ht"
        if (shape is _SAID and match["is"] == "to" and not polish) or (
            text[noun.start : noun.end].casefold() == "pass"
            and not by_verb
            and start > noun.end + _AT_ONCE
        ):
            continue
        signed = shape is _SAID and any(sign in value for sign in "_-.")
        alone = shape is _ASIDE or _ENDS.match(text, start + len(value)) is not None
        if (signed or alone) and not _tells(value, by_verb=by_verb):
            yield _span(start, start + len(value))


def _is_parola(text: str, nouns: Nouns, noun: Noun) -> bool:
    """Whether `parola` is Turkish `password`, not Italian `word`: near a login or a network."""
    return text[noun.start : noun.end].casefold() == "parola" and (
        text[noun.end : noun.end + 1] == ":"
        or any(nouns.near(noun.start, family, _NETWORK) for family in ("login", "network"))
    )


def _fields(text: str, nouns: Nouns, passwords: list[Noun]) -> Iterator[Span]:
    """Yield values of fields: `"password": "sunflower"`, `login: maria password sunflower`."""
    for one in passwords:
        match = _FIELD.match(text, one.end)
        if match is None and any(
            shape.search(text, max(0, one.start - _NETWORK), one.start)
            for shape in (_SIGNED_IN, _SAID_BEFORE)
        ):
            match = _NEXT.match(text, one.end)
        if match is None and any(
            near.end <= one.start
            for near in nouns.between(one.start - _NETWORK, one.start, "network")
        ):
            match = _NEXT.match(text, one.end)
        group = match.lastindex if match else None
        tagged = match is not None and match[0].lstrip("\"'").startswith(">")
        if tagged and _TAG.search(text, max(0, one.start - _NETWORK), one.start) is None:
            continue
        if match and group and not _tells(match[group]):
            yield _span(match.start(group), match.end(group))


def _joined(text: str, nouns: Nouns, passwords: list[Noun]) -> Iterator[Span]:
    """Yield words joined by `_` or `-`, near the word for a network's password."""
    for one in passwords:
        if nouns.near(one.start, "network", _NETWORK):
            for match in _JOINED.finditer(text, one.end, one.end + _FARTHEST):
                if not nouns.ends_between(one.end, match.start()):
                    yield _span(match.start(), match.end())


def _tells(value: str, *, by_verb: bool = False) -> bool:
    """Whether a word describes a password, or is the name of a variable or type."""
    return (
        len(value) < 3
        or value.casefold() in words("of_passwords")
        or PLACEHOLDER.search(value) is not None
        or re.fullmatch(pattern("tells_of"), value, re.IGNORECASE) is not None
        or (by_verb and re.fullmatch(pattern("participle"), value, re.IGNORECASE) is not None)
        or _names_one(value)
    )


def _names_one(value: str) -> bool:
    """Whether a value mentions passwords or codes itself: `Forgot password`, `new_password`."""
    return any(one.family in {"password", "code", "key", "question"} for one in Nouns(value).found)


def _answers(text: str, noun: Noun, nouns: Nouns) -> Iterator[Span]:
    said = [
        one
        for one in nouns.between(noun.end, noun.end + _ANSWER, "answer")
        if nouns.ends_between(noun.end, one.start) <= 2
    ]
    asked = _QUESTION.search(text[noun.start : noun.end]) is not None
    before = bool(nouns.between(noun.start - _BEHIND - 10, noun.start, "answer"))
    if before or not asked:
        said.append(noun)
    for match in (
        *(shape.match(text, one.end) for one in said for shape in (_ANSWERED, _NAMED)),
        _ASKED.match(text, noun.end),
        _POINTED.match(text, noun.end),
    ):
        name = match is not None and (" " not in match[1].strip() or match[1][0].isupper())
        if match and name and _is_said(text, match.start(1), match.end(1)):
            yield _span(match.start(1), match.start(1) + len(match[1].rstrip()))
