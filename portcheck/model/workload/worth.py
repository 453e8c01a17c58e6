"""The value of a workload's answers, and the cost of moving it."""

from __future__ import annotations

from portcheck.value import Number, Value, Whole


class Switch(Value, kw_only=True):
    """The work that the move of one workload takes."""

    hours: tuple[Number, Number]
    """The fewest and the most hours of work."""
    hour_usd: Number | None = None
    prompts: Whole | None = None
    """Prompts that must change."""


class WorkloadValue(Value, kw_only=True):
    """What a workload's answers are worth; `None`: not known."""

    failure_cost_usd: Number | None = None
    """US dollars that one failed answer costs."""
    minute_cost_usd: Number | None = None
    """US dollars that one minute of waiting costs."""
    switch: Switch | None = None
