"""Report format `acme-lines`: one line per verdict."""

from __future__ import annotations

from portcheck.model.parity import RunReport, Verdict
from portcheck.model.visible_text import one_line
from portcheck.plugins import ReportFormat


def render(report: RunReport) -> bytes:
    """Verdict, rule, workload and candidate; ids are made harmless, for they may hold anything."""
    return "".join(map(_line, report.verdicts)).encode()


def _line(verdict: Verdict) -> str:
    names = f"{one_line(verdict.workload)} to {one_line(verdict.candidate)}"
    return f"{verdict.verdict} ({verdict.rule}): {names}\n"


REPORT = ReportFormat(
    name="acme-lines",
    suffix=".txt",
    summary="One line per verdict.",
    render=render,
)
