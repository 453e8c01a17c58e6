"""Estimate the most calls that a panel can need, and their length, before there are answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set

from msgspec import Struct

from portcheck.detectors.parts import asking_parts
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Timing
from portcheck.model.judgement import Judgement, Votes
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import CHECKS, Context
from portcheck.run.cost import DEFAULT_OUTPUT_TOKENS
from portcheck.run.file_tokens import BYTES_PER_TOKEN
from portcheck.run.panel.judgements import Judgements, is_settled
from portcheck.run.panel.voters import voters

Key = tuple[str, str, str, str]
"""Trial, check, judge, and order ("" if there is only one)."""


class PlannedCalls(Struct, frozen=True):
    """Calls to one judge for a check of a case: one for each answer, in each order."""

    judge: str
    request: Request
    """The request about the longest possible answers."""
    calls: int
    """Number of calls."""


def planned_calls(plan: Plan, done: Set[Key] = frozenset()) -> Iterator[PlannedCalls]:
    """Yield the most calls that a plan can make to judges.

    A run makes fewer: answers that rules decide need no call, and equal answers share one.

    Args:
        plan: The plan.
        done: Keys of the calls that need not be made again.
    """
    if not plan.judges:
        return
    by_case: dict[tuple[str, str], list[Trial]] = {}
    for trial in plan.trials:
        by_case.setdefault((trial.workload, trial.case), []).append(trial)
    for trials in by_case.values():
        case = plan.case(trials[0])
        for spec in case.checks:
            for part in asking_parts(spec):
                yield from _of_check(plan, case, part, trials, done)


def _of_check(
    plan: Plan, case: Case, spec: CheckSpec, trials: list[Trial], done: Set[Key]
) -> Iterator[PlannedCalls]:
    orders = CHECKS.get(spec.name).orders
    calls: Counter[str] = Counter()
    for trial in trials:
        if orders and trial.provider == plan.baseline:
            continue
        pair = (plan.baseline, trial.provider) if orders else ()
        for voter in voters(plan, trial.workload, pair):
            for order in orders or ("",):
                calls[voter.judge] += (trial.key, spec.id, voter.judge, order) not in done
    request = _longest(case, spec)
    if request is not None:
        for judge, number in calls.items():
            if number:
                yield PlannedCalls(judge, request, number)


def planned_judgements(plan: Plan) -> Counter[str]:
    """Judge to the largest number of calls to it."""
    found: Counter[str] = Counter()
    for one in planned_calls(plan):
        found[one.judge] += one.calls
    return found


def settled_keys(known: Judgements) -> frozenset[Key]:
    """The keys of the calls that need not be made again."""
    return frozenset(key_of(said) for said in known if is_settled(said))


def key_of(said: Judgement) -> Key:
    """The key of the call that a judgement answers."""
    return said.trial, said.check, said.judge, said.order or ""


def _longest(case: Case, spec: CheckSpec) -> Request | None:
    """The request to a judge about the longest possible answers; `None` if there is none."""
    kind = CHECKS.get(spec.name)
    tokens = case.request.sampling.max_output_tokens or DEFAULT_OUTPUT_TOKENS
    size = int(tokens * BYTES_PER_TOKEN)
    one, other = (_answer(letter * size) for letter in "xy")
    context = Context(
        spec=spec,
        request=case.request,
        completion=one,
        baseline=other if kind.orders else None,
        votes=Votes(),
    )
    if kind.asks is None:
        return None
    return next(kind.asks(context, kind.orders[0] if kind.orders else None), None)


def _answer(text: str) -> Completion:
    return Completion(text=text, finish_reason="stop", timing=Timing(total_s=0.0))
