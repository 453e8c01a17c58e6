"""What a suite's providers would not take as it is written, gathered over its cases."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.model.facts import Finding, Severity, SuiteFinding
from portcheck.model.suite import ProviderSpec, Suite, Workload
from portcheck.providers.lint.adapt import review_adapted
from portcheck.providers.lint.review import DEFAULT_PREFIX
from portcheck.providers.lint.rules import review


def review_suite(
    suite: Suite, specs: Iterable[ProviderSpec], *, adapt: bool = False
) -> tuple[SuiteFinding, ...]:
    """Every finding of every case and provider, equal ones of a workload as one.

    Ordered by workload, provider and first case. Nothing is sent.

    Args:
        suite: the suite.
        specs: who is reviewed.
        adapt: requests are adapted first; what that does is found as well.

    Raises:
        UsageError: a provider's dialect or one of its options is not usable.
    """
    chosen = tuple(specs)
    return tuple(
        found
        for workload in suite.workloads
        for spec in chosen
        for found in review_workload(workload, spec, adapt=adapt)
    )


def review_workload(
    workload: Workload, spec: ProviderSpec, *, adapt: bool = False
) -> list[SuiteFinding]:
    """See `review_suite`."""
    cases: dict[Finding, list[str]] = {}
    for case in workload.cases:
        found = review_adapted(spec, case.request) if adapt else review(spec, case.request)
        for finding in found:
            cases.setdefault(finding, []).append(case.id)
    return [
        SuiteFinding(
            workload=workload.id,
            finding=finding,
            severity=severity(finding),
            cases=len(ids),
            first_case=ids[0],
        )
        for finding, ids in cases.items()
    ]


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
