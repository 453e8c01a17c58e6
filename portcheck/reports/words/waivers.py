"""Describe waivers: who accepted what, until when, and whether it counts in this run."""

from __future__ import annotations

from msgspec import UnsetType

from portcheck.model.numbers import count, listing
from portcheck.model.parity import RunReport, WaiverUse

WAIVERS = "Accepted risks"
SOON_DAYS = 14
"""Days before a waiver lapses from which on the report warns of it."""


def waiver_lines(report: RunReport) -> tuple[str, ...]:
    """A few sentences on each waiver and on the exit code; empty without waivers."""
    if not report.waivers:
        return ()
    lines = [_line(use, report) for use in report.waivers]
    if any(use.state == "applies" for use in report.waivers):
        lines.append(
            "The verdicts are what they would be without waivers; only the exit code of the "
            f"command knows them{_code(report)}"
        )
    return tuple(lines)


def waiver_warnings(report: RunReport) -> tuple[str, ...]:
    """A clause for each waiver that somebody should act on."""
    return tuple(
        f"the waiver of {_place(use)} {said}"
        for use in report.waivers or ()
        if (said := _warning(use))
    )


def _code(report: RunReport) -> str:
    code = report.process_exit_code
    return "." if isinstance(code, UnsetType) else f": {code}, and {report.exit_code} without them."


def _line(use: WaiverUse, report: RunReport) -> str:
    waiver = use.waiver
    digest = waiver.digest
    written = f"for the run with digest {digest}"
    if isinstance(digest, UnsetType):
        this = "" if isinstance(report.digest, UnsetType) else f" (this one is {report.digest})"
        written = f"for no named run{this}"
    found = f"{_place(use)}: accepted by {waiver.by} until {waiver.until}, written {written}."
    found += f" Reason: {waiver.reason.rstrip('.')}. {_STATES[use.state]}"
    if use.state == "applies" and use.still_fails:
        found += f" The verdict still counts, for {listing(use.still_fails)}."
    if 0 < use.days_left <= SOON_DAYS and use.state != "not_judged":
        found += f" It lapses in {count(use.days_left, 'day')}."
    return found


_STATES = {
    "applies": "It applies.",
    "waives_nothing": "It waives nothing: the gate holds or has no data. Remove it.",
    "not_allowed": "It does not apply: a confirmed breach or a violated requirement is waived with "
    "--allow-waiver GATE on the command line alone.",
    "lapsed": "It has lapsed, and does not apply.",
    "not_judged": "Its workload or candidate is not in this run.",
}


def _place(use: WaiverUse) -> str:
    return f"{use.waiver.workload} to {use.waiver.candidate}, {use.waiver.gate}"


def _warning(use: WaiverUse) -> str:
    if use.state == "waives_nothing":
        return "waives nothing: the gate holds or has no data"
    if use.state == "not_allowed":
        return f"does not apply without --allow-waiver {use.waiver.gate}"
    if use.state == "lapsed":
        return f"has lapsed on {use.waiver.until}"
    if use.state == "applies" and use.days_left <= SOON_DAYS:
        return f"lapses in {count(use.days_left, 'day')}, on {use.waiver.until}"
    return ""
