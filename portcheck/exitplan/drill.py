"""Run a drill: find where every workload moves when something that it depends on is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.exitplan.bands import times, total
from portcheck.exitplan.capacity import Capacity, Load, Pool, capacity, pool
from portcheck.exitplan.coverage import WEIGHTS
from portcheck.exitplan.obstacles import Obstacle, RequirementCheck, age_days, lost_with, obstacles
from portcheck.exitplan.scenario import Drill, DrillRow, FleetEntry, OtherTarget, Scenario
from portcheck.exitplan.targets import behind, rank
from portcheck.model.comparison.verdict_names import BEST_FIRST, VerdictName
from portcheck.model.exit_plan import Band, ExitRoute, ExitTarget
from portcheck.model.numbers import listing

UNKNOWN = Band(low=None, expected=None, high=None)
NO_EVIDENCE = "no evidence: no other provider was compared for it"
Loads = defaultdict[Pool, list[Load]]


class _Choice(Struct):
    """A possible target of a workload, as the scenario changes it."""

    target: ExitTarget
    route: ExitRoute
    verdict: VerdictName
    binding: str
    conditions: list[str]
    order: tuple[Any, ...] = ()
    """Sort key like `targets.rank`; inconclusive targets keep the order that they had before."""

    def with_order(self) -> _Choice:
        """Set `order` and return the choice itself, once all its obstacles are known."""
        _, *rest = rank(self.target, self.route)
        before = BEST_FIRST.index(self.target.verdict) if self.verdict == "inconclusive" else 0
        self.order = (BEST_FIRST.index(self.verdict), before, *rest)
        return self

    @property
    def moves(self) -> bool:
        return self.verdict in {"safe", "conditional"}

    def lower_to(self, obstacle: Obstacle) -> None:
        """Lower the verdict of the target to that of an obstacle."""
        worst, why = obstacle
        if worst == "conditional" and why not in {said.rstrip(".") for said in self.conditions}:
            self.conditions.append(why)
        worse = BEST_FIRST.index(worst) - BEST_FIRST.index(self.verdict)
        # Evidence that is too old outranks any other reason to be inconclusive.
        if worse > 0 or (worse == 0 and worst == "inconclusive"):
            self.verdict, self.binding = worst, why


class _AffectedWorkload(Struct):
    """An affected workload with its targets, the best one first."""

    entry: FleetEntry
    choices: list[_Choice]
    lost: tuple[OtherTarget, ...]
    """Targets that are lost too."""
    must_go: bool
    """Whether its provider of today is lost, and not only dearer or slower."""
    taken: _Choice | None = None


def drill(fleet: Sequence[FleetEntry], scenario: Scenario, check: RequirementCheck) -> Drill:
    """Find a target for each workload that a scenario affects, without a call.

    The most critical and largest workloads choose first. Each takes the best remaining target by
    verdict, then by the order of `targets.rank`. A target whose limits are too low for the workload
    counts as conditional at best.

    Args:
        fleet: all workloads, with their evidence.
        scenario: the losses and changes.
        check: compares what a workload requires with facts.
    """
    reached = [_is_affected(each, scenario) for each in fleet]
    hit = [
        _affected(each, scenario, check)
        for each, is_hit in zip(fleet, reached, strict=True)
        if is_hit
    ]
    hit.sort(key=lambda each: _weight(each.entry))
    staying = [each for each, is_hit in zip(fleet, reached, strict=True) if not is_hit]
    staying += [
        each.entry
        for each in hit
        if not each.must_go and not any(choice.moves for choice in each.choices)
    ]
    loads = _present_loads(staying, scenario)
    for each in hit:
        each.taken = _best_choice(each, loads)
        if each.taken is not None and each.taken.moves:
            loads[pool(each.taken.route)].append(_load_on_target(each.entry, each.taken))
    rows = tuple(_row(each, loads, scenario) for each in hit)
    return Drill(
        without=tuple(loss.words for loss in scenario.without),
        as_of=scenario.as_of.isoformat(),
        gone_on=scenario.gone_on.isoformat(),
        until=scenario.until.isoformat(),
        exit_coverage=sum(row.verdict == "safe" for row in rows) / len(rows) if rows else None,
        workloads=rows,
        no_exit=tuple(row.workload for row in rows if not row.moves),
        not_hit=reached.count(False),
        unclear=tuple(
            each.workload.workload
            for each, is_hit in zip(fleet, reached, strict=True)
            if is_hit is None
        ),
        prices=scenario.prices,
        slower=scenario.slower,
        max_age_days=scenario.max_age_days,
        cost_change_usd_month=_sum([row.cost_change_usd_month for row in rows if row.moves]),
        stay_cost_change_usd_month=_stay_cost(hit, rows, scenario),
    )


def worst_first(drills: Sequence[Drill]) -> list[Drill]:
    """Sort drills by how many workloads have no exit, no safe exit, or are affected."""
    return sorted(
        drills,
        key=lambda one: (
            -len(one.no_exit),
            -sum(row.verdict != "safe" for row in one.workloads),
            -len(one.workloads),
        ),
    )


def _weight(each: FleetEntry) -> tuple[int, int]:
    return -WEIGHTS[each.workload.criticality], -(each.workload.monthly_calls or 0)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if values and len(known) == len(values) else None


def _is_affected(each: FleetEntry, scenario: Scenario) -> bool | None:
    """Whether a scenario affects a workload; `None` if facts that decide are not stated."""
    if scenario.without:
        if any(loss.takes(each.today) for loss in scenario.without):
            return True
        return None if any(loss.may_take(each.today) for loss in scenario.without) else False
    if each.today is None:
        return None
    return each.today.vendor.casefold() in {*scenario.prices, *scenario.slower}


def _affected(each: FleetEntry, scenario: Scenario, check: RequirementCheck) -> _AffectedWorkload:
    choices = sorted(_choices(each, scenario, check), key=lambda one: one.order)
    lost = (
        (target, lost_with(each.routes[target.candidate], scenario.without))
        for target in each.workload.targets
        if target.candidate != each.workload.runs_on
    )
    return _AffectedWorkload(
        each,
        choices,
        tuple(
            OtherTarget(
                to=target.candidate, verdict="unsafe", binding=f"lost with {why}", gone=True
            )
            for target, why in lost
            if why
        ),
        must_go=any(loss.takes(each.today) for loss in scenario.without),
    )


# --- loads ---------------------------------------------------------------------------------------


def _present_loads(those: Sequence[FleetEntry], scenario: Scenario) -> Loads:
    """The loads of workloads that stay where they are, by pool of limits."""
    loads: Loads = defaultdict(list)
    for each in those:
        today, seconds = each.today, each.workload.baseline_seconds
        if today is None:
            continue
        slower = None if seconds is None else seconds * scenario.slowness_of(today)
        loads[pool(today)].append(_load_of(each, each.workload.baseline_tokens, slower))
    return loads


def _load_on_target(each: FleetEntry, choice: _Choice) -> Load:
    return _load_of(each, choice.target.tokens, choice.target.seconds)


def _load_of(each: FleetEntry, tokens: float | None, seconds: float | None) -> Load:
    return Load(
        workload=each.workload.workload,
        monthly_calls=each.workload.monthly_calls,
        peak_factor=each.workload.peak_factor,
        tokens=tokens,
        seconds=seconds,
    )


def _capacity_with(each: FleetEntry, choice: _Choice, loads: Loads) -> Capacity:
    """Whether the limits of a target are enough for a workload and its other loads."""
    present = [
        load
        for load in loads.get(pool(choice.route), ())
        if load.workload != each.workload.workload
    ]
    return capacity(choice.route, [*present, _load_on_target(each, choice)])


# --- targets -------------------------------------------------------------------------------------


def _choices(each: FleetEntry, scenario: Scenario, check: RequirementCheck) -> Iterator[_Choice]:
    for target in each.workload.targets:
        route = each.routes[target.candidate]
        is_lost = any(loss.takes(route) for loss in scenario.without)
        if is_lost or target.candidate == each.workload.runs_on:
            continue
        choice = _Choice(
            _in_scenario(target, route, scenario),
            route,
            target.verdict,
            target.binding,
            [condition.what for condition in target.conditions],
        )
        for obstacle in obstacles(each.workload, target, route, scenario, check):
            choice.lower_to(obstacle)
        yield choice.with_order()


def _in_scenario(target: ExitTarget, route: ExitRoute, scenario: Scenario) -> ExitTarget:
    """A target at the price and latency of the scenario; those of today stay unchanged."""
    dearer, slower = scenario.price_of(route), scenario.slowness_of(route)
    if dearer == slower == 1.0:
        return target
    return replace(
        target,
        cost=None if target.cost is None else target.cost * dearer,
        cost_change=_scaled_change(target.cost_change, target.cost, dearer),
        seconds=None if target.seconds is None else target.seconds * slower,
        latency_change=_scaled_change(target.latency_change, target.seconds, slower),
    )


def _scaled_change(change: Band | None, amount: float | None, by: float) -> Band | None:
    """The change of an amount that is multiplied by a factor, with limits as much wider."""
    if change is None or amount is None or by == 1.0:
        return change
    wider = max(by, 1.0)
    added = (change.expected or 0.0) * (1.0 - wider) + amount * (by - 1.0)
    return total(times(change, wider), Band(low=added, expected=added, high=added))


def _best_choice(each: _AffectedWorkload, loads: Loads) -> _Choice | None:
    best: _Choice | None = None
    least = (len(BEST_FIRST), True)
    for choice in each.choices:
        too_much = _capacity_with(each.entry, choice, loads).fit == "exceeds"
        place = BEST_FIRST.index(choice.verdict)
        found = (max(place, BEST_FIRST.index("conditional")) if too_much else place, too_much)
        if found < least:
            best, least = choice, found
        if not too_much:  # the choices are sorted, so the others are no better
            break
    return best


# --- rows ----------------------------------------------------------------------------------------


def _others(each: _AffectedWorkload, loads: Loads) -> tuple[OtherTarget, ...]:
    found = [
        OtherTarget(
            to=one.target.candidate,
            verdict=one.verdict,
            binding=one.binding if each.taken is None else _why_not(each.entry, one, each, loads),
        )
        for one in each.choices
        if one is not each.taken
    ]
    return (*found, *each.lost)


def _why_not(entry: FleetEntry, one: _Choice, each: _AffectedWorkload, loads: Loads) -> str:
    """Why a target was not chosen."""
    taken = each.taken
    if taken is None or BEST_FIRST.index(one.verdict) > BEST_FIRST.index(taken.verdict):
        return one.binding
    carried = _capacity_with(entry, one, loads)
    if carried.fit == "exceeds":
        return f"capacity: {carried.detail}"
    return (behind(one.order, taken.order) if taken.moves else "") or one.binding


def _row(each: _AffectedWorkload, loads: Loads, scenario: Scenario) -> DrillRow:
    entry, taken = each.entry, each.taken
    workload = entry.workload
    lost = listing([one.to for one in each.lost], 3)
    bill, wait = (None, None) if each.must_go else _staying(entry, scenario)
    row = DrillRow(
        workload=workload.workload,
        from_=workload.runs_on,
        to=None,
        verdict="inconclusive",
        binding=f"all compared targets are lost too: {lost}" if lost else NO_EVIDENCE,
        cost_change_usd_month=None,
        extra_failures_month=None,
        evidence_age_days=None,
        capacity="unknown",
        criticality=workload.criticality,
        owner=workload.owner,
        stay_cost_change_usd_month=bill,
        stay_latency_change_s=wait,
        others=_others(each, loads),
    )
    return row if taken is None else _with_target(row, entry, taken, loads, scenario)


def _with_target(
    row: DrillRow, entry: FleetEntry, taken: _Choice, loads: Loads, scenario: Scenario
) -> DrillRow:
    target, calls = taken.target, entry.workload.monthly_calls
    found = _capacity_with(entry, taken, loads)
    if found.fit == "exceeds":
        taken.lower_to(("conditional", f"capacity: {found.detail}"))
    bill = times(target.cost_change, calls) or UNKNOWN
    failures = times(target.extra_failures, calls) or UNKNOWN
    return replace(
        row,
        to=target.candidate,
        variant=target.variant,
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
        needs=target.needs if target.verdict == taken.verdict else "",
        conditions=tuple(taken.conditions),
    )


def _stay_cost(
    hit: Sequence[_AffectedWorkload], rows: Sequence[DrillRow], scenario: Scenario
) -> float | None:
    """US dollars a month that staying adds for workloads that can move; `None` if not known."""
    moving = [(each, row) for each, row in zip(hit, rows, strict=True) if row.moves]
    if not scenario.prices or any(each.must_go for each, _ in moving):
        return None
    return _sum(
        [
            0.0
            if each.entry.today and scenario.price_of(each.entry.today) == 1.0
            else row.stay_cost_change_usd_month
            for each, row in moving
        ]
    )


def _staying(entry: FleetEntry, scenario: Scenario) -> tuple[float | None, float | None]:
    """US dollars a month, and seconds a call, that the scenario adds at the provider of today."""
    today, workload = entry.today, entry.workload
    if today is None:
        return None, None
    price, slower = scenario.price_of(today) - 1.0, scenario.slowness_of(today) - 1.0
    cost, calls, seconds = workload.baseline_cost, workload.monthly_calls, workload.baseline_seconds
    bill = None if cost is None or calls is None or not price else cost * price * calls
    return bill, None if seconds is None or not slower else seconds * slower
