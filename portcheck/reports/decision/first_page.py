"""Build the first page of every report, in reading order."""

from __future__ import annotations

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.numbers import count, number, percent
from portcheck.model.parity import RunReport
from portcheck.reports.decision.leaving import Leaving, leaving
from portcheck.reports.decision.matrix import Matrix, matrix
from portcheck.reports.decision.money import cost_lines, cost_short
from portcheck.reports.decision.open_points import not_run, unknowns
from portcheck.reports.decision.options import options
from portcheck.reports.decision.terms import (
    Hanging,
    Term,
    conditions_of,
    hanging,
    to_accept,
    to_change,
)
from portcheck.reports.words.names import name_of, provider_names
from portcheck.reports.words.waivers import waiver_lines
from portcheck.value import Value


class Move(Value, kw_only=True):
    """The move of one workload to its best target, to be signed."""

    workload: str
    from_: str
    """Vendor and model."""
    to: str
    """"" if no other provider was compared."""
    verdict: VerdictName | None
    conditions: int
    """Number of conditions to accept or settle first."""
    owner: str
    """Owner of the workload; "" if the suite does not name one."""


class FirstPage(Value, kw_only=True):
    """The facts behind the five answers: whether to leave, to whom, cost, unknowns, signatures."""

    suite: str
    as_of: str
    """ISO date for which facts hold."""
    leaving: tuple[Leaving, ...]
    coverage: tuple[str, ...]
    """Sentences on the share of workloads with a safe exit."""
    matrix: Matrix
    hanging: tuple[Hanging, ...]
    cost_short: str
    cost: tuple[str, ...]
    unknown: tuple[str, ...]
    accept: tuple[Term, ...]
    change: tuple[Term, ...]
    waivers: tuple[str, ...]
    not_run: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The decision, with one sentence for each vendor that serves workloads today."""
        return tuple(each.sentence for each in self.leaving)


def first_page(report: RunReport) -> FirstPage:
    """Build the first page of one report."""
    return FirstPage(
        suite=report.run.suite,
        as_of=report.run.as_of,
        leaving=leaving(report),
        coverage=coverage_lines(report),
        matrix=matrix(report),
        hanging=hanging(report),
        cost_short=cost_short(report),
        cost=cost_lines(report),
        unknown=unknowns(report),
        accept=to_accept(report),
        change=to_change(report),
        waivers=waiver_lines(report),
        not_run=not_run(report),
        moves=moves(report),
    )


def coverage_lines(report: RunReport) -> tuple[str, ...]:
    """Describe the exit coverage; empty without an exit plan or without workloads."""
    plan = report.exit_plan
    if plan is None or not plan.coverage.workloads:
        return ()
    found = plan.coverage
    said = [
        f"{number(found.covered)} of {count(found.workloads, 'workload')} with a safe exit,"
        f" {percent(found.share)}."
    ]
    weighted = (
        [f"by criticality {percent(found.by_criticality)}"]
        if found.by_criticality is not None
        else []
    )
    if found.by_volume is not None:
        weighted.append(f"by monthly calls {percent(found.by_volume)}")
    if weighted:
        said.append(f"Weighted {', '.join(weighted)}.")
    if any(len(each.targets) > 1 for each in plan.workloads):
        said.append(
            f"{percent(found.adjusted)} where the error rate is shared among the candidates of a"
            " workload."
        )
    return tuple(said)


def moves(report: RunReport) -> tuple[Move, ...]:
    """The move of every workload to its best target."""
    names = provider_names(report)
    judged = {(one.workload, one.candidate): one for one in report.verdicts}
    found = []
    for each in options(report):
        best = each.best
        verdict = judged.get((each.workload, best.candidate)) if best else None
        found.append(
            Move(
                workload=each.workload,
                from_=name_of(names, each.runs_on).title,
                to=name_of(names, best.candidate).title if best else "",
                verdict=best.verdict if best else None,
                conditions=len(conditions_of(verdict, best)) if verdict and best else 0,
                owner=(each.planned.owner if each.planned else None) or "",
            )
        )
    return tuple(found)
