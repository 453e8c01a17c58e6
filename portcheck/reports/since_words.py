"""What got worse since an earlier night, in words."""

from __future__ import annotations

from portcheck.model.numbers import listing, percent
from portcheck.model.parity import RunReport
from portcheck.model.run import SinceNight

SINCE = "Since the last night"


def since_lines(report: RunReport) -> tuple[str, ...]:
    """A sentence for each verdict that has an earlier night."""
    return tuple(_line(one) for one in report.since or ())


def since_warnings(report: RunReport) -> tuple[str, ...]:
    """What got worse, a clause for each verdict: nobody should miss it, whatever the exit code."""
    return tuple(
        f"{one.workload} to {one.candidate} got worse since {_night(one)}: {listing(one.worse)}"
        for one in report.since or ()
        if one.worse
    )


def _line(one: SinceNight) -> str:
    found = listing(one.worse) if one.worse else "nothing got worse"
    rates = "; ".join(
        f"{gate} {percent(then)} then, {percent(now)} now"
        for gate, (then, now) in one.rates.items()
    )
    place = f"{one.workload} to {one.candidate}"
    return f"{place}, since {_night(one)}: {found}" + (f" ({rates})." if rates else ".")


def _night(one: SinceNight) -> str:
    if not one.accepted_by:
        return f"the night before (run {one.run})"
    return f"the night that {one.accepted_by} accepted on {one.at[:10]} (run {one.run})"
