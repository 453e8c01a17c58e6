"""Checks that a program proposed: they do not count until a person accepts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from portcheck.model.workload.proposed import Proposed


def waiting(frame: Mapping[str, Any]) -> Proposed | UnsetType:
    """What was proposed and is not accepted, by what is beside the name of a check."""
    proposed = frame.get("proposed")
    if proposed is None or frame.get("accept") is True:
        return UNSET
    return Proposed(holds_on=proposed["holds_on"], of=proposed["of"])
