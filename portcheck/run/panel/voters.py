"""Choose the judges of a panel that vote.

A compared provider never votes. Other providers of its vendor vote only if the rest of the panel
comes from fewer than two vendors.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.detectors.parts import asking_parts
from portcheck.errors import UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.judgement import Voter
from portcheck.model.numbers import listing
from portcheck.model.run import Plan, Rubric
from portcheck.model.suite import ProviderSpec, Suite, Workload
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS

LEAST_VENDORS = 2
"""Number of other vendors on a panel from which judges of the compared vendors do not vote."""


def judges_of(suite: Suite) -> tuple[str, ...]:
    """Ids of all judges of a suite, each once."""
    panels = [workload.panel for workload in suite.workloads if workload.panel]
    return tuple(dict.fromkeys(name for panel in panels for name in panel.judges))


def with_judges(plan: Plan, providers: Iterable[ProviderSpec]) -> Plan:
    """Add to a plan the judges of its answers and their rubrics.

    Raises:
        UsageError: A judge is not in the providers file, or is compared in the run.
    """
    names = judges_of(plan.suite)
    if not names:
        return plan
    by_id = {spec.id: spec for spec in providers}
    specs = tuple(by_id[known(name, by_id, "provider")] for name in names)
    for spec in specs:
        if spec.id in {plan.baseline, *plan.candidates}:
            raise UsageError(
                f"{spec.id!r} is compared in this run, so it cannot judge it",
                hint="name other candidates, or another judge in the suite",
            )
    return replace(plan, judges=specs, rubrics=tuple(_rubrics(plan.suite)) or UNSET)


def _rubrics(suite: Suite) -> Iterable[Rubric]:
    for workload in suite.workloads:
        found = {}
        for spec in workload.checks:
            for part in asking_parts(spec):
                rubric = CHECKS.get(part.name).rubric(part.arguments)
                found[part.name, part.id, rubric] = Rubric(
                    workload=workload.id, check=part.id, sha256=rubric
                )
        yield from found.values()


def voters(plan: Plan, workload: str, contestants: Iterable[str] = ()) -> tuple[Voter, ...]:
    """The judges of a workload that vote.

    These are the judges whose vendor is not compared, if they come from at least `LEAST_VENDORS`
    vendors; otherwise the whole panel.

    Args:
        plan: The plan, with its judges.
        workload: Id of the workload.
        contestants: Ids of the providers that are compared; by default the baseline and all
            candidates.
    """
    panel = panel_of(plan, workload)
    asked = tuple(contestants) or (plan.baseline, *plan.candidates)
    theirs = _vendors(plan, asked)
    neutral = [voter for voter in panel if voter.vendor.casefold() not in theirs]
    enough = len({voter.vendor.casefold() for voter in neutral}) >= LEAST_VENDORS
    return tuple(neutral) if enough else panel


def contestants_judge(plan: Plan, workload: Workload, candidate: str, gate: str) -> str:
    """A clause on the judges of a gate that are of the baseline's or the candidate's vendor.

    It names what would lift the condition; "" if there are no such judges.
    """
    pairs = {
        bool(CHECKS.get(part.name).orders)
        for spec in workload.checks
        if spec.fed_gate == gate
        for part in asking_parts(spec)
    }
    contestants = (plan.baseline, candidate)
    theirs = _vendors(plan, contestants)
    named = {
        f"{one_line(voter.judge, 40)} of {one_line(voter.vendor, 40)}": None
        for pair in sorted(pairs)
        for voter in voters(plan, workload.id, contestants if pair else ())
        if voter.vendor.casefold() in theirs
    }
    if not named:
        return ""
    return (
        "judges of a compared vendor had a vote, because the others come from fewer than two "
        f"vendors ({listing(list(named))}); labels for answers of this run would lift this"
    )


def panel_of(plan: Plan, workload: str) -> tuple[Voter, ...]:
    """All judges of a workload."""
    found: Workload = next(one for one in plan.suite.workloads if one.id == workload)
    specs = {spec.id: spec for spec in plan.judges or ()}
    names = found.panel.judges if found.panel else ()
    return tuple(Voter(judge=name, vendor=specs[name].vendor) for name in names if name in specs)


def _vendors(plan: Plan, names: Iterable[str]) -> set[str]:
    wanted = set(names)
    return {spec.vendor.casefold() for spec in plan.providers if spec.id in wanted}
