"""What the answers of a workload are worth, and what its move costs."""

from __future__ import annotations

from portcheck.value import Number, Value, Whole


class Switch(Value, kw_only=True):
    """The work of moving one workload."""

    hours: tuple[Number, Number]
    """The least and the most that it takes."""
    hour_usd: Number | None = None
    prompts: Whole | None = None
    """Prompts that must change."""


class WorkloadValue(Value, kw_only=True):
    """What a workload's answers are worth; `None` is not known."""

    failure_cost_usd: Number | None = None
    """US dollars that one failed answer costs."""
    minute_cost_usd: Number | None = None
    """US dollars that one minute of waiting costs."""
    switch: Switch | None = None
