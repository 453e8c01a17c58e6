"""Order the cases of a workload for labelling."""

from __future__ import annotations

import hashlib

from portcheck.model.run import Plan
from portcheck.parity.labelled.random_draw import random_order


def review_order(plan: Plan, workload: str) -> tuple[str, ...]:
    """The groups of a workload, by `Case.cluster`, in the random order in which people label them.

    A sample of m groups is the first m groups, with all answers of both sides to their cases. All
    candidates have the same order, so people read the baseline's answers once. All gates have it
    too, without the groups that do not feed a gate. It changes with any request of the workload,
    and not with its checks.
    """
    found = next(one for one in plan.suite.workloads if one.id == workload)
    asked = {
        trial.request_hash
        for trial in plan.trials
        if trial.workload == workload and not trial.variant
    }
    seed = hashlib.sha256("\n".join((workload, *sorted(asked))).encode("utf-8", "surrogatepass"))
    return random_order((case.cluster for case in found.outlines), seed=seed.hexdigest())
