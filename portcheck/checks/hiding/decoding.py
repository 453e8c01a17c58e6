"""Decode encodings in a text: every function takes linear time and never raises.

Each decodes all runs of its encoding in a text and returns a line for each run; "" if there is
none. A run that is not an encoding, such as a word that happens to be hexadecimal, gives noise,
which never contains a secret by chance.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator, Mapping
from string import ascii_letters, ascii_lowercase, ascii_uppercase
from urllib.parse import unquote

from portcheck.checks.hiding.spelling import with_digits
from portcheck.lazy_pattern import LazyPattern

_HEX = LazyPattern(r"(?<![0-9A-Fa-f])(?:(?:0[xX]|\\x)?[0-9a-fA-F]{2}[ ,:;\n\t-]{0,2}){4,}")
_HEX_PREFIX = LazyPattern(r"0[xX]|\\x|[^0-9A-Fa-f]+")
_BITS = LazyPattern(
    r"(?<![01])(?:[01]{8}[ ,\n\t-]{0,2}){4,}|(?<![01])(?:[01]{7}[ ,\n\t-]{1,2}){3,}[01]{7}"
)
_NUMBERS = LazyPattern(r"(?<!\d)(?:\d{2,3}[ ,;\n\t-]{1,2}){3,}\d{2,3}(?!\d)")
_CHARACTER_CALL = LazyPattern(
    r"\b(?:chrw?|n?char|unichar|(?:String\.)?fromChar(?:Code)?|char\.ConvertFromUtf32)"
    r"\s{0,3}\(\s{0,3}(\d{2,3})\s{0,3}\)[\s+&.|,]{0,6}",
    re.IGNORECASE,
)
_PLACES = LazyPattern(
    r"(?<!\d)(?:(?:[1-9]|1\d|2[0-6])[ ,;.\n\t-]{1,2}){3,}(?:[1-9]|1\d|2[0-6])(?!\d)"
)
_BASE32 = LazyPattern(r"(?<![A-Za-z2-7])(?:[A-Z2-7]{8,}|[a-z2-7]{8,})")
_BASE64 = LazyPattern(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{6,}")
_URL_SAFE = str.maketrans("-_", "+/")
_ROT13 = str.maketrans(
    ascii_letters,
    "".join(part[13:] + part[:13] for part in (ascii_lowercase, ascii_uppercase)),
)
_SIGNS = LazyPattern(r"[!-~]{10,}")
_TURNED_LETTERS = "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz"  # noqa: RUF001  # look-alikes are the point
_TURNED = {ord(one): letter for one, letter in zip(_TURNED_LETTERS, ascii_lowercase, strict=True)}
_TURNED_ALONE = LazyPattern("[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ]")
_SPACED = str.maketrans("", "", " ,\n\t-")

_ESCAPES = LazyPattern(
    r"\\x\{?([0-9a-f]{2})\}?|\\u\{([0-9a-f]{1,6})\}"
    r"|(?-i:\\U)([0-9a-f]{8})|\\u([0-9a-f]{4})|\\([0-7]{3})"
    r"|(?<![0-9a-z])U\+([0-9a-f]{4,6})[ ,;]?|=([0-9A-F]{2})|\\([0-9a-f]{2,6}) ",
    re.IGNORECASE,
)
_OCTAL = 5
"""The group of the pattern above whose digits are octal."""

_MORSE_SIGNS = str.maketrans(
    dict.fromkeys("\u00b7\u2022\u2219\u22c5", ".") | dict.fromkeys("\u2013\u2014\u2212_", "-")
)
_MORSE_RUN = LazyPattern(
    r"(?<![.-])(?:[.-]{1,6}(?:[ \n]{1,3}|[ \n]?[/|][ \n]?)){3,}[.-]{1,6}(?![.-])"
)
_MORSE_LETTERS = """
.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .--
-..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.
"""
_SPOKEN_LETTERS = """
alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar
papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu
"""
_SPOKEN_DIGITS = """
zero one two three four five six seven eight nine
"""
_MORSE = dict(
    zip(
        _MORSE_LETTERS.split(),
        "abcdefghijklmnopqrstuvwxyz0123456789",
        strict=True,
    )
)
_SPOKEN = {
    **{word: word[0] for word in _SPOKEN_LETTERS.split()},
    "alpha": "a",
    "juliet": "j",
    "whisky": "w",
    "x": "x",
    "ray": "",
    "niner": "9",
    **{word: str(number) for number, word in enumerate(_SPOKEN_DIGITS.split())},
    **dict.fromkeys(("dash", "hyphen", "minus", "dot", "space"), ""),
}
_HEARD = {*_SPOKEN, *"0123456789"}
_WORD = LazyPattern(r"[a-z]+|\d")
_SHORTEST_SPELLING = 4
"""Fewest words of the spelling alphabet in a row; fewer are names of people, dances or hotels."""
_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}
_TAG = LazyPattern("[\U000e0020-\U000e007e]+")
_SELECTOR = LazyPattern("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_NO_WIDTH = LazyPattern("[\u200b\u200c\u200d\u2060\ufeff]{32,}")


def escapes(text: str) -> str:
    """Entities of HTML, percent encoding of URLs, and escapes of programming languages."""
    read = text
    for _ in range(3):  # an escape may be escaped again
        before = read
        read = html.unescape(read) if "&" in read else read
        read = unquote(read) if "%" in read else read
        if "\\" in read or "=" in read or "U+" in read or "u+" in read:
            read = _ESCAPES.compiled.sub(_character, read)
        if read == before:
            break
    return "" if read == text else read


def _character(found: re.Match[str]) -> str:
    group = found.lastindex or 0
    code = int(found[group], 8 if group == _OCTAL else 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def hexadecimal(text: str) -> str:
    """Bytes as pairs of hexadecimal digits: `48 45`, `0x48, 0x45`, `4845`, and these backwards."""
    runs = (_HEX_PREFIX.compiled.sub("", found[0]) for found in _HEX.compiled.finditer(text))
    pairs = (run[: len(run) // 2 * 2] for run in runs)
    ways = (way for run in pairs for way in (run, run[::-1]))
    return "\n".join(_text(bytes.fromhex(way)) for way in ways)


def binary(text: str) -> str:
    """Bytes as eight binary digits each, or ASCII as seven."""
    if "01" not in text and "10" not in text:
        return ""
    return "\n".join(_bits(found[0]) for found in _BITS.compiled.finditer(text))


def _bits(run: str) -> str:
    digits = run.translate(_SPACED)
    first = re.match("[01]+", run)
    width = 7 if first is not None and len(first[0]) == 7 else 8
    codes = (int(digits[at : at + width], 2) for at in range(0, len(digits) - width + 1, width))
    return _text(bytes(codes))


def numbers(text: str) -> str:
    """Characters by their decimal or octal numbers: `72 69 82`, `110 105 122`, `chr(72) + ...`."""
    if "(" in text:
        text = _CHARACTER_CALL.compiled.sub(r"\1 ", text)
    found = [re.findall(r"\d+", run[0]) for run in _NUMBERS.compiled.finditer(text)]
    decimal = ("".join(_printable(int(one)) for one in run) for run in found)
    octal = (_octal(run) for run in found)
    return "\n".join((*decimal, *filter(None, octal)))


def _octal(run: list[str]) -> str:
    if any("8" in one or "9" in one for one in run):
        return ""
    return "".join(_printable(int(one, 8)) for one in run)


def _printable(code: int) -> str:
    return chr(code) if 32 <= code <= 126 else "\ufffd"


def places(text: str) -> str:
    """Letters by their places in the alphabet: `8-5-18-15-14`."""
    runs = (re.findall(r"\d+", found[0]) for found in _PLACES.compiled.finditer(text))
    return "\n".join("".join(chr(96 + int(one)) for one in run) for run in runs)


def base32(text: str) -> str:
    """Base32 (RFC 4648), in capitals or, as in host names, in lower case."""
    runs = (found[0].upper() for found in _BASE32.compiled.finditer(text))
    # A letter is five bits: letters at the end that complete no byte are padding or noise.
    whole = (
        run[: len(run) // 8 * 8 + {0: 0, 2: 2, 4: 4, 5: 5, 7: 7}.get(len(run) % 8, 0)]
        for run in runs
    )
    return "\n".join(_text(_from_base32(run)) for run in whole)


def _from_base32(run: str) -> bytes:
    return base64.b32decode(run + "=" * (-len(run) % 8))


def base_64(text: str) -> str:
    """Base64 of texts, in its usual and its URL-safe alphabet.

    Runs are also decoded backwards and after rot13, as a run gives a text in one of these ways only
    if it was written so.
    """
    runs = [found[0] for found in _BASE64.compiled.finditer(text)]
    # A run of base64 has capitals in places where no word has them.
    mixed = [run for run in runs if not (run.islower() or run.isupper() or run.istitle())]
    other = (way for run in mixed for way in (run[::-1], run.translate(_ROT13)))
    return "\n".join(filter(None, map(_from_base64, (*runs, *other))))


def _from_base64(run: str) -> str:
    run = run.translate(_URL_SAFE)
    if len(run) % 4 == 1:
        run = run[:-1]
    try:
        return _printed(binascii.a2b_base64(run + "=" * (-len(run) % 4)))
    except ValueError:  # binascii.Error and UnicodeDecodeError are of this kind
        return ""


def _printed(decoded: bytes) -> str:
    """Decode bytes as text; "" if it is implausible. Raises ValueError if it is not UTF-8."""
    read = decoded.decode("utf-8")
    return read if all(ch.isprintable() or ch in "\n\t\r" for ch in read) else ""


def base_85(text: str) -> str:
    """Ascii85, and the base85 of RFC 1924, of texts."""
    found = [run[0] for run in _SIGNS.compiled.finditer(text)]
    # A full stop or comma behind a run may be part of it, or of the sentence.
    runs = dict.fromkeys((*found, *(run.rstrip(".,") for run in found)))
    ways = (decode(run) for run in runs for decode in (_from_base85, _from_ascii85))
    return "\n".join(filter(None, ways))


def _from_base85(run: str) -> str:
    try:
        return _printed(base64.b85decode(run))
    except ValueError:
        return ""


def _from_ascii85(run: str) -> str:
    try:
        return _printed(base64.a85decode(run.removeprefix("<~").removesuffix("~>")))
    except ValueError:
        return ""


def upside_down(text: str) -> str:
    """Letters that are turned upside down, read from the end."""
    if text.isascii() or not _TURNED_ALONE.compiled.search(text):
        return ""
    return text.lower().translate(_TURNED)[::-1]


def morse(text: str) -> str:
    """Morse code with spaces between letters."""
    if "-" not in (signs := text.translate(_MORSE_SIGNS)) and "." not in signs:
        return ""
    runs = (re.findall(r"[.-]+", found[0]) for found in _MORSE_RUN.compiled.finditer(signs))
    return "\n".join("".join(_MORSE.get(one, " ") for one in run) for run in runs)


def spoken(text: str) -> str:
    """The spelling alphabet of radio: `Hotel Echo Romeo`."""
    runs, run = list[str](), list[str]()
    words = _WORD.compiled.findall(text.lower())
    if _HEARD.isdisjoint(words):
        return ""
    for word in (*words, "."):
        letter = word if word.isdigit() else _SPOKEN.get(word)
        if letter is not None:
            run.append(letter)
            continue
        if len(run) >= _SHORTEST_SPELLING:
            runs.append("".join(run))
        run.clear()
    return "\n".join(runs)


def unseen(text: str) -> str:
    """Decode invisible characters: tags, variation selectors, zero-width ones."""
    if text.isascii():
        return ""
    return "\n".join(_unseen(text))


def _unseen(text: str) -> Iterator[str]:
    yield "".join(_TAG.compiled.findall(text)).translate(_TAGS)
    for found in _SELECTOR.compiled.findall(text):
        codes = [ord(ch) for ch in found]
        yield _text(
            bytes(code - 0xFE00 if code < 0xFF00 else code - 0xE0100 + 16 for code in codes)
        )
    for found in _NO_WIDTH.compiled.findall(text):
        for zero, one in (("\u200b", "\u200c"), ("\u200c", "\u200b"), ("\u200b", "\u200d")):
            kept = "".join(str(int(ch == one)) for ch in found if ch in (zero, one))
            yield _text(bytes(int(kept[at : at + 8], 2) for at in range(0, len(kept) - 7, 8)))


def _text(found: bytes) -> str:
    return found.decode("utf-8", "replace")


DECODERS: Mapping[str, Callable[[str], str]] = {
    "escapes": escapes,
    "hexadecimal": hexadecimal,
    "binary digits": binary,
    "character codes": numbers,
    "places in the alphabet": places,
    "base32": base32,
    "base64": base_64,
    "base85": base_85,
    "Morse code": morse,
    "a spelling alphabet": spoken,
    "characters that draw nothing": unseen,
    "digits in words": with_digits,
    "letters turned over": upside_down,
}
"""The functions, by their names in the reasons of outcomes."""
