"""What of an answer is its speaker's own: neither reasoning nor code nor a quotation, nor JSON.

Both detectors read answers by it. Every step keeps the number of characters, so a place in
what was read is a place in the answer.
"""

from __future__ import annotations

import re

from portcheck.lazy_pattern import LazyPattern

TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d", '"'),
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u2013\u2014\u2015", ";"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
    }
)
"""Typographic signs as those of a keyboard; a dash divides as a semicolon does."""
QUOTED = re.compile(r'"[^"\n]{1,300}"')
"""A quotation, once its signs are plain."""
_SPACE = re.compile(r"\s*")
_REASONING = LazyPattern(
    r"<(think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis|antthinking)>",
    re.IGNORECASE,
)
_FENCE = LazyPattern(r"```.*?(?:```|\Z)|^~~~.*?(?:^~~~|\Z)", re.DOTALL | re.MULTILINE)
_BLOCK_QUOTE = LazyPattern(r"^[ \t]{0,8}>[^\n]*$", re.MULTILINE)
_COMMENT = LazyPattern(
    r"^[ \t]*(?://[^\n]*|#[^\n]*(?=(?:\n[ \t]*#[^\n]*)*\n[ \t]*"
    r"(?:@|[\w.]+(?:\(|\[|\s*[-+*/]?=)|(?:def|class|import|from|for|while|if|return|with|try|"
    r"print|const|let|var|function)\b[^\n]*[\w)\]:;{\"']$)))"
    r"|/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)",
    re.DOTALL | re.MULTILINE,
)
_REMARK = LazyPattern(
    r"^[ \t]*(?:///?|#+|--|;+|%+)(?P<line>[^\n]*)|/\*+(?P<block>.*?)(?:\*/|\Z)"
    r"|<!--(?P<markup>.*?)(?:-->|\Z)|\"\"\"(?P<text>.*?)(?:\"\"\"|\Z)"
    r"|'''(?P<single>.*?)(?:'''|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""A comment of any usual language, wherever it stands."""
_FILLER = LazyPattern(
    r"^[ \t]*(?:(?:```|~~~)[^\n]*|import \w+|int main\([^)\n]*\)|def \w+\([^)\n]*\):)"
    r"|\b(?:pass|return(?: None| null| 0)?|raise NotImplementedError|exit(?: \d)?)\b(?:\(\))?;?"
    r"|[\s\x00]+|\.\.\.|[{}();]",
    re.MULTILINE,
)
"""What code has that does nothing."""
_LETTER = re.compile(r"[^\W\d_]")
_FENCED_JSON = LazyPattern(r"```(?:json|JSON)?[ \t]*\n\s*(?=[{\[])")
_JSON = LazyPattern(r"[{\[]\s*[\"{\[]")
_STRING = LazyPattern(r'"(?:[^"\\]|\\.)*(?:"|\Z)(?P<key>\s*:)?', re.DOTALL)
_EMPTY = LazyPattern(r":\s*(?:null|\"\"|\[\s*\]|\{\s*\})\s*(?=[,}\]]|\Z)")
_ESCAPE = LazyPattern(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {'\\"': " '", "\\n": " \n"}
MOST_KEYS = 4
"""Keys with a value up to which JSON is taken to wrap an answer; with more it is data."""
FEWEST_SPACES = 2
"""Spaces from which a string in JSON is taken for something said."""


def begins(text: str) -> int:
    """Where the answer proper begins: behind white space and closed blocks of reasoning."""
    start = _space(text, 0)
    while text.startswith("<", start) and (tag := _REASONING.match(text, start)):
        end = text.lower().find(f"</{tag[1].lower()}>", start)
        if end < 0:
            break
        start = _space(text, end + len(tag[0]) + 1)
    if text.startswith("```", start) and (fence := _FENCED_JSON.match(text, start)):
        start = fence.end()
    return start


def _space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return start if found is None else found.end()


def own(passage: str, blank: str = "\x00") -> str:
    """A passage with code, comments and block quotations as blanks, and JSON without its signs.

    Where comments are all that it says, they are what is left.

    Args:
        passage: the beginning of an answer, or a part of it.
        blank: one character, for each that is left out.
    """

    def blanked(match: re.Match[str]) -> str:
        return blank * (match.end() - match.start())

    if passage[:1] in {"{", "["} and _JSON.match(passage):
        return _said_in_json(passage)
    whole = passage
    if "```" in passage or "~~~" in passage:
        passage = _FENCE.sub(blanked, passage)
    if ">" in passage:
        passage = _BLOCK_QUOTE.sub(blanked, passage)
    if "//" in passage or "#" in passage or "/*" in passage or "<!--" in passage:
        passage = _COMMENT.sub(blanked, passage)
    if passage is not whole and _LETTER.search(passage) is None:
        return _said_in_comments(whole) or passage
    return passage


def _said_in_comments(passage: str) -> str | None:
    """The comments of code that has nothing else, each on its own line; `None` if it has."""
    if _FILLER.sub("", _REMARK.sub("", passage)):
        return None
    parts, end = [], 0
    for found in _REMARK.finditer(passage):
        start, stop = found.span(found.lastgroup or 0)
        parts += ["\n" * (start - end), passage[start:stop]]
        end = stop
    return "".join([*parts, "\n" * (len(passage) - end)])


def _said_in_json(passage: str) -> str:
    """The strings of a JSON text that say something, each on its own line."""
    strings = list(_STRING.finditer(passage))
    parts, end = [], 0
    keys = sum(found["key"] is not None for found in strings) - len(_EMPTY.findall(passage))
    wraps = keys <= MOST_KEYS
    for found in strings:
        said = found[0]
        if not wraps or found["key"] is not None or said.count(" ") < FEWEST_SPACES:
            continue
        said = _ESCAPE.sub(_unescaped, said[1:])
        parts += ["\n" * (found.start() - end + 1), said.removesuffix('"')]
        end = found.start() + 1 + len(parts[-1])
    return "".join([*parts, "\n" * (len(passage) - end)])


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[0], " " * len(match[0]))
