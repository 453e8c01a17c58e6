"""List the targets of each workload, the best first, from the exit plan or the verdicts."""

from __future__ import annotations

from portcheck.model.comparison.verdict_names import BEST_FIRST, VerdictName
from portcheck.model.exit_plan import ExitTarget, ExitWorkload
from portcheck.model.parity import RunReport
from portcheck.value import Value


class Option(Value, kw_only=True):
    """A provider that a workload could move to."""

    candidate: str
    """Id of the entry."""
    verdict: VerdictName
    target: ExitTarget | None = None
    """The target in the exit plan; `None` without a plan."""


class Options(Value, kw_only=True):
    """One workload with all of its targets."""

    workload: str
    runs_on: str
    """Id of the entry that serves it today."""
    options: tuple[Option, ...]
    """The best first."""
    critical: bool = False
    planned: ExitWorkload | None = None
    """The workload in the exit plan; `None` without a plan."""

    @property
    def best(self) -> Option | None:
        """The best option; `None` if no other provider was compared."""
        return self.options[0] if self.options else None


def options(report: RunReport) -> tuple[Options, ...]:
    """The options of every workload of a report, in the suite's order."""
    if report.exit_plan is not None:
        return tuple(_planned(each) for each in report.exit_plan.workloads)
    return tuple(_judged(report, name) for name in report.workloads)


def _planned(each: ExitWorkload) -> Options:
    return Options(
        workload=each.workload,
        runs_on=each.runs_on,
        options=tuple(
            Option(candidate=one.candidate, verdict=one.verdict, target=one)
            for one in each.targets
            if one.candidate != each.runs_on
        ),
        critical=each.criticality == "critical",
        planned=each,
    )


def _judged(report: RunReport, workload: str) -> Options:
    own = [verdict for verdict in report.verdicts if verdict.workload == workload]
    found = [Option(candidate=each.candidate, verdict=each.verdict) for each in own]
    return Options(
        workload=workload,
        runs_on=report.run.baseline,
        options=tuple(sorted(found, key=lambda each: BEST_FIRST.index(each.verdict))),
    )
