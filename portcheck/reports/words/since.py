"""Describe what got worse since an earlier night."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.model.numbers import count, listing, percent
from portcheck.model.parity import RunReport
from portcheck.model.run import SinceNight

SINCE = "Since the last night"


def since_lines(report: RunReport) -> tuple[str, ...]:
    """A sentence for each verdict that has an earlier night."""
    return tuple(_line(one) for one in report.since or ())


def since_summary(report: RunReport) -> tuple[str, ...]:
    """Sentences on what got worse, which other verdicts changed, and how many did neither."""
    return tuple(_summary(report)) or ("There is no earlier night to compare with.",)


def _summary(report: RunReport) -> Iterator[str]:
    now = report.matrix
    found = [one for one in report.since or () if (one.workload, one.candidate) in now]
    yield from (_line(one) for one in found if one.worse)
    quiet: dict[str, int] = {}
    for one in found:
        verdict = now[one.workload, one.candidate]
        if not one.worse and verdict != one.then:
            place = f"{one.workload} to {one.candidate}"
            yield f"{place}, since {_night(one)}: {one.then} then, {verdict} now."
        elif not one.worse:
            quiet[_night(one)] = quiet.get(_night(one), 0) + 1
    for night, verdicts in quiet.items():
        yield f"{count(verdicts, 'verdict')}, since {night}: nothing got worse."
    if found and len(found) < len(report.verdicts):
        yield f"{count(len(report.verdicts) - len(found), 'verdict')} without an earlier night."


def since_warnings(report: RunReport) -> tuple[str, ...]:
    """A clause for each verdict that got worse, to be shown with any exit code."""
    return tuple(
        f"{one.workload} to {one.candidate} {_what(one)} since {_night(one)}: {listing(one.worse)}"
        for one in report.since or ()
        if one.worse
    )


def _what(one: SinceNight) -> str:
    if not one.missing:
        return "got worse"
    are = "is" if one.missing == 1 else "are"
    return f"is open, as {count(one.missing, 'answer')} {are} missing, and not shown to be worse"


def _line(one: SinceNight) -> str:
    found = listing(one.worse) if one.worse else "nothing got worse"
    if one.worse and one.missing:
        found = f"{_what(one)}: {found}"
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
