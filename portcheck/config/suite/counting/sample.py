"""`stands_for`: the traffic that the cases of a workload were drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from portcheck.model.workload.sample import StandsFor, Stratum


def stands_for(given: Mapping[str, Any] | None) -> StandsFor | UnsetType:
    """The value behind `stands_for` of a workload, templates by their calls.

    Nothing for `None`, and for one that lacks a part: a mistake was reported then, and what was
    wrong is not here.
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
