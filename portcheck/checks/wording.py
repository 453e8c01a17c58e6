"""The answer has all required words and none of the forbidden ones, as whole words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.checks.reading.words import occurs, plain
from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.model.numbers import count
from portcheck.model.parity import SpeaksOf
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context

_MOST_WORK = 4_000_000
"""Most words times characters; a hostile answer takes about 0.25 microseconds for each."""


def score(context: Context) -> Outcome:
    """1 when every word of `required` is in the text and none of `forbidden` is.

    Forbidden words are searched in the refusal text too. An answer without text passes a check that
    has `forbidden` alone. Unscored if the answer is too long for the number of words.
    """
    wanted: Mapping[str, Any] = context.spec.arguments
    ignore_case = bool(wanted.get("ignore_case", True))
    completion = context.completion
    forbidden, required = _listed(wanted, "forbidden"), _listed(wanted, "required")
    if (len(forbidden) + len(required)) * len(completion.text) > _MOST_WORK:
        reason = f"the answer is too long to look for {count(len(forbidden + required), 'word')}"
        return Outcome(status="unscored", value=None, reason=reason)
    text = plain(completion.text, ignore_case=ignore_case)
    refusal = plain(completion.refusal_text or "", ignore_case=ignore_case)
    for word in forbidden:
        if any(occurs(word, said, ignore_case=ignore_case) for said in (text, refusal)):
            return failed(f"says {quote(word)}, which is forbidden")
    for word in required:
        if not occurs(word, text, ignore_case=ignore_case):
            empty = empty_reason(completion)
            return failed(empty or f"does not say {quote(word)}{cut_note(completion)}")
    return passed("says every required word and no forbidden one")


def _listed(wanted: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The words under a key, each once."""
    found = wanted.get(key, ())
    return (found,) if isinstance(found, str) else tuple(dict.fromkeys(found))


def problem(arguments: Any) -> str | None:
    """Why the arguments have no word to search for; `None` if all are words."""
    words = [word for key in ("required", "forbidden") for word in _listed(arguments, key)]
    if not words:
        return "needs 'required' or 'forbidden'"
    empty = [word for word in words if not plain(word.rstrip("*")).strip()]
    return f"{quote(empty[0])} is not a word" if empty else None


def speaks_of(arguments: Any) -> SpeaksOf:
    """Form with `forbidden` alone: that a word is absent says nothing about what the answer has."""
    return "content" if "required" in arguments else "form"


_WORDS = {
    "type": ["string", "array"],
    "items": {"type": "string", "minLength": 1},
    "minItems": 1,
    "minLength": 1,
}

CHECK = CheckKind(
    name="wording",
    gate="task",
    summary="The answer has all required words and none of the forbidden ones, as whole words.",
    arguments={
        "type": "object",
        "properties": {
            "required": _WORDS,
            "forbidden": _WORDS,
            "ignore_case": {"type": "boolean"},
        },
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    speaks_of=speaks_of,
)
