"""Find the speaker's own words in an answer, without reasoning, code, quotations and JSON syntax.

Both detectors use it to read answers. Every step keeps the number of characters, so positions in
the result are positions in the answer.
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
"""Typographic characters to those of a keyboard; a dash becomes a semicolon."""
QUOTED = re.compile(r'"[^"\n]{1,300}"')
"""A quotation, after `TYPOGRAPHY` is applied."""
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
"""A comment of any usual programming language, anywhere."""
_FILLER = LazyPattern(
    r"^[ \t]*(?:(?:```|~~~)[^\n]*|import \w+|int main\([^)\n]*\)|def \w+\([^)\n]*\):)"
    r"|\b(?:pass|return(?: None| null| 0)?|raise NotImplementedError|exit(?: \d)?)\b(?:\(\))?;?"
    r"|[\s\x00]+|\.\.\.|[{}();]",
    re.MULTILINE,
)
"""Code that does nothing, such as `pass`."""
_LETTER = re.compile(r"[^\W\d_]")
_FENCED_JSON = LazyPattern(r"```(?:json|JSON)?[ \t]*\n\s*(?=[{\[])")
_JSON = LazyPattern(r"[{\[]\s*[\"{\[]")
_STRING = LazyPattern(r'"(?:[^"\\]|\\.)*(?:"|\Z)(?P<key>\s*:)?', re.DOTALL)
_EMPTY = LazyPattern(r":\s*(?:null|\"\"|\[\s*\]|\{\s*\})\s*(?=[,}\]]|\Z)")
_ESCAPE = LazyPattern(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {'\\"': " '", "\\n": " \n"}
MOST_KEYS = 4
"""Most keys with a value in JSON that wraps an answer; with more, JSON is data."""
FEWEST_SPACES = 2
"""Fewest spaces in a string of JSON that counts as something said."""


def begins(text: str) -> int:
    """The position where the answer proper begins, after white space and closed reasoning."""
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
    """Blank out code, comments and block quotations in a passage, and the syntax of JSON.

    If a passage has only comments, they are kept.

    Args:
        passage: the beginning of an answer, or a part of it.
        blank: the character that replaces each blanked one.
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
    """The comments of code that has nothing else, each on its own line; `None` for other code."""
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
