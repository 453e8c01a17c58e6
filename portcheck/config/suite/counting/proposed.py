"""Read checks that a program proposed, which do not count until a person accepts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from portcheck.model.workload.proposed import Proposed


def waiting(frame: Mapping[str, Any]) -> Proposed | UnsetType:
    """The proposal in the keys next to a check's name, unless it is accepted."""
    proposed = frame.get("proposed")
    if proposed is None or frame.get("accept") is True:
        return UNSET
    return Proposed(holds_on=proposed["holds_on"], of=proposed["of"])
