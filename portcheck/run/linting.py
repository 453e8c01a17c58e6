"""What a suite's providers would not take as it is written, gathered over its cases."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.model.facts import Finding, Severity, SuiteFinding
from portcheck.model.suite import ProviderSpec, Suite, Workload
from portcheck.providers.lint import review
from portcheck.providers.lint_common import DEFAULT_PREFIX


def review_suite(suite: Suite, specs: Iterable[ProviderSpec]) -> tuple[SuiteFinding, ...]:
    """Every finding of every case and provider, equal ones of a workload as one.

    Ordered by workload, provider and first case. Nothing is sent.

    Raises:
        UsageError: a provider's dialect or one of its options is not usable.
    """
    chosen = tuple(specs)
    return tuple(
        found
        for workload in suite.workloads
        for spec in chosen
        for found in _review_workload(workload, spec)
    )


def _review_workload(workload: Workload, spec: ProviderSpec) -> list[SuiteFinding]:
    cases: dict[Finding, list[str]] = {}
    for case in workload.cases:
        for finding in review(spec, case.request):
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
    """`error`: known to be rejected; `info`: a vendor's default; else `warning`."""
    if finding.feature.startswith(DEFAULT_PREFIX):
        return "info"
    return "error" if finding.effect == "rejected" and finding.known else "warning"
