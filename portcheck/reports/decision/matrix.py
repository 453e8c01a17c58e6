"""Build the matrix of verdicts: workloads by candidates."""

from __future__ import annotations

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.numbers import count
from portcheck.model.parity import RunReport, Verdict
from portcheck.reports.words.names import ProviderName, name_of, provider_names
from portcheck.value import Value


class Cell(Value, kw_only=True):
    """One workload with one candidate."""

    candidate: str
    """Id of the entry."""
    verdict: VerdictName | None
    """`None`: not judged."""
    note: str = ""
    """A few words beside the verdict: the number of conditions, or of cases that would decide."""


class Row(Value, kw_only=True):
    """One workload."""

    workload: str
    about: str
    criticality: str
    """"" without an exit plan."""
    runs_on: ProviderName
    cells: tuple[Cell, ...]
    """One cell per column."""


class Matrix(Value, kw_only=True):
    """All workloads and candidates."""

    columns: tuple[ProviderName, ...]
    rows: tuple[Row, ...]


def matrix(report: RunReport) -> Matrix:
    """Every workload that has a verdict, in the suite's order, and every candidate."""
    names = provider_names(report)
    planned = (
        {each.workload: each for each in report.exit_plan.workloads} if report.exit_plan else {}
    )
    judged = {(each.workload, each.candidate): each for each in report.verdicts}
    rows = []
    for workload in report.workloads:
        known = planned.get(workload)
        rows.append(
            Row(
                workload=workload,
                about=report.workload_about.get(workload, ""),
                criticality=known.criticality if known else "",
                runs_on=name_of(names, known.runs_on if known else report.run.baseline),
                cells=tuple(
                    _cell(candidate, judged.get((workload, candidate)))
                    for candidate in report.candidates
                ),
            )
        )
    return Matrix(
        columns=tuple(name_of(names, each) for each in report.candidates), rows=tuple(rows)
    )


def _cell(candidate: str, verdict: Verdict | None) -> Cell:
    if verdict is None:
        return Cell(candidate=candidate, verdict=None)
    note = ""
    if verdict.verdict == "conditional":
        note = count(len(verdict.conditions), "condition")
    elif verdict.verdict == "inconclusive" and verdict.more_cases is not None:
        note = count(verdict.more_cases, "more case")
    return Cell(candidate=candidate, verdict=verdict.verdict, note=note)
