"""Find, before any call, candidates that do not support a workload.

That alone decides the verdict: the plan has no calls for such a pair, nor calls to the baseline if
no candidate is left to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from portcheck.model.chat import Adapt
from portcheck.model.facts import SuiteFinding
from portcheck.model.run import Plan, Support
from portcheck.model.suite import ProviderSpec, Workload
from portcheck.providers.lint.adapt import adapt
from portcheck.providers.lint.capability_rules import uses_network
from portcheck.providers.lint.needs import needs
from portcheck.providers.lint.observed import NOTHING_OBSERVED, Observed
from portcheck.run.plan.alike import Alike, alike
from portcheck.run.plan.lint import review_suite

_WORDS = {
    "system": "system prompts",
    "mid_system": "system messages inside the conversation",
    "prefill": "a last message of the assistant",
    "forced_tools": "forced tool calls",
    "response_schema": "response schemas",
    "stop": "stop sequences",
    "file_urls": "files by URL",
}


def with_support(plan: Plan, observed: Mapping[str, Observed] = MappingProxyType({})) -> Plan:
    """The plan with lint findings and known support, without calls to candidates that lack support.

    The baseline is not judged: parts that it would reject are warnings. Recorded answers already
    exist, so recordings need no support.

    Args:
        plan: the plan of a run.
        observed: provider id to what its endpoint did before.

    Raises:
        UsageError: a provider's dialect or one of its options is not usable.
    """
    groups = {one.id: alike(one.cases, plan.providers) for one in plan.suite.workloads}
    found = review_suite(
        plan.suite, plan.providers, adapt=plan.adapts, observed=observed, groups=groups
    )
    lint = tuple(
        _as_warning(item) if item.finding.provider == plan.baseline else item for item in found
    )
    specs = {spec.id: spec for spec in plan.providers}
    support = tuple(
        known
        for workload in plan.suite.workloads
        for candidate in plan.candidates
        if (
            known := _support(
                workload,
                groups[workload.id],
                specs[candidate],
                lint,
                plan.adapts,
                observed.get(candidate, NOTHING_OBSERVED),
            )
        )
    )
    reviewed = replace(plan, lint=lint, support=support)
    kept = {
        (workload.id, spec.id)
        for workload in plan.suite.workloads
        for spec in plan.providers
        if reviewed.asks(workload.id, spec.id)
    }
    trials = tuple(trial for trial in plan.trials if (trial.workload, trial.provider) in kept)
    return replace(reviewed, trials=trials)


def _as_warning(found: SuiteFinding) -> SuiteFinding:
    return replace(found, severity="warning") if found.severity == "error" else found


def _support(
    workload: Workload,
    groups: Sequence[Alike],
    spec: ProviderSpec,
    lint: Sequence[SuiteFinding],
    mode: Adapt,
    observed: Observed,
) -> Support | None:
    mine = [
        found
        for found in lint
        if (found.workload, found.finding.provider) == (workload.id, spec.id) and not found.variant
    ]
    lacking = [found for found in mine if found.finding.unsupported]
    if lacking:
        reasons = tuple(dict.fromkeys(_reason(found, len(workload.cases)) for found in lacking))
        return Support(workload=workload.id, candidate=spec.id, supported=False, reasons=reasons)
    doubts = any(
        found.severity != "info" and not found.finding.adapted and not found.finding.preference
        for found in mine
    )
    if doubts or not uses_network(spec):
        return None
    names = _needs(groups, spec, mode, observed)
    if not names:
        return None
    words = tuple(_WORDS.get(name, name) for name in names)
    return Support(workload=workload.id, candidate=spec.id, supported=True, reasons=words)


def _needs(
    groups: Sequence[Alike], spec: ProviderSpec, mode: Adapt, observed: Observed
) -> list[str]:
    """The features of a workload if all of them are known to be supported, otherwise nothing."""
    names: dict[str, None] = {}
    for group in groups:
        found = needs(spec, adapt(spec, group.request, mode, observed).request, observed)
        if not all(found.values()):
            return []
        names |= dict.fromkeys(found)
    return list(names)


def _reason(found: SuiteFinding, cases: int) -> str:
    share = "" if found.cases == cases else f" ({found.cases} of {cases} cases)"
    return f"{found.finding.cited}{share}"
