"""Waivers as readers see them, in every report."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_report
from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.parity import RunReport, WaiverUse
from portcheck.model.suite import Waiver
from portcheck.reports import markdown
from portcheck.reports.html import page as html_page
from portcheck.reports.terminal import page as terminal
from portcheck.reports.words.waivers import waiver_lines, waiver_warnings

DIGEST = "sha256:" + "ab" * 32


def report(state: str = "applies", days: int = 40, **values: Any) -> RunReport:
    waiver = Waiver(
        workload="triage",
        candidate="claude",
        gate="task",
        reason="The queue is checked by hand.",
        by="Ana",
        until="2027-06-30",
        digest=values.pop("digest", DIGEST),
    )
    use = WaiverUse(
        waiver=waiver,
        state=state,  # type: ignore[arg-type]  # each word of the list is tried
        outcome="inferior",
        days_left=days,
        still_fails=values.pop("still_fails", ()),
    )
    return make_report(waivers=(use,), exit_code=1, process_exit_code=0, **values)


def test_every_report_says_who_accepted_what_until_when_for_which_run() -> None:
    shown = report()
    line, code = waiver_lines(shown)
    assert line == (
        "triage to claude, task: accepted by Ana until 2027-06-30, written for the run with digest "
        f"{DIGEST}. Reason: The queue is checked by hand. It applies."
    )
    assert code.endswith("only the exit code of the command knows them: 0, and 1 without them.")
    pages = (
        terminal.render(shown, width=300, color=False),
        markdown.REPORT.render(shown).decode(),
        html_page.REPORT.render(shown).decode(),
    )
    for page in pages:
        assert "accepted by Ana until" in page
        assert DIGEST[7:] in page


def test_without_waivers_nothing_is_said() -> None:
    assert waiver_lines(make_report()) == ()
    assert "Accepted risks" not in terminal.render(make_report(), width=100, color=False)


def test_a_waiver_of_no_named_run_gives_the_digest_of_this_one() -> None:
    shown = report(still_fails=("refusal",))
    (use,) = shown.waivers or ()
    unnamed = replace(use, waiver=replace(use.waiver, digest=UNSET))
    line, _ = waiver_lines(replace(shown, waivers=(unnamed,), digest="sha256:this"))
    assert "written for no named run (this one is sha256:this)" in line
    assert "The verdict still counts, for refusal." in line


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [
        ("applies", 15, ""),
        ("applies", 14, "lapses in 14 days, on 2027-06-30"),
        ("applies", 1, "lapses in 1 day, on 2027-06-30"),
        ("lapsed", 0, "has lapsed on 2027-06-30"),
        ("waives_nothing", 40, "waives nothing: the gate holds or has no data"),
        ("not_allowed", 40, "does not apply without --allow-waiver task"),
        ("not_judged", 3, ""),
    ],
)
def test_what_somebody_should_do_is_a_warning(state: str, days: int, said: str) -> None:
    shown = report(state, days)
    expected = (f"the waiver of triage to claude, task {said}",) if said else ()
    assert waiver_warnings(shown) == expected
    assert ("It lapses in" in waiver_lines(shown)[0]) == (state == "applies" and days <= 14)
