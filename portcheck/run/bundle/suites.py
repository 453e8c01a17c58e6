"""Compare the plan of a bundle with a suite and with its own digests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.codec import digest, encode, request_hash
from portcheck.model.run import Plan
from portcheck.model.suite import Case, Suite, Workload
from portcheck.run.bundle.texts import Place

_Prompt = tuple[str, str]
"""Provider and prompt variant; `_PLAIN` is the plain prompt of all providers."""
_PLAIN: _Prompt = ("", "")
_Hashes = dict[tuple[str, str], dict[_Prompt, str]]
"""(workload, case) to the hash of the request of each prompt that was asked."""


def suite_differences(plan: Plan, suite: Suite) -> Iterator[str]:
    """The differences between a plan and a suite, one clause each.

    Questions are compared by their hashes, which a plan has even without their texts.
    """
    if plan.suite.name != suite.name:
        yield f"the bundle judges suite {plan.suite.name!r}, but the file is {suite.name!r}"
    judged = {workload.id: workload for workload in plan.suite.workloads}
    stated = {workload.id: workload for workload in suite.workloads}
    for name in stated.keys() - judged.keys():
        yield f"workload {name!r} was not judged"
    for name in judged.keys() - stated.keys():
        yield f"workload {name!r} is not in the file"
    hashes = _hashes(plan)
    for name in sorted(judged.keys() & stated.keys()):
        yield from _differences(judged[name], stated[name], hashes)
    if (plan.suite.waivers or ()) != (suite.waivers or ()):
        yield "its waivers differ"


def _setting_differences(judged: Workload, stated: Workload) -> Iterator[str]:
    name = judged.id
    for what in ("gates", "require"):
        if encode(getattr(judged, what)) != encode(getattr(stated, what)):
            yield f"workload {name!r}: {what} differ"
    for what in ("confidence", "max_missing", "runs_on", "cards"):
        if getattr(judged, what) != getattr(stated, what):
            yield f"workload {name!r}: {what} differs"
    if judged.panel != stated.panel:
        yield f"workload {name!r}: judges differ"
    if _variants(judged) != _variants(stated):
        yield f"workload {name!r}: prompt variants differ"


def _differences(judged: Workload, stated: Workload, hashes: _Hashes) -> Iterator[str]:
    yield from _setting_differences(judged, stated)
    name = judged.id
    cases = {case.id: case for case in stated.cases}
    before = {case.id: case for case in judged.outlines}
    if missing := len(cases.keys() - before.keys()):
        yield f"workload {name!r}: {missing} of its {len(cases)} cases were not judged"
    if strange := len(before.keys() - cases.keys()):
        yield f"workload {name!r}: {strange} judged cases are not in the file"
    both = [(outline, cases[case]) for case, outline in before.items() if case in cases]
    checks = sum(
        (old.checks, old.group, old.repeats) != (new.checks, new.group, new.repeats)
        for old, new in both
    )
    if checks:
        yield f"workload {name!r}: the checks or groups of {checks} cases differ"
    other = sum(_is_other(new, hashes.get((name, new.id), {})) for _, new in both)
    if other:
        yield f"workload {name!r}: {other} cases make other requests"


def plan_differences(plan: Plan, left_out: Set[Place], *, same_version: bool) -> Iterator[str]:
    """The differences between a plan and its own hashes and digest, one clause each.

    Args:
        plan: the plan of the bundle.
        left_out: the cases whose texts are missing.
        same_version: this version of portcheck made it; another one may digest other fields.
    """
    hashes = _hashes(plan)
    for workload in plan.suite.workloads:
        for case in workload.cases:
            place = workload.id, case.id
            if place not in left_out and _is_other(case, hashes.get(place, {})):
                yield f"case {case.id!r} of {workload.id!r} is not the question that was asked"
    if same_version and not left_out and plan.selection is UNSET:
        suite = replace(plan.suite, digest="", waivers=UNSET)
        if digest(suite, (Case,)) != plan.suite.digest:
            yield "the suite of run/plan.json is not the one whose digest it states"


def _hashes(plan: Plan) -> _Hashes:
    found: _Hashes = {}
    for trial in plan.trials:
        prompt = (trial.provider, trial.variant) if trial.variant else _PLAIN
        found.setdefault((trial.workload, trial.case), {})[prompt] = trial.request_hash
    return found


def _is_other(case: Case, hashes: Mapping[_Prompt, str]) -> bool:
    """Whether a case makes another request for one of the prompts that were asked."""
    asked = {_PLAIN: case.request}
    for provider, wordings in (case.variants or {}).items():
        asked |= {(provider, name): one.applied(case.request) for name, one in wordings.items()}
    return any(
        prompt in hashes and request_hash(request) != hashes[prompt]
        for prompt, request in asked.items()
    )


def _variants(workload: Workload) -> Mapping[str, list[object]]:
    """Names and settings of the prompt variants; a bundle may lack their texts."""
    return {
        provider: [(one.name, encode(one.settings or {})) for one in each]
        for provider, each in (workload.variants or {}).items()
    }
