"""Reject numbers on the command line that are not finite: NaN would never be reached as a limit."""

from __future__ import annotations

import math

import typer


def finite(value: float | None) -> float | None:
    """Check the value of an option and return it.

    Raises:
        BadParameter: it is infinite or NaN.
    """
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(f"{value} is not a finite number.")
    return value
