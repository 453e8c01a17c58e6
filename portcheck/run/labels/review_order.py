"""Order the cases of a workload for labelling."""

from __future__ import annotations

import hashlib

from portcheck.model.run import Plan
from portcheck.parity.labelled.random_draw import random_order


def review_order(plan: Plan, workload: str) -> tuple[str, ...]:
    """The groups of a workload, by `Case.cluster`, in the random order of their labelling.

    A sample of m groups is the first m, with every answer of their cases on both sides, and every
    repeat. The candidates share the order, so the baseline's answers are read once. A change
    of a request gives another order, a change of a check does not.
    A gate that some groups do not feed has the others in the same order.
    """
    found = next(one for one in plan.suite.workloads if one.id == workload)
    asked = {
        trial.request_hash
        for trial in plan.trials
        if trial.workload == workload and not trial.variant
    }
    seed = hashlib.sha256("\n".join((workload, *sorted(asked))).encode("utf-8", "surrogatepass"))
    return random_order((case.cluster for case in found.outlines), seed=seed.hexdigest())
