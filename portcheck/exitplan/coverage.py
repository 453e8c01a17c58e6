"""Compute how many workloads have an exit, and what these exits depend on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from portcheck.model.exit_plan import (
    Coverage,
    ExitRoute,
    ExitTarget,
    ExitWorkload,
    PointKind,
    SinglePoint,
    VendorSet,
)

WEIGHTS = {"low": 1, "medium": 2, "high": 4, "critical": 8}
MOST_VENDORS = 20
"""Most vendors for which every set is tried; with more there are too many sets."""
OFTEN_UNSTATED: frozenset[PointKind] = frozenset({"model", "region", "contract"})
"""Things that every route has even if nobody states them; a missing key is a known fact."""
Routes = Mapping[str, ExitRoute]


def folded(name: str) -> str:
    """The form of a name in which names are compared: `OpenAI` is `openai`."""
    return name.strip().casefold()


def coverage(workloads: Sequence[ExitWorkload]) -> Coverage:
    """The shares of workloads that have a safe exit from the provider of today."""
    has = [bool(exits(each)) for each in workloads]
    adjusted = [any(one.adjusted == "safe" for one in exits(each)) for each in workloads]
    volumes = [each.monthly_calls for each in workloads]
    known = [volume for volume in volumes if volume is not None]
    return Coverage(
        workloads=len(workloads),
        covered=sum(has),
        share=_share([1] * len(has), has),
        by_criticality=_share([WEIGHTS[each.criticality] for each in workloads], has),
        by_volume=_share(known, has) if len(known) == len(volumes) else None,
        adjusted=_share([1] * len(has), adjusted),
    )


def _share(weights: Sequence[int], has: Sequence[bool]) -> float | None:
    whole = sum(weights)
    covered = sum(weight for weight, covers in zip(weights, has, strict=True) if covers)
    return covered / whole if whole else None


def exits(workload: ExitWorkload) -> list[ExitTarget]:
    """The safe targets of a workload, without the provider on which it runs today."""
    return [
        target
        for target in workload.targets
        if target.verdict == "safe" and target.candidate != workload.runs_on
    ]


def names_of(route: ExitRoute, kind: PointKind) -> tuple[str, ...]:
    """The vendor, models, regions, key or contract that a route depends on, as they are written."""
    if kind == "model":
        return route.models
    if kind == "region":
        return route.regions
    one = {"vendor": route.vendor, "key": route.key, "contract": route.contract}[kind]
    return (one,) if one else ()


def single_points(workloads: Sequence[ExitWorkload], routes: Routes) -> tuple[SinglePoint, ...]:
    """The things whose loss leaves workloads without a safe exit, the most workloads first."""
    kinds: tuple[PointKind, ...] = ("vendor", "model", "region", "key", "contract")
    found = []
    for kind in kinds:
        hit: dict[str, tuple[str, list[ExitWorkload]]] = {}
        for each in workloads:
            today = routes.get(each.runs_on)
            names = {folded(name): name for name in (names_of(today, kind) if today else ())}
            for key, name in names.items():
                hit.setdefault(key, (name, []))[1].append(each)
        for name, those in hit.values():
            lost = [each for each in those if not _elsewhere(each, kind, name, routes)]
            if lost:
                found.append(_point(kind, name, len(those), lost))
    return tuple(sorted(found, key=lambda each: (-len(each.stranded), kinds.index(each.kind))))


def _point(kind: PointKind, name: str, hit: int, lost: list[ExitWorkload]) -> SinglePoint:
    lost.sort(key=lambda each: -WEIGHTS[each.criticality])
    return SinglePoint(
        kind=kind, name=name, hit=hit, stranded=tuple(each.workload for each in lost)
    )


def _elsewhere(workload: ExitWorkload, kind: PointKind, name: str, routes: Routes) -> bool:
    """Whether a workload has a safe exit that does not depend on a thing.

    An exit with an unstated model, region or contract may depend on the same, and does not count.
    """
    for target in exits(workload):
        names = names_of(routes[target.candidate], kind) if target.candidate in routes else ()
        if kind in OFTEN_UNSTATED and not names:
            continue
        if folded(name) not in map(folded, names):
            return True
    return False


def vendor_sets(
    workloads: Sequence[ExitWorkload], routes: Routes
) -> tuple[VendorSet | None, tuple[VendorSet, ...]]:
    """The fewest vendors with a safe exit for all that can have one, and the best sets by size.

    The result is exact, because every set is tried. The vendor on which a workload runs today is
    not an exit for it.

    Returns:
        The smallest set, and the best set of one vendor, of two, and so on up to it. Nothing if
        there is no safe exit, or if there are more than `MOST_VENDORS` vendors.
    """
    masks: dict[str, int] = {}
    written: dict[str, str] = {}
    for place, each in enumerate(workloads):
        own = routes[each.runs_on].vendor if each.runs_on in routes else ""
        for target in exits(each):
            vendor = routes[target.candidate].vendor if target.candidate in routes else ""
            key = folded(vendor)
            if key and key != folded(own):
                written.setdefault(key, vendor)
                masks[key] = masks.get(key, 0) | 1 << place
    if not masks or len(masks) > MOST_VENDORS:
        return None, ()
    everything = _union(masks.values())
    # A vendor that covers only what another one covers can be replaced by it in every set.
    useful = {
        name: mask
        for name, mask in sorted(masks.items())
        if not any(_replaces(other, name, masks) for other in masks if other != name)
    }
    best: list[VendorSet] = []
    for sets in _by_size(tuple(useful.values())):
        covered = max(sets, key=lambda mask: (mask.bit_count(), [-one for one in sets[mask]]))
        names = tuple(written[tuple(useful)[place]] for place in sets[covered])
        best.append(VendorSet(vendors=names, covered=covered.bit_count()))
        if covered == everything:
            break
    return best[-1], tuple(best)


def _replaces(other: str, name: str, masks: Mapping[str, int]) -> bool:
    both = masks[other] | masks[name]
    return both == masks[other] and (both != masks[name] or other < name)


def _by_size(masks: Sequence[int]) -> Iterator[Mapping[int, tuple[int, ...]]]:
    """Yield for each size, from 1, what sets of that size cover, with one set for each.

    Of two sets that cover the same, the one whose last member comes earlier is kept: it has all
    extensions of the other.
    """
    level: dict[int, tuple[int, ...]] = {0: ()}
    for _ in masks:
        wider: dict[int, tuple[int, ...]] = {}
        for covered, members in level.items():
            for place in range(members[-1] + 1 if members else 0, len(masks)):
                union, names = covered | masks[place], (*members, place)
                if union not in wider or names[-1] < wider[union][-1]:
                    wider[union] = names
        yield wider
        level = wider


def _union(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole
