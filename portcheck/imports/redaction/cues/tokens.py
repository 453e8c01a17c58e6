"""Tell codes from harmless tokens that look like codes, by their characters alone.

If letters and digits alternate more than once, the token is random, not written: `7F3kQ9x`. Names
of versions, sizes, formulas, functions and algorithms do so too; they are listed here.
"""

from __future__ import annotations

import re
from itertools import pairwise

_RUNS = re.compile(r"\d+|[^\W\d_]+")
_PARTS = re.compile(r"[-_.~+]+")
_SEGMENTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_SHORTEST = 6
_LONG = 16
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_COMPUTED = frozenset(
    map(str, (*range(1, 17), 20, 24, 32, 48, 64, 80, 96, 100, 128, 256, 384, 512, 1024))
)
"""Numbers in names of functions and formats, such as `utf8_to_utf16` or `base64url`."""
_WIDTHS = frozenset({"2", "3", "4", "8", "16", "32", "64", "128", "256", "512"})
_ELEMENT = (
    "(?:A[glru]|B[aer]?|C[adlorsu]?|F[e]?|H[eg]?|I|K|Li|M[gno]|N[aei]?|O|P[bt]?|S[in]?|Ti|U|Zn)"
)
_HARMLESS = re.compile(
    r"v?\d+(?:\.\d+)+(?:[-._]?(?:alpha|beta|rc|a|b|dev|post|final|preview|snapshot|p|build|ga|m|u|r)[.-]?\d*)*"
    r"|0x[0-9a-f]{1,16}u?l?|u\+[0-9a-f]{4,6}"
    r"|(?:\d{1,4}(?:[.,]\d+)?(?:ns|us|ms|s|sec|m|min|h|hr|hrs|d|w|y|am|pm|uhr|k|kb|mb|gb|tb|kib|mib|gib|b|x|p|fps|hz|khz|mhz|ghz|px|pt|em|rem|vh|vw|mm|cm|km|kg|g|mg|l|ml|kw|kwh|mw|v|w|a|ma|mah|e|f|n|c|st|nd|rd|th|er|eme|bn|mio|ft|in|lb|oz|mph|kmh|th|d|bit|q)){2,3}\d{0,3}"
    r"|\d+(?:[x\u00d7*]\d+){1,4}(?:[a-z]{1,3}\d{0,3})?|\d+(?:\.\d+)?e[-+]?\d+|\d+p\d+|\d{1,2}[hg:]\d{2}(?:m|min)?(?:\d{2}s?)?"
    r"|\d{4}-?(?:[qwhks]\d{1,2}|\d\d-?\d\d)(?:[t_-]?\d\d[:.-]?\d\d(?:[:.-]?\d\d)?(?:\.\d+)?z?)?"
    r"|[a-z]\d{1,3}(?:[a-z]\d{1,3}){1,3}|(?:[a-z]\d[a-z])|[a-z]{1,2}\d{1,2}[a-z]\d?|p\d{2}"
    r"|[a-z]\d{1,2}n|\d[a-z]\d[a-z]?",
    re.IGNORECASE,
)
_FORMULA = re.compile(rf"(?:{_ELEMENT}\d{{0,3}}){{2,12}}")
_FILE = re.compile(
    r".*\.[a-z]{1,4}[0-9]?|.*\.(?:html|json|yaml|toml|jsonl|xlsx|docx|pptx|conf|lock|parquet|safetensors)",
    re.IGNORECASE,
)
_ALTERNATE = re.compile(r"(?:[^\W\d_]\d{1,2}){2,3}|(?:\d[^\W\d_]){2,3}")
_SAMPLE = re.compile(
    r"abc-?123\w{0,6}|a1b2c3\w{0,6}|1a2b3c\w{0,6}|123abc\w{0,6}|(?:foo|bar|test|demo|example)\d*\w{0,8}",
    re.IGNORECASE,
)


def is_drawn(token: str) -> bool:
    """Whether a token is random rather than written, so a code in any context."""
    token = token.strip("._~+-")
    if len(token) < _SHORTEST or _HARMLESS.fullmatch(token) or _SAMPLE.fullmatch(token):
        return False
    parts = [part for part in _PARTS.split(token) if part]
    dashed = "_" not in token and "." not in token
    if dashed and (_is_grouped(parts) or _is_key(parts)):
        return True
    if _FILE.fullmatch(token) and not any(_is_mixed(part) and len(part) >= _LONG for part in parts):
        return False
    return any(_is_mixed(part) for part in parts) or is_scrambled(token)


def _is_grouped(parts: list[str]) -> bool:
    """Whether all groups have one length, as in licence keys."""
    size = len(parts[0]) if parts else 0
    if len(parts) < 3 or size < 4 or any(len(part) != size for part in parts):
        return False
    text = "".join(parts)
    if text.isdigit():
        return len(parts) >= 4
    numbered = sum(any(map(str.isdigit, part)) for part in parts)
    return numbered >= 2 and (text.isupper() or text.islower())


def _is_key(parts: list[str]) -> bool:
    """Whether groups of different lengths are in capitals, and two mix letters and digits."""
    mixed = [part for part in parts if not part.isdigit() and not part.isalpha()]
    return (
        (len(parts) >= 3 or (len(parts) == len(mixed) == 2 and min(map(len, parts)) >= 4))
        and len(mixed) >= 2
        and all(3 <= len(part) <= 8 and part.isalnum() and part.upper() == part for part in parts)
    )


def _is_mixed(part: str) -> bool:
    """Whether letters and digits alternate more than once, as in no name."""
    runs = _RUNS.findall(part)
    if len(part) < _SHORTEST or len(runs) < 2:
        return False
    if len(runs) == 2:
        return any(len(run) >= 8 and is_scrambled(run) for run in runs)
    if _HARMLESS.fullmatch(part) or _FORMULA.fullmatch(part) or _ALTERNATE.fullmatch(part):
        return False
    if part.startswith("0x") and len(part) <= 18:
        return False
    return not _is_name_of_code(runs)


def _is_name_of_code(runs: list[str]) -> bool:
    """Whether a token is made of words and numbers common in code: `utf8mb4`, `base64url`."""
    numbers = [run for run in runs if run.isdigit()]
    words = [run for run in runs if not run.isdigit()]
    if not all(number in _COMPUTED for number in numbers) or len(runs) > 5:
        return False
    if any(is_scrambled(word) for word in words) or not any(len(word) > 2 for word in words):
        return False
    return all(_is_plain(word, runs) for word in words)


def _is_plain(word: str, runs: list[str]) -> bool:
    """Whether a word of a name is in lower case, in capitals, or in camel case."""
    if word.islower() or word.istitle():
        return True
    if word.isupper():
        return len(runs) == 3 and len(word) <= 5
    camel = len(_SEGMENTS.findall(word)) < 4
    return camel and (word[:1].islower() or all(run in _WIDTHS for run in runs if run.isdigit()))


def is_scrambled(text: str) -> bool:
    """Whether capitals are placed as in no language and no name of a variable."""
    if len(text) < 8 or not text.isascii() or text.isupper() or text.islower():
        return False
    parts = _SEGMENTS.findall(text)
    if len(parts) < 4 or len(text) / len(parts) > 3.6:
        return False
    return sum(_VOWEL.search(part) is None for part in parts) * 2 > len(parts)


def changes(token: str) -> int:
    """Number of changes between letters and digits in a token."""
    return sum(a.isdigit() != b.isdigit() for a, b in pairwise(ch for ch in token if ch.isalnum()))
