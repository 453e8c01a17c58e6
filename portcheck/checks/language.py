"""The answer is in the given language, or in one of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.arguments import TEXTS, texts
from portcheck.checks.shared.normalise import as_mapping
from portcheck.detectors.language import (
    NAMES,
    UNKNOWN,
    language,
    language_of_few,
    other_language,
    resemblance,
)
from portcheck.model.numbers import listing
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

ALIKE = 0.65
"""A text with at least this resemblance to a wanted language does not fail, even if it resembles
another one more. All of 20 sentences that were mistaken for a related language had 0.67 or more
with their own, and 5 % of correct sentences had as much with a related language."""
_SAME = {"nb": "no", "nn": "no", "bs": "hr", "ms": "id", "fil": "tl", "iw": "he", "in": "id"}
"""Codes to the equivalent or newer codes that are used here."""
_KIN = (
    frozenset({"no", "da", "sv", "is"}),
    frozenset({"es", "pt", "gl", "ca", "it", "fr", "oc", "ro", "la"}),
    frozenset({"nl", "af", "de"}),
    frozenset({"cs", "sk", "sl", "hr", "sr", "pl"}),
    frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "tt", "mn"}),
    frozenset({"ar", "fa", "ur", "ps", "ckb", "ug"}),
    frozenset({"hi", "mr", "ne"}),
    frozenset({"zh", "ja"}),
    frozenset({"ga", "gd", "cy", "br"}),
    frozenset({"fi", "et"}),
    frozenset({"lt", "lv"}),
    frozenset({"tr", "az", "uz"}),
    frozenset({"he", "yi"}),
    frozenset({"id", "tl"}),
)
"""Languages that a few words cannot distinguish reliably."""


def score(context: Context) -> Outcome:
    """1 when most of the answer's prose is in one of the languages.

    Unscored if the language is not certain: the answer has too little prose, or few words that may
    be of a related language.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    arguments = as_mapping(context.spec.arguments, "value")
    wanted = codes(arguments["value"])
    text = context.completion.text
    found = language(text)
    if not found:
        return _outcome_of_few_words(language_of_few(text), wanted)
    if not _fits(found, wanted):
        if found == UNKNOWN or resemblance(text, wanted) >= ALIKE:
            return unscored(f"in {NAMES[found]}, or perhaps in {_named(wanted)}")
        return failed(f"in {NAMES[found]}, {_named(wanted)} wanted{cut_note(context.completion)}")
    if arguments.get("only") and (other := other_language(text, frozenset(wanted))):
        return failed(f"mostly in {NAMES[found]}, partly in {NAMES[other]}")
    return passed(f"in {NAMES[found]}")


def _outcome_of_few_words(found: str, wanted: Sequence[str]) -> Outcome:
    if not found:
        return unscored("too little prose to detect its language")
    if _fits(found, wanted):
        return passed(f"a few words in {NAMES[found]}")
    if any(found in kin and not kin.isdisjoint(wanted) for kin in _KIN):
        return unscored(f"a few words, perhaps in {NAMES[found]}")
    return failed(f"a few words in {NAMES[found]}, {_named(wanted)} wanted")


def codes(value: Any) -> tuple[str, ...]:
    """The language codes in an argument, without regions, as the detector writes them."""
    parts = [one.strip().replace("_", "-").split("-")[0].lower() for one in texts(value)]
    return tuple(_SAME.get(code, code) for code in parts)


def _fits(found: str, wanted: Sequence[str]) -> bool:
    # Serbian in Latin letters has the code of Croatian.
    return found in wanted or (found == "hr" and "sr" in wanted)


def _named(wanted: Sequence[str]) -> str:
    return listing([NAMES[code] for code in wanted], 4, between=" or ")


def problem(arguments: Any) -> str | None:
    """Which code is not known, and what to write; `None` if all are known."""
    value: Any = as_mapping(arguments, "value")["value"]
    for written, code in zip(texts(value), codes(value), strict=True):
        if code not in NAMES or code == UNKNOWN:
            named = [key for key, name in NAMES.items() if name.casefold() == written.casefold()]
            hint = f"write {named[0]}" if named else "write a code of ISO 639, such as en or de"
            return f"{quote(written)} is not a known language: {hint}"
    return None


CHECK = CheckKind(
    name="language",
    gate="task",
    summary="The answer is in the given language, or in one of several.",
    arguments={
        **TEXTS,
        "type": ["string", "array", "object"],
        "properties": {"value": TEXTS, "only": {"type": "boolean"}},
        "required": ["value"],
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    speaks_of=lambda _arguments: "form",
)
