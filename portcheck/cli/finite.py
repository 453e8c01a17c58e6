"""Numbers on the command line are finite: no cost is more than NaN, which would be no limit."""

from __future__ import annotations

import math

import typer


def finite(value: float | None) -> float | None:
    """The value of an option.

    Raises:
        BadParameter: it is infinite, or no number.
    """
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(f"{value} is not a finite number.")
    return value
