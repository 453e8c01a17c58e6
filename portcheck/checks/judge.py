"""A panel of LLM judges finds that the answer meets a rubric.

Judges are models that make mistakes: their results are estimates, and a failure is unconfirmed
until a person confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from portcheck.checks.judges.arguments import (
    PROPERTIES,
    RULES_UNDECIDED,
    detector_of,
    problem,
    rubric_hash,
    speaks_of,
)
from portcheck.checks.judges.ballot import (
    LEAST_VENDORS,
    Ballot,
    cast,
    decided,
    majority,
    undecided,
    vendors,
)
from portcheck.checks.judges.behind_detector import JUDGES
from portcheck.checks.judges.material import Section
from portcheck.checks.judges.prompt import Choices, judge_request, sections_beside
from portcheck.checks.judges.reply import UNSURE, ask
from portcheck.checks.shared.answers import empty_reason
from portcheck.model.chat import Request
from portcheck.model.judgement import Asking, Choice, Order
from portcheck.model.score import Outcome, failed, passed
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CheckKind, Context

_PASS_FAIL: Choices = MappingProxyType(
    {
        "pass": "the answer meets the rubric",
        "fail": "the answer does not meet the rubric",
        UNSURE: "the material does not let you tell",
    }
)
_HIGHEST = 4
_GRADES: Choices = MappingProxyType(
    {
        "0": "the answer misses the rubric altogether",
        "1": "the answer meets little of it",
        "2": "the answer meets about half of it",
        "3": "the answer meets it but for something small",
        "4": "the answer meets all of it",
        UNSURE: "the material does not let you tell",
    }
)
SCALES: Mapping[str, Choices] = MappingProxyType({"pass_fail": _PASS_FAIL, "0..4": _GRADES})


def asks(context: Context, _order: Order | None = None) -> Asking:
    """Ask one judge about the answer, unless rules or a missing text decide."""
    if _without_judges(context) is not None:
        return None
    arguments = context.spec.arguments
    choices = SCALES[arguments.get("scale", "pass_fail")]
    sections = [
        *sections_beside(arguments, context.request),
        Section("answer", context.completion.text),
    ]
    request = partial(_request, arguments["rubric"], sections, choices)
    return (yield from ask(request, choices))


def _request(rubric: str, sections: list[Section], choices: Choices, again: bool) -> Request:
    task = "Judge the section called answer, which somebody else wrote."
    return judge_request(rubric, sections, choices, task=task, again=again)


def score(context: Context) -> Outcome:
    """1 when a majority of judges, from at least two vendors, says pass; 0 when it says fail.

    With grades, their mean divided by 4, if the judges are from at least two vendors. Unscored if
    the panel does not decide. An answer without text fails, and no judge is asked.
    """
    known = _without_judges(context)
    if known is not None:
        return known
    detector = detector_of(context.spec.arguments)
    ballots, without = cast(context.votes)
    if context.spec.arguments.get("scale", "pass_fail") != "pass_fail":
        return _graded(ballots, without, detector)
    label = majority(ballots)
    if label is None:
        return undecided(ballots, without, detector)
    return decided(1.0 if label == "pass" else 0.0, label, ballots, without, detector)


def _graded(ballots: list[Ballot], without: list[str], detector: str) -> Outcome:
    if len(vendors(ballots)) < LEAST_VENDORS:
        return undecided(ballots, without, detector)
    mean = sum(int(ballot.label) for ballot in ballots) / len(ballots)
    return decided(mean / _HIGHEST, f"{mean:.3g}", ballots, without, detector)


def _without_judges(context: Context) -> Outcome | None:
    """The outcome if no judge needs to be asked; else `None`."""
    empty = empty_reason(context.completion)
    if empty is not None:
        return failed(empty)
    rules = context.votes.rules
    if context.spec.arguments.get("when") != RULES_UNDECIDED or rules == "unscored":
        return None
    if rules == "passed":
        return passed("the free checks of its case decide, and no judge is asked")
    return failed("a free check of its case fails, and no judge is asked")


def choices(spec: CheckSpec) -> tuple[Choice, ...]:
    """The labels of the scale that a reviewer can choose."""
    scale = SCALES[spec.arguments.get("scale", "pass_fail")]
    values = {"pass": 1.0, "fail": 0.0}
    return tuple(
        Choice(
            label=label,
            value=values[label] if label in values else int(label) / _HIGHEST,
            words=words,
        )
        for label, words in scale.items()
        if label != UNSURE
    )


CHECK = CheckKind(
    name="judge",
    gate="task",
    summary="A panel of LLM judges finds that the answer meets a rubric.",
    arguments={
        "type": "object",
        "required": ["rubric"],
        "additionalProperties": False,
        "properties": {
            **PROPERTIES,
            "scale": {
                "description": ("Scale of the judges: pass or fail, or grades."),
                "enum": list(SCALES),
            },
        },
    },
    score=score,
    problem=problem,
    detector=JUDGES,
    speaks_of=speaks_of,
    asks=asks,
    choices=choices,
    rubric=rubric_hash,
)
