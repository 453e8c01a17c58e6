"""Describe an exit plan in words, the same for every report."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.exit_plan import Band, ExitPlan, ExitTarget, ExitWorkload, SinglePoint
from portcheck.model.numbers import count, decimal, dollars, listing, percent
from portcheck.reports.words.variants import target as called

HEAD = (
    "Workload",
    "Runs on",
    "Best target",
    "Verdict",
    "Bill a month",
    "Failures a month",
    "Binding",
)
_POINTS_SHOWN = 5


def exit_summary(plan: ExitPlan) -> tuple[str, ...]:
    """Sentences on exit coverage, single points of failure, and vendors that cover workloads."""
    return tuple(_summary(plan))


def _summary(plan: ExitPlan) -> Iterator[str]:
    found = plan.coverage
    yield (
        f"Workloads with a safe exit: {found.covered} of {found.workloads}, "
        f"{percent(found.share)}; weighted by criticality {percent(found.by_criticality)}, by "
        f"volume {'not known' if found.by_volume is None else percent(found.by_volume)}."
    )
    if any(len(each.targets) > 1 for each in plan.workloads):
        yield (
            "With the error rate shared among the candidates of a workload, "
            f"{percent(found.adjusted)} (coverage adjusted)."
        )
    for point in plan.single_points[:_POINTS_SHOWN]:
        yield _point(point)
    if len(plan.single_points) > _POINTS_SHOWN:
        left = len(plan.single_points) - _POINTS_SHOWN
        yield f"{count(left, 'more single point')} of failure in report.json."
    if plan.smallest_set is not None:
        yield (
            "Smallest set of vendors that covers every workload that can leave its vendor: "
            f"{listing(plan.smallest_set.vendors, 20)}."
        )
    if len(plan.by_number) > 1:
        first, *more = plan.by_number
        bought = [f"{listing(first.vendors)} covers {first.covered} of {found.workloads}"]
        bought += [f"{listing(each.vendors, 20)} cover {each.covered}" for each in more]
        yield f"What each further vendor adds: {'; '.join(bought)}."


def _point(point: SinglePoint) -> str:
    return (
        f"Single point of failure: {point.kind} {point.name}. Without it, no safe exit for "
        f"{len(point.stranded)} of the {point.hit} on it ({listing(point.stranded)})."
    )


def exit_rows(plan: ExitPlan) -> list[tuple[str, ...]]:
    """Table rows with the best target of every workload; `HEAD` has the headings."""
    return [_row(each) for each in plan.workloads]


def best(workload: ExitWorkload) -> ExitTarget | None:
    """The best target; `None` if there is no other than today's provider."""
    others = [one for one in workload.targets if one.candidate != workload.runs_on]
    return others[0] if others else None


def _row(workload: ExitWorkload) -> tuple[str, ...]:
    today = f"{workload.runs_on} (assumed)" if workload.assumed else workload.runs_on
    target = best(workload)
    if target is None:
        return workload.workload, today, "none", "", "", "", "no other provider was compared"
    return (
        workload.workload,
        today,
        called(target.candidate, target.variant or None),
        target.verdict,
        money(target.monthly_usd),
        _failures(target.monthly_failures),
        "; ".join(
            filter(
                None,
                [target.binding, target.needs, *(f"preferred: {each}" for each in target.unmet)],
            )
        ),
    )


def money(band: Band | None) -> str:
    """Format US dollars with their limits: `+13.21 (+13.18 to +13.24) USD`."""
    if band is None or band.expected is None:
        return "not known"
    return f"{signed(band.expected)} ({_limits(band)}) USD"


def _failures(band: Band | None) -> str:
    if band is None or band.expected is None:
        return "not known"
    return f"{signed(band.expected, 0)} ({_limits(band, 0)})"


def _limits(band: Band, least: int = 2) -> str:
    low = "-" if band.low is None else signed(band.low, least)
    return f"{low} to {'-' if band.high is None else signed(band.high, least)}"


def signed(value: float, least: int = 2) -> str:
    """Format a number with its sign, without decimals from 100 on."""
    rounded = decimal(value, least=0 if abs(value) >= 100 else least)
    return rounded if rounded.startswith("-") else f"+{rounded}"


def moves(plan: ExitPlan) -> list[str]:
    """Describe value and cost of each move to the best target, where they are known."""
    found = ((each, best(each)) for each in plan.workloads)
    return [
        f"{each.workload} to {target.candidate}: {said}"
        for each, target in found
        if target is not None and (said := _worth(target))
    ]


def _worth(target: ExitTarget) -> str:
    parts = []
    if target.monthly_value_usd is not None:
        *others, last = target.monthly_value_of or ("all",)
        what = f"{', '.join(others)} and {last}" if others else last
        parts.append(f"{what} a month {money(target.monthly_value_usd)}")
    if target.one_off_usd is not None:
        once = target.one_off_usd
        parts.append(f"the move itself {dollars(once.low)} to {dollars(once.high)}")
    if target.months_to_pay_back is not None:
        parts.append(f"paid back: {_months(target.months_to_pay_back)}")
    return f"{'; '.join(parts)}." if parts else ""


def _months(band: Band) -> str:
    if band.low is None:
        return "never"
    expected, worst = (
        "never" if months is None else f"{decimal(months, least=1)}"
        for months in (band.expected, band.high)
    )
    best = decimal(band.low, least=1)
    return f"at best after {best} months, expected {expected}, at worst {worst}"


def checklist(plan: ExitPlan) -> list[str]:
    """One line for each condition to settle before a workload moves to its best target."""
    return [
        f"{each.workload} to {target.candidate}: {condition.what} "
        f"(owner: {condition.owner or each.owner or '...'}, by: {condition.due or '...'})"
        for each in plan.workloads
        if (target := best(each)) is not None and target.verdict in {"safe", "conditional"}
        for condition in target.conditions
    ]
