"""The drill: something is gone, and every workload that ran on it has to go somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.exitplan.bands import times, total
from portcheck.exitplan.capacity import Capacity, Load, Pool, capacity, pool
from portcheck.exitplan.coverage import WEIGHTS
from portcheck.exitplan.loss import Loss
from portcheck.exitplan.targets import ORDER, rank
from portcheck.model.exit_plan import Band, ExitRoute, ExitTarget, ExitWorkload, VerdictName
from portcheck.value import Value

Policy = Callable[[Mapping[str, Mapping[str, Any]], Mapping[str, Any], date], tuple[str, str]]
"""`require`, facts, day -> `met`, `violated` or `unknown`, and why."""


class Placed(Value, kw_only=True):
    """One workload with the newest evidence on each candidate, of one run or of several."""

    workload: ExitWorkload
    today: ExitRoute | None
    """What serves it; `None` where no run says what that is."""
    routes: Mapping[str, ExitRoute]
    """Candidate to what it was when it was judged."""


class Scenario(Value, kw_only=True):
    """What happens, and when."""

    without: tuple[Loss, ...] = ()
    as_of: date
    gone_on: date
    """The day on which that is gone, and on which facts have to hold."""
    until: date
    """The last day for which targets have to hold."""
    max_age_days: int | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    """Vendor, in lower case, to a factor on what its calls cost."""
    slower: Mapping[str, float] = field(default_factory=dict)
    """The same for latency."""


class Blocked(Value, kw_only=True):
    """A candidate that is not taken, and what stands in the way."""

    to: str
    verdict: VerdictName
    binding: str


class DrillRow(Value, kw_only=True):
    """One workload that is hit."""

    workload: str
    from_: str = field(name="from")
    to: str | None
    """The provider to move to; `None` where nothing else was ever tried, or is left."""
    verdict: VerdictName
    binding: str
    """What stands in the way; of a safe target, the gate nearest to its limit."""
    cost_change_usd_month: float | None
    extra_failures_month: float | None
    evidence_age_days: int | None
    capacity: str
    """`fits`, `exceeds` or `unknown`."""
    criticality: str
    cost_change_low: float | None = None
    cost_change_high: float | None = None
    extra_failures_low: float | None = None
    extra_failures_high: float | None = None
    latency_change_s: float | None = None
    stay_cost_change_usd_month: float | None = None
    """What the scenario's price adds where it runs today; `None` where nothing, or not known."""
    capacity_detail: str = ""
    run: str = ""
    conditions: tuple[str, ...] = ()
    others: tuple[Blocked, ...] = ()


class Drill(Value, kw_only=True):
    """What a loss does."""

    without: tuple[str, ...]
    as_of: str
    until: str
    exit_coverage: float | None
    """Share of the workloads that are hit that have a safe exit; `None` where none is hit."""
    workloads: tuple[DrillRow, ...]
    no_exit: tuple[str, ...]
    """Workloads without a target that is safe or conditional."""
    not_hit: int
    """Workloads that run elsewhere."""
    cost_change_usd_month: float | None
    """Of all that move; `None` where one is not known."""
    exit_code: int = 0


UNKNOWN = Band(low=None, expected=None, high=None)


class _Choice(Struct):
    """A target as the scenario leaves it."""

    target: ExitTarget
    route: ExitRoute
    verdict: VerdictName
    binding: str
    conditions: list[str]

    @property
    def order(self) -> tuple[Any, ...]:
        return rank(replace(self.target, verdict=self.verdict), self.route)


def drill(fleet: Sequence[Placed], scenario: Scenario, policy: Policy) -> Drill:
    """Where each workload goes that ran on what is gone; nothing is called.

    The most critical and largest workloads choose first. Of the targets with the best verdict each
    takes the first in the order of `targets.rank` whose limits still carry it; where none does,
    the first.
    """
    hit = [each for each in fleet if _is_hit(each, scenario)]
    hit.sort(key=_weight)
    loads = _present_loads(each for each in fleet if not _is_hit(each, scenario))
    chosen: list[tuple[Placed, _Choice | None, list[_Choice]]] = []
    for each in hit:
        choices = sorted(_choices(each, scenario, policy), key=lambda one: one.order)
        taken = _taken(each.workload, choices, loads)
        if taken is not None:
            loads[pool(taken.route)].append(_load(each.workload, taken.target))
        chosen.append((each, taken, choices))
    rows = tuple(
        _row(each, taken, loads, scenario, _others(taken, rest)) for each, taken, rest in chosen
    )
    return Drill(
        without=tuple(loss.words for loss in scenario.without),
        as_of=scenario.as_of.isoformat(),
        until=scenario.until.isoformat(),
        exit_coverage=sum(row.verdict == "safe" for row in rows) / len(rows) if rows else None,
        workloads=rows,
        no_exit=tuple(row.workload for row in rows if row.verdict not in {"safe", "conditional"}),
        not_hit=len(fleet) - len(hit),
        cost_change_usd_month=_sum([row.cost_change_usd_month for row in rows]),
    )


def _weight(each: Placed) -> tuple[int, int]:
    return -WEIGHTS[each.workload.criticality], -(each.workload.monthly_calls or 0)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _is_hit(each: Placed, scenario: Scenario) -> bool:
    if scenario.without:
        return any(loss.takes(each.today) for loss in scenario.without)
    changed = {*scenario.prices, *scenario.slower}
    return each.today is not None and each.today.vendor.casefold() in changed


def _present_loads(those: Iterable[Placed]) -> defaultdict[Pool, list[Load]]:
    """What providers carry already."""
    loads: defaultdict[Pool, list[Load]] = defaultdict(list)
    for each in those:
        if each.today is not None:
            loads[pool(each.today)].append(_load(each.workload, None))
    return loads


def _load(workload: ExitWorkload, target: ExitTarget | None) -> Load:
    return Load(
        workload=workload.workload,
        monthly_calls=workload.monthly_calls,
        peak_factor=workload.peak_factor,
        tokens=target.tokens if target else None,
        seconds=target.seconds if target else None,
    )


# --- targets -------------------------------------------------------------------------------------


def _choices(each: Placed, scenario: Scenario, policy: Policy) -> Iterator[_Choice]:
    for target in each.workload.targets:
        route = each.routes[target.candidate]
        lost = any(loss.takes(route) for loss in scenario.without)
        if lost or target.candidate == each.workload.runs_on:
            continue
        choice = _Choice(
            target,
            route,
            target.verdict,
            target.binding,
            [condition.what for condition in target.conditions],
        )
        _hold(choice, _requirements(each.workload, route, scenario, policy))
        _hold(choice, _ending(route, scenario))
        _hold(choice, _age(target, scenario))
        _hold(choice, _slowness(target, route, scenario))
        yield choice


def _hold(choice: _Choice, found: tuple[VerdictName, str] | None) -> None:
    """A target is no better than what stands in its way."""
    if found is None:
        return
    worst, why = found
    if worst == "conditional":
        choice.conditions.append(why)
    if ORDER.index(worst) > ORDER.index(choice.verdict):
        choice.verdict, choice.binding = worst, why


def _requirements(
    workload: ExitWorkload, route: ExitRoute, scenario: Scenario, policy: Policy
) -> tuple[VerdictName, str] | None:
    if not workload.require:
        return None
    for day in (scenario.gone_on, scenario.until):
        state, why = policy(workload.require, route.facts, day)
        if state == "violated":
            return "unsafe", f"policy on {day}: {why}"
        if state == "unknown":
            return "conditional", f"policy: {why}"
    return None


def _ending(route: ExitRoute, scenario: Scenario) -> tuple[VerdictName, str] | None:
    ends = {"the model retires": route.retires, "the contract ends": route.contract_ends}
    for what, day in ends.items():
        if day and day <= scenario.until.isoformat():
            when = "" if scenario.until == scenario.as_of else f", by {scenario.until}"
            return "unsafe", f"{what} on {day}{when}"
    return None


def _age(target: ExitTarget, scenario: Scenario) -> tuple[VerdictName, str] | None:
    age = age_days(target, scenario.as_of)
    if scenario.max_age_days is None or age <= scenario.max_age_days:
        return None
    return "inconclusive", f"the evidence is {age} days old, at most {scenario.max_age_days} count"


def age_days(target: ExitTarget, as_of: date) -> int:
    """Days from the run that is the evidence to a day; 0 where it is not over by then."""
    return max((as_of - date.fromisoformat(target.judged_on)).days, 0)


def _slowness(
    target: ExitTarget, route: ExitRoute, scenario: Scenario
) -> tuple[VerdictName, str] | None:
    factor = scenario.slower.get(route.vendor.casefold(), 1.0)
    limit, ratio = target.latency_limit, target.latency_ratio
    if factor == 1.0 or limit is None:
        return None
    if ratio is None:
        return "conditional", "latency: not known, and slower than it was"
    if ratio * factor > limit:
        return "conditional", f"latency: up to {ratio * factor:.3g} times today's, limit {limit:g}"
    return None


def _taken(
    workload: ExitWorkload,
    choices: Sequence[_Choice],
    loads: Mapping[Pool, Sequence[Load]],
) -> _Choice | None:
    best = [one for one in choices if one.verdict == choices[0].verdict]
    for choice in best:
        carried = [*loads.get(pool(choice.route), ()), _load(workload, choice.target)]
        if capacity(choice.route, carried).fit != "exceeds":
            return choice
    return best[0] if best else None


# --- rows ----------------------------------------------------------------------------------------


def _others(taken: _Choice | None, choices: Iterable[_Choice]) -> tuple[Blocked, ...]:
    return tuple(
        Blocked(to=one.target.candidate, verdict=one.verdict, binding=one.binding)
        for one in choices
        if one is not taken
    )


def _staying(placed: Placed, scenario: Scenario) -> float | None:
    vendor = placed.today.vendor.casefold() if placed.today else ""
    cost, calls = placed.workload.baseline_cost, placed.workload.monthly_calls
    if vendor not in scenario.prices or cost is None or calls is None:
        return None
    return cost * (scenario.prices[vendor] - 1.0) * calls


def _row(
    placed: Placed,
    taken: _Choice | None,
    loads: Mapping[Pool, Sequence[Load]],
    scenario: Scenario,
    others: tuple[Blocked, ...],
) -> DrillRow:
    workload = placed.workload
    row = DrillRow(
        workload=workload.workload,
        from_=workload.runs_on,
        to=None,
        verdict="inconclusive",
        binding="no evidence: no other provider was compared for it",
        cost_change_usd_month=None,
        extra_failures_month=None,
        evidence_age_days=None,
        capacity="unknown",
        criticality=workload.criticality,
        stay_cost_change_usd_month=_staying(placed, scenario),
        others=others,
    )
    if taken is None:
        return row
    target = taken.target
    found = capacity(taken.route, loads[pool(taken.route)])
    _hold(taken, _quota(found))
    bill = times(_cost_change(target, taken.route, scenario), workload.monthly_calls) or UNKNOWN
    failures = times(target.extra_failures, workload.monthly_calls) or UNKNOWN
    return replace(
        row,
        to=target.candidate,
        verdict=taken.verdict,
        binding=taken.binding,
        cost_change_usd_month=bill.expected,
        cost_change_low=bill.low,
        cost_change_high=bill.high,
        extra_failures_month=failures.expected,
        extra_failures_low=failures.low,
        extra_failures_high=failures.high,
        latency_change_s=(target.latency_change or UNKNOWN).expected,
        evidence_age_days=age_days(target, scenario.as_of),
        capacity=found.fit,
        capacity_detail=found.detail,
        run=target.run,
        conditions=tuple(taken.conditions),
    )


def _quota(found: Capacity) -> tuple[VerdictName, str] | None:
    return ("conditional", f"capacity: {found.detail}") if found.fit == "exceeds" else None


def _cost_change(target: ExitTarget, route: ExitRoute, scenario: Scenario) -> Band | None:
    """US dollars a call against today's price; a higher price widens the limits as much."""
    factor = scenario.prices.get(route.vendor.casefold(), 1.0)
    change, cost = target.cost_change, target.cost
    if change is None or cost is None or factor == 1.0:
        return change
    return total(
        times(change, max(factor, 1.0)),
        _exactly((change.expected or 0.0) * (1.0 - max(factor, 1.0)) + cost * (factor - 1.0)),
    )


def _exactly(value: float) -> Band:
    return Band(low=value, expected=value, high=value)
