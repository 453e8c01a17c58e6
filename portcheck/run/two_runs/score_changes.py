"""Compare the scores of one provider in two runs, case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from portcheck.model.parity import CasePair
from portcheck.model.run import Plan
from portcheck.model.suite import Workload, sample_of
from portcheck.parity.drift.change import Change, change
from portcheck.plugins import CHECKS
from portcheck.run.applicable_gates import score_gates
from portcheck.run.judge.index.case_calls import CaseOutcomes
from portcheck.run.judge.tabulate import Results, case_values
from portcheck.run.two_runs.shared_cases import Shared, pairs


class ScoredRun(Protocol):
    """A run whose answers are scored."""

    @property
    def plan(self) -> Plan:
        """The plan, with only the cases that count."""

    def said_in(self, workload: str, provider: str) -> Callable[[str], CaseOutcomes]:
        """A function from the id of a case to its scores, one for each repeat.

        They are empty if the case was not asked.
        """


class ScoreChange(NamedTuple):
    """The scores of one gate in both runs."""

    gate: str
    cases: list[CasePair[float]]
    """Cases that both runs asked: the earlier run as `baseline`, the later as `candidate`."""
    change: Change


def score_changes(
    then: ScoredRun, now: Results, workload: Workload, provider: str, shared: Shared
) -> Iterator[ScoreChange]:
    """One entry for each score gate with cases in both runs.

    Args:
        then: the earlier run.
        now: the later run.
        workload: a workload of the later run.
        provider: the id of the provider.
        shared: the workload's cases that both runs have.
    """
    before, after = then.said_in(workload.id, provider), now.said_in(workload.id, provider)
    for gate in score_gates(workload):
        if _orders(workload, gate):
            continue  # its scores compare two answers, and say nothing about one of them
        judging = {
            id(one.checks) for one in sample_of((case for case, _ in pairs(workload, shared)), gate)
        }
        values = case_values(gate)
        rows = [
            CasePair(
                case=outline.id,
                group=group,
                baseline=values[before(case)],
                candidate=values[after(outline.id)],
            )
            for outline, group, case in zip(
                workload.outlines, now.clusters(workload), shared, strict=True
            )
            if case is not None and id(outline.checks) in judging
        ]
        asked = [row for row in rows if row.baseline and row.candidate]
        if asked:
            yield ScoreChange(gate, asked, change(asked))


def _orders(workload: Workload, gate: str) -> bool:
    return any(CHECKS.get(spec.name).orders for spec in workload.checks if spec.fed_gate == gate)
