"""Rewrite numbers in LaTeX, other scripts and typography with plain digits and signs."""

from __future__ import annotations

import re
import unicodedata

from portcheck.lazy_pattern import LazyPattern
from portcheck.model.visible_text import without_unseen

SURE, UNSURE = "\x02", "\x03"
"""Marks in place of spaces that are, or may be, inside a number."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2212\ufe63\uff0d\u207b\u2010\u2011\u2012", "-"),
        **dict.fromkeys("\u066b\uff0e", "."),
        **dict.fromkeys("\u066a\uff05\ufe6a", "%"),
        **dict.fromkeys("\u2044\u2215\uff0f", "/"),
        "\uff0b": "+",
        "\u066c": "'",
        "\uff0c": ",",
        "\uff04": "$",
        "\uffe5": "\u00a5",
        "\uff08": "(",
        "\uff09": ")",
    }
)
_DIGIT = re.compile(r"(?![0-9])\d")
_WRAPPER = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathsf|textbf|textit|boxed|operatorname|fbox|mbox)"
    r"\s?\{([^{}]{0,200})\}"
)
_FRACTION = re.compile(r"\\[dtc]?frac\s?\{([^{}]{0,60})\}\s?\{([^{}]{0,60})\}|\\[dtc]?frac(\d)(\d)")
_LATEX = (
    (re.compile(r"\{([,.])\}"), r"\1"),
    (re.compile(r"(?<=[0-9])(?:\\[,;:! ]|~|\\thinspace\s)(?=[0-9]{3}(?![0-9]))"), SURE),
    (re.compile(r"\\[,;:! ]|\\q?quad\b|\\(?:left|right)\b"), " "),
    (re.compile(r"\\(?:times|cdot)\b"), "\u00d7"),
    (re.compile(r"\\pm\b"), "\u00b1"),
    (re.compile(r"\\([$%()\[\]])"), r"\1"),
)
_VULGAR = re.compile(r"([0-9]?)[ \u00a0\u2009\u202f]?([\u00bc-\u00be\u2150-\u215e\u2189])")
_SMALL_FRACTION = re.compile(
    r"([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,9})/([\u2080-\u2089]{1,9})"
)
_RAISED = re.compile(r"(?<=[0-9])[\u207a-]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,9}")
_WIDE_SPACE = re.compile(r"(?<=[0-9])[\u00a0\u2007\u2008\u2009\u200a\u202f](?=[0-9]{3}(?![0-9]))")
_OTHER_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u3000]")
_SPACED = re.compile(r"(?<![\w.,^/])[1-9][0-9]{0,2}(?: [0-9]{3}){1,20}(?![0-9/])")
_STARS = re.compile(r"(?<=[0-9])\*\*(?=-?[0-9])")
_OUT_OF = re.compile(r"(?<=[0-9]) out of (?=[0-9])", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?<![\w./-])(?:[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{1,20}Z?)?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?![\w/:-])"
)


_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_JOINT = LazyPattern(
    rf"(?<=[{_UNSPACED}])(?=[0-9A-Za-z#+$\u00a2-\u00a5\u20a0-\u20bf])"
    rf"|(?<=[0-9A-Za-z%\u00b0$\u00a2-\u00a5\u20a0-\u20bf])(?=[{_UNSPACED}])"
)


def set_apart(text: str) -> str:
    """The text with a blank between digits or Latin letters and a script that has no blanks.

    Those are Chinese, Japanese, Thai, Lao, Burmese and Khmer.
    """
    return text if text.isascii() else _JOINT.compiled.sub(" ", text)


def plain_form(text: str) -> str:
    """The text with numbers in ASCII.

    Spaces between groups of three digits become `SURE`, or `UNSURE` if they may divide two numbers.
    Fractions have a slash, raised digits a `^`; dates and times are blank.
    """
    text = set_apart(without_unseen(text))  # removes characters that are used as marks below
    if not text.isascii():
        text = _DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text.translate(_SIGNS))
        text = _VULGAR.sub(_fraction_of_one_letter, text)
        text = _SMALL_FRACTION.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        text = _RAISED.sub(lambda match: "^" + unicodedata.normalize("NFKC", match[0]), text)
        text = _OTHER_SPACE.sub(" ", _WIDE_SPACE.sub(SURE, text))
    if "\\" in text or "{" in text:
        text = _without_latex(text)
    text = _OUT_OF.sub("/", _STARS.sub("^", _MOMENT.sub(" ", text)))
    return _SPACED.sub(_grouped, text)


def _fraction_of_one_letter(match: re.Match[str]) -> str:
    fraction = unicodedata.normalize("NFKC", match[2]).replace("\u2044", "/")
    return f"{match[1]} {fraction}" if match[1] else f" {fraction}"


def _without_latex(text: str) -> str:
    for pattern, replacement in _LATEX:
        text = pattern.sub(replacement, text)
    for _ in range(2):  # a fraction may be in a box
        text = _FRACTION.sub(_fraction, text)
        text = _WRAPPER.sub(r" \1 ", text)
    return text


def _fraction(match: re.Match[str]) -> str:
    above, below = (match[1] or match[3]).strip(), (match[2] or match[4]).strip()
    apart = "" if match.start() == 0 or not match.string[match.start() - 1].isalnum() else " "
    return f"{apart}{above}/{below}"


def _grouped(match: re.Match[str]) -> str:
    """The number with marks between its groups: `UNSURE` if it has two, the second not from 0."""
    groups = match[0].split(" ")
    sure = len(groups) > 2 or groups[1].startswith("0")
    return (SURE if sure else UNSURE).join(groups)
