"""Limit which texts of prompts and answers a report contains."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.comparison.content import Content
from portcheck.model.exit_plan import Change
from portcheck.model.parity import Flip, RunReport, Verdict
from portcheck.run.judge.case_views import case_views
from portcheck.run.judge.tabulate import Results


def with_content(report: RunReport, content: Content, results: Results) -> RunReport:
    """The report with the texts that `content` allows; verdicts and numbers do not change.

    `none` removes every text of a prompt or an answer; `all` adds every case with its answers.
    """
    if content == "none":
        return replace(
            report,
            content=content,
            flips=tuple(map(_textless, report.flips)),
            verdicts=tuple(map(_without_prompts, report.verdicts)),
        )
    if content == "all":
        names = [workload.id for workload in results.plan.suite.workloads]
        views = (view for name in names for view in case_views(results, name))
        return replace(report, content=content, cases=tuple(views))
    return replace(report, content=content)


def _textless(flip: Flip) -> Flip:
    return replace(flip, question="", baseline_answer="", candidate_answer="", reason="")


def _without_prompts(verdict: Verdict) -> Verdict:
    return replace(verdict, changes=tuple(map(_without_lines, verdict.changes)))


def _without_lines(change: Change) -> Change:
    return change if change.diff is UNSET else replace(change, diff=())
