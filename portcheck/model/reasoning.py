"""Separates the reasoning that a model wrote in front of its answer from the answer.

Reasoning is between `<think>` and `</think>`. If a server's template writes the opening tag, only
the closing one arrives. A text can also be *about* that tag, so a closing tag alone counts only
where a thought can end and an answer can begin, and not in code, in quotes or inside a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.completion import Answer
from portcheck.model.visible_text import SEEN

AnswerT = TypeVar("AnswerT", bound=Answer)

TAG = r"^(?:[\w:.|-]{1,40}|[^\w\s][\w:.|-]{1,40}[^\w\s])$"
"""The form of a further tag: its word, or the opening tag as written, such as `[THINK]`."""

_NEAR = 300
"""Characters before and after a tag that are searched for its line and for quotes."""
_MOST_CANDIDATES = 50
"""Closing tags without an opening one that are examined before the search ends."""
_SENTENCE_END = frozenset(".!?\u2026\u3002\uff01\uff1f)]}*_`\"'\u201d\u2019\u00bb")
_GOES_ON = frozenset(",.;:!?)]}\u3001\u3002\uff0c|")
"""Characters that continue a sentence after a tag that it mentions."""
_FENCE = LazyPattern(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)
_OPENING_QUOTE = LazyPattern(r"(?:[\s(\[{=,:<>|+&/-]|\b[rRfFbBuU])([\"'`]|\*{1,3})$")
_QUOTE_WIDTH = 6
"""Characters before a tag in which an opening quote and its context fit."""
_QUOTES = tuple(
    (
        LazyPattern(rf"(?:(?<!\w)|(?<=\b[rRfFbBuU])){left}[^{left}{right}]*$"),
        LazyPattern(rf"[^{left}{right}]*{right}(?!\w)"),
    )
    for left, right in ('""', "''", "\u201c\u201d", "\u2018\u2019", "\u00ab\u00bb", "\u300c\u300d")
)
_DELIBERATES = LazyPattern(
    r"\s*(?:o?kay\b|ok\b|alright\b|all right\b|h+m+\b|wait\b|let me\b|let's\b|let us\b|first,"
    r"|so,|the user\b|we need\b|we have to\b|i need\b|i should\b|i have to\b|i must\b|i think\b"
    r"|\u55ef|\u597d\u7684|\u9996\u5148|\u7528\u6237|\u6211\u4eec|\u6211\u9700\u8981)",
    re.IGNORECASE,
)
"""How models begin to think. It decides if the place of a tag alone does not."""


def require_tags(tags: Sequence[str]) -> None:
    """Check that each value of `--reasoning-tag` can be a tag.

    Raises:
        UsageError: one of them cannot; names it.
    """
    for tag in tags:
        if not re.match(TAG, tag):
            raise UsageError(
                f"--reasoning-tag {tag}: this is not a tag",
                hint="write its word, such as reasoning, or the opening tag, such as '[THINK]'",
            )


def read_reasoning(answer: AnswerT, tags: Sequence[str] = ()) -> AnswerT:
    """The same answer with the reasoning in its text moved to `reasoning_text`.

    Args:
        answer: a model's answer, perhaps with reasoning that the vendor sent in a field.
        tags: tags that hold reasoning besides `<think>`, see `TAG`.
    """
    if not _pattern(tuple(tags)).search(answer.text):
        return answer
    cut = answer.finish_reason == "length"
    stated = answer.reasoning_text or ""
    text, thought = split_reasoning(answer.text, stated, tags=tags, cut=cut)
    if text == answer.text:
        return answer
    return replace(answer, text=text, reasoning_text=thought)


def split_reasoning(
    content: str, *stated: str, tags: Sequence[str] = (), cut: bool = False
) -> tuple[str, str | None]:
    """The answer in a text, and the reasoning before it.

    If a tag is never closed, the model was cut off while it was reasoning.

    Args:
        content: the text of a model, with the reasoning in front.
        stated: reasoning that came in separate fields; it is put first. With it, or after an
            opening tag, a closing tag further down is part of the answer.
        tags: tags that hold reasoning besides `<think>`, see `TAG`.
        cut: the text ends because it reached the limit of its length.
    """
    text, thoughts = _Text(content), [*stated]
    start, candidates = 0, 0
    opened: _Tag | None = None
    for tag in text.tags(tuple(tags)):
        if opened is not None:
            if tag.closes == opened.name and not text.is_wrapped(tag):
                thoughts.append(content[opened.end : tag.start].strip())
                start, opened = tag.end, None
        elif text.is_blank(start, tag.start):
            start, opened = (tag.end, None) if tag.closes else (start, tag)
        elif not text.is_quoted(tag):
            candidates += 1
            if start or any(stated) or not tag.closes or candidates > _MOST_CANDIDATES:
                break
            if text.ends_thought(tag, cut=cut):
                thoughts.append(content[: tag.start].strip())
                start = tag.end
    if opened is not None:
        thoughts.append(content[opened.end :].strip())
        start = len(content)
    return content[start:].lstrip() if start else content, "\n".join(filter(None, thoughts)) or None


class _Tag(Struct, frozen=True):
    start: int
    end: int
    name: int
    """Which of the tags it is; 1 is `<think>`."""
    closes: int
    """`name` for a closing tag, else 0."""


@lru_cache(maxsize=64)
def _pattern(tags: tuple[str, ...]) -> re.Pattern[str]:
    """Matches any of the tags; each has one group, its slash, which is empty in an opening tag."""
    return re.compile("|".join(map(_one, ("think", *tags))), re.IGNORECASE)


def _one(tag: str) -> str:
    left, word, right = (tag[0], tag[1:-1], tag[-1]) if _is_written_out(tag) else ("<", tag, ">")
    return f"{re.escape(left)}(/?){re.escape(word)}{re.escape(right)}"


def _is_written_out(tag: str) -> bool:
    return re.fullmatch(r"[^\w\s:.|-].+[^\w\s:.|-]", tag) is not None


class _Text:
    def __init__(self, content: str) -> None:
        self.content = content

    def tags(self, names: tuple[str, ...]) -> Iterator[_Tag]:
        for found in _pattern(names).finditer(self.content):
            name = found.lastindex or 0
            yield _Tag(found.start(), found.end(), name, name if found[name] else 0)

    def is_blank(self, start: int, stop: int | None = None) -> bool:
        """Whether nothing visible is between `start` and `stop`, by default the end of the text."""
        found = SEEN.search(self.content, start)
        return found is None or (stop is not None and found.start() >= stop)

    @cached_property
    def _fences(self) -> list[int]:
        return [fence.start() for fence in _FENCE.finditer(self.content)]

    def _line(self, tag: _Tag) -> tuple[str, str]:
        """The text before and after a tag on its line, at most `_NEAR` characters each."""
        after = self.content[tag.end : tag.end + _NEAR]
        return self._near(tag).rpartition("\n")[2], after.partition("\n")[0]

    def _near(self, tag: _Tag) -> str:
        return self.content[max(0, tag.start - _NEAR) : tag.start]

    def is_wrapped(self, tag: _Tag) -> bool:
        """Whether a tag stands alone between two equal quotes or backticks."""
        before = self.content[max(0, tag.start - _QUOTE_WIDTH) : tag.start]
        opens = _OPENING_QUOTE.search(before if tag.start > _QUOTE_WIDTH else "\n" + before)
        return opens is not None and self.content.startswith(opens[1], tag.end)

    def is_quoted(self, tag: _Tag) -> bool:
        """Whether a tag is in code or in quotes."""
        before, after = self._line(tag)
        if self.is_wrapped(tag) or (before.count("`") % 2 and "`" in after):
            return True
        fences = bisect(self._fences, tag.start)
        if fences % 2 and fences < len(self._fences):
            return True
        return any(opens.search(before) and closes.match(after) for opens, closes in _QUOTES)

    def ends_thought(self, tag: _Tag, *, cut: bool) -> bool:
        """Whether the text before a closing tag is reasoning, and not an answer about the tag."""
        before, after = self._line(tag)
        places = self._may_end(tag, before), _may_begin(after)
        if self.is_blank(tag.end):
            return places[0] and (cut or _DELIBERATES.match(self.content) is not None)
        return all(places) or (any(places) and _DELIBERATES.match(self.content) is not None)

    def _may_end(self, tag: _Tag, before: str) -> bool:
        """Whether a thought may end before the tag."""
        text = before.rstrip()
        if not text:
            indented = len(before.expandtabs(4)) >= 4
            return not indented and not self._near(tag).rstrip().endswith(":")
        if text != before:
            return text[-1] in _SENTENCE_END
        return text[-1].isalnum() or text[-1] in _SENTENCE_END


def _may_begin(after: str) -> bool:
    """Whether an answer may begin with what follows a tag on its line."""
    text = after.lstrip()
    if not text:
        return True
    if text[0] in _GOES_ON:
        return False
    return text == after or not text[0].islower()
