"""Find the obstacles to a target in a scenario, each with the best verdict that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from portcheck.exitplan.loss import Loss
from portcheck.exitplan.scenario import Scenario
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.exit_plan import ExitRoute, ExitTarget, ExitWorkload
from portcheck.model.numbers import count, factor

RequirementCheck = Callable[
    [Mapping[str, Mapping[str, Any]], Mapping[str, Any], date], tuple[str, str]
]
"""Takes `require`, facts and a day; returns `met`, `violated` or `unknown`, and why."""
Obstacle = tuple[VerdictName, str]
"""The best verdict that is still possible, and why."""


def obstacles(
    workload: ExitWorkload,
    target: ExitTarget,
    route: ExitRoute,
    scenario: Scenario,
    check: RequirementCheck,
) -> Iterator[Obstacle]:
    """Yield the obstacles to a target that is not lost, in a fixed order.

    Args:
        workload: the workload that moves.
        target: the target, with its evidence.
        route: the things that the target depends on.
        scenario: the events of the drill.
        check: compares what the workload requires with facts.
    """
    if workload.require:
        yield from _requirements(workload, route, scenario, check)
    yield from _endings(route, scenario)
    if scenario.max_age_days is not None:
        yield from _age(target, scenario.as_of, scenario.max_age_days)
    yield from _unstated(route, scenario)
    slower, dearer = scenario.slowness_of(route), scenario.price_of(route)
    yield from _above("latency", target.latency_limit, target.latency_ratio, slower)
    yield from _above("cost", target.cost_limit, target.cost_ratio, dearer)


def _requirements(
    workload: ExitWorkload, route: ExitRoute, scenario: Scenario, check: RequirementCheck
) -> Iterator[Obstacle]:
    for day in dict.fromkeys((scenario.gone_on, scenario.until)):
        state, why = check(workload.require, route.facts, day)
        if state != "met":
            yield ("unsafe" if state == "violated" else "conditional"), f"policy: {why}"
            return


def _endings(route: ExitRoute, scenario: Scenario) -> Iterator[Obstacle]:
    ends = {"the model": ("retire", route.retires), "the contract": ("end", route.contract_ends)}
    for what, (verb, day) in ends.items():
        if day is None or day > scenario.until.isoformat():
            continue
        if day <= scenario.as_of.isoformat():
            yield "unsafe", f"{what} {verb.removesuffix('e')}ed on {day}"
        else:
            yield "unsafe", f"{what} {verb}s on {day}, but must last until {scenario.until}"


def _age(target: ExitTarget, as_of: date, most: int) -> Iterator[Obstacle]:
    age = age_days(target, as_of)
    if age > most:
        yield "inconclusive", f"the evidence is {count(age, 'day')} old, and the limit is {most}"


def age_days(target: ExitTarget, as_of: date) -> int:
    """Days from the oldest answer of the evidence to `as_of`; 0 if the answer is from later."""
    oldest = min(filter(None, (target.answers_from, target.judged_on)))
    return max((as_of - date.fromisoformat(oldest)).days, 0)


def _unstated(route: ExitRoute, scenario: Scenario) -> Iterator[Obstacle]:
    for loss in scenario.without:
        if loss.may_take(route):
            yield (
                "conditional",
                f"the {loss.kind} of {route.provider} is unknown, and may be {loss.name}",
            )


def lost_with(route: ExitRoute, losses: tuple[Loss, ...]) -> str:
    """The lost things that a route depends on, as text; "" if there are none."""
    return ", ".join(loss.words for loss in losses if loss.takes(route))


def _above(what: str, limit: float | None, ratio: float | None, times: float) -> Iterator[Obstacle]:
    if limit is None or times == 1.0:
        return
    if ratio is None:
        yield "conditional", f"{what}: its relation to today's is unknown"
    elif ratio * times > limit:
        shown = factor(ratio * times, limit)
        yield (
            "conditional",
            f"{what}: up to {shown} times what the baseline had in the run, limit {limit:g}",
        )
