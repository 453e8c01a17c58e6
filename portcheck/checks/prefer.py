"""A panel of LLM judges prefers the candidate's answer to the baseline's.

Each judge reads the two answers in both orders, without the names of their providers. A judge that
prefers another answer when their order changes counts as a tie.
"""

from __future__ import annotations

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
    PREFERENCES,
    cast_on_pair,
    decided,
    undecided,
    vendors,
)
from portcheck.checks.judges.behind_detector import JUDGES
from portcheck.checks.judges.material import Section
from portcheck.checks.judges.prompt import Choices, judge_request, sections_beside
from portcheck.checks.judges.reply import UNSURE, ask
from portcheck.checks.shared.answers import empty_reason
from portcheck.model.chat import Request
from portcheck.model.judgement import Asking, Choice, Order, Said
from portcheck.model.score import Outcome
from portcheck.plugins import CheckKind, Context

PAIR = ("candidate", "baseline")
TIE = "tie"
ORDERS: tuple[Order, ...] = ("candidate_first", "baseline_first")
_CHOICES: Choices = MappingProxyType(
    {
        "A": "answer A meets the rubric better",
        "B": "answer B meets the rubric better",
        "tie": "both meet it equally well, or equally badly",
        UNSURE: "the material does not let you tell",
    }
)
_SIDES = (
    Choice(label="candidate", value=1.0, words="the candidate's answer meets the rubric better"),
    Choice(label="baseline", value=0.0, words="the baseline's answer meets the rubric better"),
    Choice(label="tie", value=0.5, words="both meet it equally well, or equally badly"),
)
_TASK = "Compare the sections called answer A and answer B, which others wrote."


def asks(context: Context, order: Order | None) -> Asking:
    """Ask one judge about the pair in one order, unless it is decided without judges."""
    if context.baseline is None or _without_judges(context) is not None:
        return None
    arguments = context.spec.arguments
    first, second = context.completion.text, context.baseline.text
    if order == "baseline_first":
        first, second = second, first
    sections = [
        *sections_beside(arguments, context.request),
        Section("answer A", first),
        Section("answer B", second),
    ]
    said = yield from ask(partial(_request, arguments["rubric"], sections), _CHOICES)
    return None if said is None else _named(said, order)


def _request(rubric: str, sections: list[Section], again: bool) -> Request:
    return judge_request(rubric, sections, _CHOICES, task=_TASK, again=again)


def _named(said: Said, order: Order | None) -> Said:
    """Convert a verdict about A and B to one about the two sides."""
    first, second = ("baseline", "candidate") if order == "baseline_first" else PAIR
    sides = {"A": first, "B": second}
    return Said(label=sides.get(said.label or "", said.label), reason=said.reason)


def score(context: Context) -> Outcome:
    """(1 + d) / 2; d is the mean over judges: 1 is for the candidate, -1 the baseline, 0 a tie.

    Unscored if the judges that vote are not from at least two vendors. Two equal answers are a tie,
    and an answer without text loses to one with text; no judge is asked about these.
    """
    known = _without_judges(context)
    if known is not None:
        return known
    detector = detector_of(context.spec.arguments)
    ballots, without = cast_on_pair(context.votes, ORDERS)
    if len(vendors(ballots)) < LEAST_VENDORS:
        return undecided(ballots, without, detector)
    d = sum(PREFERENCES[ballot.label] for ballot in ballots) / len(ballots)
    label = "tie" if d == 0.0 else PAIR[d < 0.0]
    return decided((1.0 + d) / 2.0, label, ballots, without, detector)


def _without_judges(context: Context) -> Outcome | None:
    """The outcome if no judge needs to be asked; else `None`."""
    if context.baseline is None:
        reason = "the baseline has no answer to compare with"
        return Outcome(status="unscored", value=None, reason=reason)
    ours, theirs = context.completion, context.baseline
    if ours.text.strip() == theirs.text.strip():
        return _settled(0.0, "both answers are the same")
    here, there = empty_reason(ours), empty_reason(theirs)
    if here or there:
        return _settled(float(bool(there)) - float(bool(here)), f"{here or there}")
    rules, other = context.votes.rules, context.votes.baseline_rules
    if context.spec.arguments.get("when") == RULES_UNDECIDED and {rules, other} == {
        "passed",
        "failed",
    }:
        d = 1.0 if rules == "passed" else -1.0
        return _settled(d, "the free checks of its case decide, and no judge is asked")
    return None


def _settled(d: float, reason: str) -> Outcome:
    value = (1.0 + d) / 2.0
    label = "tie" if d == 0.0 else PAIR[d < 0.0]
    return Outcome(
        status="passed" if value == 1.0 else "failed",
        value=value,
        reason=f"{label}: {reason}",
        label=label,
    )


CHECK = CheckKind(
    name="prefer",
    gate="preference",
    summary="A panel of LLM judges prefers the candidate's answer to the baseline's.",
    arguments={
        "type": "object",
        "required": ["rubric"],
        "additionalProperties": False,
        "properties": {
            **PROPERTIES,
            "margin": {
                "description": "Largest tolerated loss at the gate preference, on -1..1.",
                "type": "number",
                "exclusiveMinimum": 0,
                "exclusiveMaximum": 1,
            },
        },
    },
    score=score,
    problem=problem,
    speaks_of=speaks_of,
    detector=JUDGES,
    asks=asks,
    rubric=rubric_hash,
    orders=ORDERS,
    choices=lambda _spec: _SIDES,
    limits=lambda arguments: {"margin": arguments["margin"]} if "margin" in arguments else {},
)
