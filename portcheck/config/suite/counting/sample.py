"""Read `stands_for`, the traffic from which the cases of a workload were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from portcheck.model.workload.sample import StandsFor, Stratum


def stands_for(given: Mapping[str, Any] | None) -> StandsFor | UnsetType:
    """Read `stands_for` of a workload, with templates sorted by their calls.

    Unset for `None` or if a part is missing, because that was reported as a mistake.
    """
    if given is None or not {"calls", "seed", "templates"} <= {*given}:
        return UNSET
    if not all({"calls", "cases"} <= {*one} for one in given["templates"].values()):
        return UNSET
    strata = (
        Stratum(name=name, calls=one["calls"], cases=one["cases"])
        for name, one in given["templates"].items()
    )
    return StandsFor(
        calls=given["calls"],
        seed=given["seed"],
        strata=tuple(sorted(strata, key=lambda one: (-one.calls, one.name))),
        first=given.get("first", ""),
        last=given.get("last", ""),
    )
