"""Groups of failures in words, the same in every report."""

from __future__ import annotations

from builders import make_report, make_verdict

from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.reports.words.failures import failure_lines


def group(number: int, **overrides: object) -> FailureGroup:
    values: dict[str, object] = {
        "workload": "triage",
        "candidate": "claude",
        "criticality": "high",
        "kind": "loss",
        "gate": "task",
        "check": "equals",
        "reason": f"reason {number}",
        "cases": 60,
        "of": 60,
        "examples": ("c0",),
    }
    return FailureGroup(**(values | overrides))  # type: ignore[arg-type]  # of these types


def test_lines_of_a_verdict() -> None:
    verdict = make_verdict(workload="triage", candidate="claude")
    groups = [group(1), group(2, kind="both"), group(3, candidate="another"), group(4, kind="gain")]
    report = make_report(verdicts=(verdict,), failures=tuple(groups))
    assert failure_lines(report, verdict) == (
        "lost, 60 of 60: reason 1 (task)",
        "both sides fail, 60 of 60: reason 2 (task)",
        "gained, 60 of 60: reason 4 (task)",
    )
    assert failure_lines(make_report(), verdict) == ()


def test_many_reasons_are_counted() -> None:
    verdict = make_verdict(workload="triage", candidate="claude")
    report = make_report(verdicts=(verdict,), failures=tuple(map(group, range(11))))
    assert failure_lines(report, verdict)[-1] == "3 more reasons in report.json"
