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
from portcheck.run.judge.index.asked import Said
from portcheck.run.judge.tabulate import Results, case_values
from portcheck.run.two_runs.shared_cases import Shared, pairs


class Scored(Protocol):
    """A run whose answers are scored."""

    @property
    def plan(self) -> Plan:
        """The answered part of it."""

    def said_in(self, workload: str, provider: str) -> Callable[[str], Said]:
        """The id of a case to its scores, one entry per repeat; empty if it was not asked."""


class ScoreChange(NamedTuple):
    """One gate, then and now."""

    gate: str
    cases: list[CasePair[float]]
    """Cases that were asked at both times: then as `baseline`, now as `candidate`."""
    change: Change


def score_changes(
    then: Scored, now: Results, workload: Workload, provider: str, shared: Shared
) -> Iterator[ScoreChange]:
    """One entry for each gate of scores.

    Args:
        then: The earlier run.
        now: The later one.
        workload: Of the later one.
        provider: Who answered.
        shared: Its cases that both runs have.
    """
    before, after = then.said_in(workload.id, provider), now.said_in(workload.id, provider)
    for gate in score_gates(workload):
        if _orders(workload, gate):
            continue  # it compares two answers, and is not a score of one
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
