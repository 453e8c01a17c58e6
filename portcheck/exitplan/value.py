"""Compute the monthly value and the one-time cost of a move."""

from __future__ import annotations

from msgspec.structs import replace

from portcheck.exitplan.bands import times, total
from portcheck.model.exit_plan import Band, ExitTarget
from portcheck.model.workload.worth import WorkloadValue


def with_value(target: ExitTarget, monthly_calls: int | None, worth: WorkloadValue) -> ExitTarget:
    """The target with its monthly bill, failures and value, and the cost of the move.

    A value that depends on an unknown one is unknown too: a sum without one of its parts would look
    smaller than it is.
    """
    bill = times(target.cost_change, monthly_calls)
    failures = times(target.extra_failures, monthly_calls)
    waiting = times(times(target.latency_change, 1 / 60), monthly_calls)
    parts = {"bill": bill}
    if worth.failure_cost_usd is not None:
        parts["failures"] = times(failures, worth.failure_cost_usd)
    if worth.minute_cost_usd is not None:
        parts["waiting"] = times(waiting, worth.minute_cost_usd)
    monthly = total(*parts.values())
    once = _once(worth)
    return replace(
        target,
        monthly_usd=bill,
        monthly_failures=failures,
        monthly_value_usd=monthly if len(parts) > 1 else None,
        monthly_value_of=tuple(parts) if len(parts) > 1 else (),
        one_off_usd=once,
        months_to_pay_back=pay_back(once, monthly),
    )


def _once(worth: WorkloadValue) -> Band | None:
    switch = worth.switch
    if switch is None or switch.hour_usd is None:
        return None
    low, high = (hours * switch.hour_usd for hours in switch.hours)
    return Band(low=low, expected=(low + high) / 2, high=high)


def pay_back(once: Band | None, monthly: Band | None) -> Band | None:
    """Months until the monthly savings have paid for the move.

    Args:
        once: cost of the move, in US dollars.
        monthly: cost that the move adds to each month, in US dollars; savings are negative.

    Returns:
        The shortest, expected and longest time in months, each `None` if the move never pays for
        itself; `None` if either band is not known.
    """
    if once is None or monthly is None:
        return None
    return Band(
        low=_months(once.low, monthly.low),
        expected=_months(once.expected, monthly.expected),
        high=_months(once.high, monthly.high),
    )


def _months(once: float | None, monthly: float | None) -> float | None:
    if once is None or monthly is None or monthly >= 0.0:
        return None
    return once / -monthly
