"""Ask the live provider of a recording the prompt variants of the recorded one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from portcheck.model.chat import Variant
from portcheck.model.suite import Case, Suite, Workload


def asked_for(suite: Suite, recorded: Mapping[str, Sequence[str]]) -> Suite:
    """The suite with the variants of recorded entries also for the live entries that record them.

    Args:
        suite: the suite.
        recorded: live provider to the entries that replay its recording.
    """
    workloads = tuple(_workload(workload, recorded) for workload in suite.workloads)
    return replace(suite, workloads=workloads)


def _workload(workload: Workload, recorded: Mapping[str, Sequence[str]]) -> Workload:
    if not workload.variants:
        return workload
    # (recorded entry, its variant) to (live entry, the same variant's name there).
    places: dict[tuple[str, str], tuple[str, str]] = {}
    variants = dict(workload.variants)
    for live, entries in recorded.items():
        own = list(workload.variants_of(live))
        for entry in entries:
            for variant in workload.variants_of(entry):
                if any(variant.digest == one.digest for one in own):
                    continue
                named = replace(variant, name=_free_name(variant.name, own))
                own.append(named)
                places[entry, variant.name] = (live, named.name)
        if own:
            variants[live] = tuple(own)
    if not places:
        return workload
    cases = tuple(_case(case, places) for case in workload.cases)
    return replace(workload, variants=variants, cases=cases)


def _case(case: Case, places: Mapping[tuple[str, str], tuple[str, str]]) -> Case:
    found = {provider: dict(wordings) for provider, wordings in (case.variants or {}).items()}
    for (entry, name), (live, named) in places.items():
        found.setdefault(live, {})[named] = found[entry][name]
    return replace(case, variants=found)


def _free_name(name: str, taken: Sequence[Variant]) -> str:
    names, number, found = {one.name for one in taken}, 1, name
    while found in names:
        number += 1
        found = f"{name} {number}"
    return found
