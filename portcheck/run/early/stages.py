"""Assign the cases of a run that may stop early to stages.

The order of a workload's groups follows from the digest of its suite and their names, so no answer
can change it. A look spends its error rate in parts, one at the end of each stage. The parts add up
to the whole, so a stop after any stage does not raise the look's error rate (alpha spending, Lan
and DeMets 1983, Biometrika 70:659).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from msgspec.structs import replace

from portcheck.model.run import Plan
from portcheck.model.suite import Workload


class Stage(NamedTuple):
    """A part of a run; portcheck judges the run after each."""

    groups: float
    """Share 0..1 of the groups that are asked by the end of the stage."""
    alpha: float
    """Share of the look's error rate that is spent at its end; the shares add up to 1."""


STAGES = (Stage(0.25, 0.1), Stage(0.5, 0.3), Stage(1.0, 0.6))
LAST = len(STAGES) - 1


def stages_of(plan: Plan, workload: Workload) -> dict[str, int]:
    """Case to the stage in which it is asked, 0-based."""

    def place(group: str) -> bytes:
        named = f"{plan.suite.digest}\0{workload.id}\0{group}".encode("utf-8", "surrogatepass")
        return blake2b(named, digest_size=16).digest()

    groups = sorted({case.cluster for case in workload.outlines}, key=place)
    ends = [math.ceil(stage.groups * len(groups)) for stage in STAGES]
    of_group = {
        group: next(stage for stage, end in enumerate(ends) if number < end)
        for number, group in enumerate(groups)
    }
    return {case.id: of_group[case.cluster] for case in workload.outlines}


def up_to(plan: Plan, stages: Mapping[str, int]) -> Plan:
    """The plan with only the cases up to these stages.

    Args:
        plan: the plan of the run.
        stages: workload to its last stage, 0-based; a workload without an entry keeps all cases.
    """
    if all(stage >= LAST for stage in stages.values()):
        return plan
    kept: dict[str, frozenset[str]] = {}
    workloads = []
    for workload in plan.suite.workloads:
        last = stages.get(workload.id, LAST)
        asked = {case for case, stage in stages_of(plan, workload).items() if stage <= last}
        kept[workload.id] = frozenset(asked)
        cases = [
            workload.cases[place]
            for place, outline in enumerate(workload.outlines)
            if outline.id in asked
        ]
        workloads.append(workload if last >= LAST else replace(workload, cases=tuple(cases)))
    return replace(
        plan,
        suite=replace(plan.suite, workloads=tuple(workloads)),
        trials=tuple(trial for trial in plan.trials if trial.case in kept[trial.workload]),
    )
