"""Every passage that the answer quotes is in the context, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from portcheck.checks.reading.quotations import holds, length_in_words, quotations, words_of
from portcheck.checks.shared.answers import cut_note, empty_reason, quote, request_texts, strings_in
from portcheck.checks.shared.arguments import TEXTS, texts
from portcheck.model.numbers import count, number
from portcheck.model.parity import SpeaksOf
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

LONGEST = 20_000
"""Most characters of an answer that are searched for quotations."""
MIN_WORDS = 3
"""Fewest words of a passage that counts as a quotation, by default."""


def score(context: Context) -> Outcome:
    """1 when there are enough quotations, and each is in one of the context's texts.

    A passage of fewer than `min_words` words is not a quotation, but a name, a title or a term.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    arguments = _arguments(context.spec.arguments)
    text, cut = context.completion.text, cut_note(context.completion)
    sources = [_source_words(one) for one in _sources(context, arguments)]
    least = arguments.get("min_words", MIN_WORDS)
    found = [one for one in quotations(_prose(text[:LONGEST])) if length_in_words(one) >= least]
    for passage in found:
        if not any(holds(source, passage) for source in sources):
            return failed(f"quotes {quote(passage, 80)}, which is not in the context{cut}")
    if len(text) > LONGEST:
        return unscored(f"only the first {number(LONGEST)} characters were checked")
    wanted = arguments.get("min_quotations", 1)
    said = count(len(found), "quotation")
    if len(found) < wanted:
        return failed(
            f"{said} of {number(least)} words or more, at least {number(wanted)} wanted{cut}"
        )
    return passed(f"{said}, all in the context" if found else "no quotation")


_source_words = lru_cache(maxsize=64)(words_of)
"""The words of a source, computed once for all answers that may quote it."""


def _arguments(arguments: Any) -> Mapping[str, Any]:
    return arguments if isinstance(arguments, Mapping) else {"context": arguments or ()}


def _sources(context: Context, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts that may be quoted: those of the suite, and all texts of the request."""
    return *texts(arguments.get("context", ())), *request_texts(context)


def _prose(text: str) -> str:
    """The text; if it is JSON, the strings in it as paragraphs."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return "\n\n".join(strings_in(json.loads(text)))
        except (ValueError, RecursionError):
            return text
    return text


def speaks_of(arguments: Any) -> SpeaksOf:
    """Form if no quotation is required, because an answer without any then passes."""
    return "form" if _arguments(arguments).get("min_quotations") == 0 else "content"


_COUNT = {"type": "integer", "minimum": 0}

CHECK = CheckKind(
    name="citations",
    gate="task",
    summary="Every passage that the answer quotes is in the context, word for word.",
    arguments={
        **TEXTS,
        "type": ["string", "array", "object", "null"],
        "properties": {
            "context": TEXTS,
            "min_words": {"type": "integer", "minimum": 1},
            "min_quotations": _COUNT,
        },
        "additionalProperties": False,
    },
    score=score,
    speaks_of=speaks_of,
)
