"""What a suite's providers would reject, drop or treat differently, gathered over its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portcheck.model.chat import Adapt
from portcheck.model.facts import Finding, Severity, SuiteFinding
from portcheck.model.suite import ProviderSpec, Suite, Workload
from portcheck.providers.lint.adapt import review_adapted
from portcheck.providers.lint.review import DEFAULT_PREFIX
from portcheck.run.plan.alike import Alike, alike


def review_suite(
    suite: Suite, specs: Iterable[ProviderSpec], *, adapt: Adapt = "none"
) -> tuple[SuiteFinding, ...]:
    """Every finding of every case and provider, equal ones of a workload as one.

    Ordered by workload, provider and first case. Nothing is sent.

    Args:
        suite: the suite.
        specs: who is reviewed.
        adapt: which settings are adapted first; what that does is found as well.

    Raises:
        UsageError: a provider's dialect or one of its options is not usable.
    """
    chosen = tuple(specs)
    return tuple(
        found
        for workload in suite.workloads
        for found in _review_workload(workload, chosen, adapt=adapt)
    )


def _review_workload(
    workload: Workload, specs: Sequence[ProviderSpec], *, adapt: Adapt
) -> Iterator[SuiteFinding]:
    groups = alike(workload.cases, specs)
    for spec in specs:
        found: dict[Finding, list[Alike]] = {}
        for group in groups:
            request = group.request
            for finding in review_adapted(spec, request, adapt):
                found.setdefault(finding, []).append(group)
        for finding, having in found.items():
            yield SuiteFinding(
                workload=workload.id,
                finding=finding,
                severity=severity(finding),
                cases=sum(group.cases for group in having),
                first_case=having[0].first_case,
            )


def severity(finding: Finding) -> Severity:
    """`error`: known not to be taken; `info`: a vendor's default; else `warning`."""
    if finding.feature.startswith(DEFAULT_PREFIX):
        return "info"
    return "error" if finding.unsupported else "warning"


def counts(found: Iterable[SuiteFinding]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    seen = [item.severity for item in found]
    words: tuple[Severity, ...] = ("error", "warning", "info")
    return {word: seen.count(word) for word in words}
