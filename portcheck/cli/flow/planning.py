"""What `plan` finds besides calls and costs: what a run could be expected to show."""

from __future__ import annotations

from portcheck import pipeline
from portcheck.model.run import Plan
from portcheck.run.power.observed import observed_discordance
from portcheck.run.power.planned import DISCORDANCE, GatePower, planned_power
from portcheck.run.store.folder import RunStore


def expected_power(
    plan: Plan, reuse: RunStore | None = None, discordance: float | None = None
) -> tuple[GatePower, ...]:
    """What each gate of a plan shows in most runs, before anything is asked.

    Args:
        plan: what is planned.
        reuse: an earlier run; in how many pairs its sides differ is assumed of this one.
        discordance: share of pairs 0..1 that is assumed instead, of all gates.
    """
    if discordance is not None or reuse is None:
        assumed = DISCORDANCE if discordance is None else discordance
        return planned_power(plan.suite, discordance=assumed)
    seen = observed_discordance(pipeline.results(reuse))
    run = reuse.record().id
    return planned_power(plan.suite, observed=seen, observed_in=run)
