"""Collect the lint findings about providers for the cases of a suite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from portcheck.model.chat import Adapt, Request, Variant
from portcheck.model.facts import Finding, Severity, SuiteFinding
from portcheck.model.suite import ProviderSpec, Suite, Workload
from portcheck.providers.lint.adapt import review_adapted
from portcheck.providers.lint.capability_rules import review
from portcheck.providers.lint.observed import NOTHING_OBSERVED, Observed
from portcheck.providers.lint.review import DEFAULT_PREFIX
from portcheck.run.plan.alike import Alike, alike


def review_suite(
    suite: Suite,
    specs: Iterable[ProviderSpec],
    *,
    adapt: Adapt = "none",
    as_written: bool = False,
    observed: Mapping[str, Observed] = MappingProxyType({}),
    groups: Mapping[str, Sequence[Alike]] = MappingProxyType({}),
) -> tuple[SuiteFinding, ...]:
    """All findings, with equal findings of a workload combined. Sends nothing.

    They are in the order of workload, provider and first case.

    Args:
        suite: the suite.
        specs: the providers to review.
        adapt: which settings to adapt first; the adaptations are findings too.
        as_written: also find the parts that a provider rejects before they are adapted.
        observed: provider id to what its endpoint did before.
        groups: workload to the groups of `alike` for these providers, if the caller has them.

    Raises:
        UsageError: a provider's dialect or one of its options is not usable.
    """
    chosen = tuple(specs)
    return tuple(
        found
        for workload in suite.workloads
        for found in _review_workload(
            workload,
            chosen,
            groups.get(workload.id) or alike(workload.cases, chosen),
            adapt=adapt,
            as_written=as_written,
            observed=observed,
        )
    )


def _review_workload(
    workload: Workload,
    specs: Sequence[ProviderSpec],
    groups: Sequence[Alike],
    *,
    adapt: Adapt,
    as_written: bool,
    observed: Mapping[str, Observed],
) -> Iterator[SuiteFinding]:
    for spec in specs:
        found: dict[Finding, list[Alike]] = {}
        seen = observed.get(spec.id, NOTHING_OBSERVED)
        for group in groups:
            request = group.request
            findings = review_adapted(spec, request, adapt, seen)
            written = _as_written(spec, request, findings, seen) if as_written else ()
            for finding in (*written, *findings):
                found.setdefault(finding, []).append(group)
        for finding, having in found.items():
            yield SuiteFinding(
                workload=workload.id,
                finding=finding,
                severity=severity(finding),
                cases=sum(group.cases for group in having),
                first_case=having[0].first_case,
            )
        for variant in workload.variants_of(spec.id):
            yield from _review_variant(workload, spec, variant, frozenset(found), adapt, seen)


def _review_variant(
    workload: Workload,
    spec: ProviderSpec,
    variant: Variant,
    of_prompt: frozenset[Finding],
    adapt: Adapt,
    seen: Observed,
) -> Iterator[SuiteFinding]:
    """Findings about a variant that the plain prompt does not have, or about its own settings."""
    cases = [case.asked(spec.id, variant.name) for case in workload.cases]
    found: dict[Finding, list[Alike]] = {}
    for group in alike(cases, [spec]):
        for finding in review_adapted(spec, group.request, adapt, seen):
            if finding not in of_prompt or finding.feature in (variant.settings or {}):
                found.setdefault(finding, []).append(group)
    for finding, having in found.items():
        yield SuiteFinding(
            workload=workload.id,
            finding=finding,
            severity=severity(finding),
            cases=sum(group.cases for group in having),
            first_case=having[0].first_case,
            variant=variant.name,
        )


def _as_written(
    spec: ProviderSpec, request: Request, made: Sequence[Finding], seen: Observed
) -> Iterator[Finding]:
    """The parts of the request that the provider would reject without adaptation."""
    changed = {finding.feature for finding in made if finding.adapted}
    if changed:
        for finding in review(spec, request, seen):
            if finding.feature in changed and finding.effect == "rejected":
                yield replace(finding, adapted=True)


def severity(finding: Finding) -> Severity:
    """`error`: known to be rejected; `info`: a vendor's default; else `warning`.

    A rejected setting that `--adapt` replaces is an error too, but it stops no run.
    """
    if finding.feature.startswith(DEFAULT_PREFIX):
        return "info"
    beside = finding.adapted or finding.feature == "dialect"
    rejected = beside and finding.effect == "rejected" and finding.grade != "reported"
    return "error" if finding.unsupported or rejected else "warning"


def counts(found: Iterable[SuiteFinding]) -> dict[Severity, int]:
    """The number of findings by severity, without adapted rejections."""
    seen = [item.severity for item in found if not is_adapted_rejection(item.finding)]
    words: tuple[Severity, ...] = ("error", "warning", "info")
    return {word: seen.count(word) for word in words}


def is_adapted_rejection(finding: Finding) -> bool:
    """Whether it is a rejection for which another finding shows what is sent instead."""
    return finding.adapted and finding.effect == "rejected"
