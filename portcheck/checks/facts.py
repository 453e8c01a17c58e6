"""Numbers, dates, amounts, addresses, ids and names survive, and none is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.checks.reading.facts import KINDS, Fact, Facts, read_facts
from portcheck.checks.reading.kept_facts import kept
from portcheck.checks.reading.words import occurs
from portcheck.checks.shared.answers import cut_note, empty_reason, quote, request_texts
from portcheck.checks.shared.arguments import TEXTS, texts
from portcheck.checks.shared.normalise import fold
from portcheck.checks.shared.numbers.decimal_comma import may_use_comma
from portcheck.model.numbers import listing
from portcheck.model.parity import SpeaksOf
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

DEFAULT_KINDS = tuple(kind for kind in KINDS if kind != "names")
"""The kinds of facts without `kinds`: not names, as capitals alone do not make one certain."""


def score(context: Context) -> Outcome:
    """1 when the answer has every fact of the reference and `must`, and no new one with `none_new`.

    A fact is new if no source has it.

    Unscored if a fact is there in one reading and not in another, or the answer is too long to
    find all of its facts.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    arguments: Mapping[str, Any] = context.spec.arguments
    answer = read_facts(context.completion.text, may_use_comma(context))
    lost, doubted = _lost(answer, arguments)
    new: list[str] = []
    if arguments.get("none_new"):
        new, unsure = _new(answer, _sources(context), arguments)
        doubted += unsure
    if not answer.whole and not new and (lost or arguments.get("none_new")):
        return unscored("the answer is too long, or has too many facts, to check all of them")
    if lost or new:
        lost = lost if answer.whole else []  # the rest may have them
        wrong = [f"lost: {_listed(lost)}"] if lost else []
        wrong += [f"in no source: {_listed(new)}"] if new else []
        return failed(f"{'; '.join(wrong)}{cut_note(context.completion)}")
    if doubted:
        return unscored(f"not certain: {_listed(doubted)}")
    return passed(
        "every fact is there" + (", and none is new" if arguments.get("none_new") else "")
    )


def _lost(answer: Facts, arguments: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The facts that are missing from the answer, and those that may be missing."""
    lost, doubted = list[str](), list[str]()
    for fact in _wanted_facts(arguments):
        found = kept(fact, (answer,), relative=arguments.get("relative", 0.0))
        if found != "yes":
            (lost if found == "no" else doubted).append(fact.written)
    for text in texts(arguments.get("must", ())):
        if not read_facts(text).found and not _says(answer, text):
            lost.append(text)
    return lost, doubted


def _says(answer: Facts, text: str) -> bool:
    words = read_facts(text).words
    return words in answer.words if words.strip() else occurs(text, answer.text)


def _wanted_facts(arguments: Mapping[str, Any]) -> list[Fact]:
    kinds = arguments.get("kinds", DEFAULT_KINDS)
    wanted = [
        fact
        for text in texts(arguments.get("reference", ()))
        for fact in read_facts(text).of(*kinds)
    ]
    stated = [fact for text in texts(arguments.get("must", ())) for fact in read_facts(text).found]
    return list({(fact.kind, fold(fact.written)): fact for fact in (*wanted, *stated)}.values())


def _new(
    answer: Facts, sources: Sequence[Facts], arguments: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """The facts that are in no source, and those that may be in none."""
    new, doubted = list[str](), list[str]()
    for fact in answer.of(*arguments.get("kinds", DEFAULT_KINDS)):
        found = kept(fact, sources, relative=arguments.get("relative", 0.0))
        if found != "yes":
            (new if found == "no" else doubted).append(fact.written)
    return new, doubted


def _sources(context: Context) -> list[Facts]:
    """The facts of `reference`, `context`, `must` and all texts of the request."""
    arguments, said = context.spec.arguments, request_texts(context)
    named = [
        text for word in ("reference", "context", "must") for text in texts(arguments.get(word, ()))
    ]
    return [read_facts(text) for text in dict.fromkeys((*named, *said)) if text]


def _listed(items: Sequence[str]) -> str:
    return listing([quote(item, 40) for item in dict.fromkeys(items)], 4)


def problem(arguments: Any) -> str | None:
    """Why the arguments ask for nothing; `None` if they ask for something."""
    if not {"reference", "must"} & set(arguments) and not arguments.get("none_new"):
        return "needs 'reference', 'must' or 'none_new'"
    if "must" not in arguments and not arguments.get("none_new") and not _wanted_facts(arguments):
        return (
            "the reference has no fact of these kinds, so no answer could fail: remove the check "
            "or the case, or add must or none_new"
        )
    return None


def speaks_of(arguments: Any) -> SpeaksOf:
    """Form with `none_new` alone: an answer that invents nothing may still say nothing."""
    return "content" if {"reference", "must"} & set(arguments) else "form"


_SOURCES = {**TEXTS, "items": {"type": "string"}}

CHECK = CheckKind(
    name="facts",
    gate="task",
    summary="Numbers, dates, amounts, addresses, ids and names survive, and none is invented.",
    arguments={
        "type": "object",
        "properties": {
            "reference": TEXTS,
            "must": TEXTS,
            "context": _SOURCES,
            "none_new": {"type": "boolean"},
            "kinds": {"type": "array", "items": {"enum": list(KINDS)}, "minItems": 1},
            "relative": {"type": "number", "minimum": 0, "maximum": 1},
        },
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    speaks_of=speaks_of,
)
