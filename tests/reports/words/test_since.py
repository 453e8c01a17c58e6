"""What got worse since an earlier night, as readers see it."""

from __future__ import annotations

from builders import make_report
from msgspec.structs import replace

from portcheck.model.run import SinceNight
from portcheck.reports import markdown
from portcheck.reports.html import page as html_page
from portcheck.reports.terminal import page as terminal
from portcheck.reports.words.since import since_lines, since_warnings

NIGHT = SinceNight(
    workload="triage",
    candidate="claude",
    run="monday",
    at="2027-01-01T00:00:00Z",
    accepted_by="Ana",
    digest="sha256:ab",
    then="safe",
    worse=("task: fell by more than its margin, from 92.0 % to 83.0 %",),
    verdict_worse=False,
    shown=False,
)
STEADY = SinceNight(
    workload="triage",
    candidate="gpt",
    run="monday",
    at="2027-01-01T00:00:00Z",
    accepted_by="",
    digest="",
    then="safe",
    worse=(),
    verdict_worse=False,
    shown=False,
    rates={"task": (0.92, 0.9)},
)


def test_every_report_says_what_got_worse_and_since_when() -> None:
    report = make_report(since=(NIGHT, STEADY))
    fell, steady = since_lines(report)
    assert fell == (
        "triage to claude, since the night that Ana accepted on 2027-01-01 (run monday): task: "
        "fell by more than its margin, from 92.0 % to 83.0 %."
    )
    assert steady.endswith(
        "since the night before (run monday): nothing got worse (task 92.0 % then, 90.0 % now)."
    )
    for page in (
        terminal.render(report, width=300, color=False),
        markdown.REPORT.render(report).decode(),
        html_page.REPORT.render(report).decode(),
    ):
        assert "Since the last night" in page
    (warning,) = since_warnings(report)
    assert warning.startswith("triage to claude got worse since the night that Ana accepted")
    assert since_lines(make_report()) == since_warnings(make_report()) == ()


def test_missing_answers_are_not_called_worse() -> None:
    worse = ("verdict: safe, now inconclusive", "task: held, now inconclusive")
    for missing, words in (
        (37, "is open, as 37 answers are missing, and not shown to be worse"),
        (1, "is open, as 1 answer is missing, and not shown to be worse"),
    ):
        report = make_report(since=(replace(STEADY, worse=worse, missing=missing),))
        (warning,), (line,) = since_warnings(report), since_lines(report)
        assert warning == (
            f"triage to gpt {words} since the night before (run monday): {', '.join(worse)}"
        )
        assert words in line
