"""What a report is. A new format is one new file in this package that defines `REPORT`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portcheck.model.parity import RunReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFormat:
    """One format, as the registry holds it."""

    name: str
    suffix: str
    """File suffix with its dot, for example `.json`."""
    summary: str
    render: Callable[[RunReport], bytes]
    """Pure and deterministic: the same report gives the same bytes."""
