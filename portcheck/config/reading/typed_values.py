"""Convert typed table values to JSON values, and import the extra that reads such tables."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from portcheck.config.reading.yaml_loader import UnreadableError
from portcheck.extras import install_command

_EXACT = 2**53
"""Integers up to this one are exact as doubles."""


def extra(module: str, suffix: str) -> Any:
    """Import a module that the extra `tables` installs.

    Raises:
        UnreadableError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        message = f"{suffix} files are read with {name}, which is not installed"
        raise UnreadableError(0, 0, message, install_command("tables")) from None


def plain(value: Any) -> Any:
    """Convert a value of a typed table to a JSON value.

    Dates and times become ISO 8601 text, without a time for a plain date. Integers that a
    spreadsheet or data frame stored as floats become integers again; NaN counts as missing.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return _number(value) if isinstance(value, (float, Decimal)) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        whole_day = value.tzinfo is None and value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    # A carriage return in the XML of spreadsheets.
    return text.replace("_x000D_", "").replace("\r\n", "\n")


def _number(value: float | Decimal) -> int | float | str | None:
    if not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) <= _EXACT:
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    # As a spreadsheet shows it: the 16th and 17th digits of a double are rounding noise.
    return float(f"{value:.15g}")
