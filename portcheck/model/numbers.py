"""Writes numbers for people, and reads durations.

One rule sets the digits. A measured number gets as few decimals as possible, but at least a fixed
number of them, so that it looks like 0, like 100 % or like a number that it is compared with only
if it equals it. A number that somebody wrote down, such as a margin, is never rounded (`exact`).
So a number reads the same wherever it is beside the same limits, and `100.0 %` means all of them.

Numbers that differ by less than 1e-10 are the same: a mean of scores is no more exact than that.
Functions that accept `None` write it and NaN as "", and infinity as `unbounded`. Programs read
`report.json`, which has its own digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TypeGuard

_MOST = 8
"""Decimals of a percentage, a factor or an amount; two numbers that agree in all are the same."""

_SIZE = r"(\d+(?:\.\d+)?)"
_DURATION = re.compile(
    rf"{_SIZE}|(?=\d)(?:{_SIZE}h)?(?:{_SIZE}m(?!s))?(?:{_SIZE}s)?(?:{_SIZE}ms)?", re.ASCII
)
_UNITS = (1.0, 3600.0, 60.0, 1.0, 0.001)
"""Seconds in each piece of a duration: a bare number, hours, minutes, seconds, milliseconds."""
Z_95 = 1.959963984540054
"""The standard normal deviate of a two-sided 95 % interval."""


def decimal(value: float, *others: float | None, least: int) -> str:
    """A finite number with `least` decimals, or more if it would look like another number.

    Args:
        value: any finite number.
        others: numbers that it must not look like unless it equals them; 0 is always one of them.
        least: the fewest decimals, 0..8.
    """
    number = round(value, _MOST) + 0.0
    apart = {round(other, _MOST) + 0.0 for other in (0.0, *others) if _is_finite(other)} - {number}
    for digits in range(least, _MOST):
        if round(number, digits) not in {round(other, digits) for other in apart}:
            return f"{number:,.{digits}f}"
    return f"{number:,.{_MOST}f}"


def written(value: float, *, least: int) -> str:
    """A finite number as somebody wrote it: never rounded, with at least `least` decimals."""
    number = round(value, _MOST) + 0.0
    digits = next(d for d in range(least, _MOST + 1) if round(number, d) == number)
    return f"{number:,.{digits}f}"


def percent(share: float | None, *others: float | None, exact: bool = False) -> str:
    """A share 0..1 as `93.5 %`, with at least one decimal; `others` are shares too."""
    if not _is_finite(share):
        return _not_finite(share)
    compared = [100.0, *(100.0 * other for other in others if _is_finite(other))]
    value = 100.0 * share
    return f"{written(value, least=1) if exact else decimal(value, *compared, least=1)} %"


def points(
    difference: float | None, *others: float | None, exact: bool = False, signed: bool = True
) -> str:
    """A difference of shares -1..1 in percentage points, without the unit: `-2.0`, `+0.8`.

    `others` are differences too. If `signed` is false, only its size is shown.
    """
    if not _is_finite(difference):
        return _not_finite(difference)
    compared = [100.0 * other for other in others if _is_finite(other)]
    value = 100.0 * difference
    text = written(value, least=1) if exact else decimal(value, *compared, least=1)
    if not signed:
        return text.lstrip("-")
    return f"+{text}" if text.strip("0.") and not text.startswith("-") else text


def factor(ratio: float | None, *others: float | None, exact: bool = False) -> str:
    """How many times as much, without the unit: `1.20`; 1 is no difference."""
    if not _is_finite(ratio):
        return _not_finite(ratio)
    return written(ratio, least=2) if exact else decimal(ratio, 1.0, *others, least=2)


def score(value: float) -> str:
    """A score 0..1, as short as it can be: `1`, `0.5`, `0.67`."""
    return decimal(value, 1.0, least=2).rstrip("0").rstrip(".")


def dollars(amount: float | None, *others: float | None) -> str:
    """US dollars, with at least two decimals and three significant digits: `0.123 USD`."""
    if not _is_finite(amount):
        return _not_finite(amount)
    digits = max(2, 2 - math.floor(math.log10(abs(amount)))) if amount else 2
    return f"{decimal(amount, *others, least=min(digits, _MOST))} USD"


def seconds(time: float | None) -> str:
    """A measured time, with at least two decimals: `0.84 s`."""
    return f"{decimal(time, least=2)} s" if _is_finite(time) else _not_finite(time)


def duration(time: float) -> str:
    """A time to wait, in whole seconds: `40 s`, `3 min 20 s`, `2 h 5 min`."""
    minutes, rest = divmod(round(time), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def read_duration(text: str) -> float | None:
    """The seconds that a text states, as a number or with units: `90`, `1.5h`, `1m30s`, `250ms`.

    `None` if the text is neither.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    return sum(float(size or 0) * unit for size, unit in zip(found.groups(), _UNITS, strict=True))


def p_value(p: float) -> str:
    """A probability with two significant digits: `0.031`, `1.2e-05`."""
    return f"{p:.2g}"


def two_sided(confidence: float) -> str:
    """The coverage of an interval with this one-sided confidence on each side: 0.95 is 90 %."""
    return f"two-sided {_level(2.0 * confidence - 1.0)} %"


def one_sided(confidence: float) -> str:
    """The coverage of a single limit: `one-sided 95 %`."""
    return f"one-sided {_level(confidence)} %"


def number(whole: int) -> str:
    """A whole number: `1,200`."""
    return f"{whole:,}"


def count(whole: int, noun: str) -> str:
    """A number of things, whose plural ends in s: `1 case`, `2 cases`, `1,200 cases`."""
    return f"{number(whole)} {noun}" if whole == 1 else f"{number(whole)} {noun}s"


def listing(items: Sequence[str], most: int = 5, *, between: str = ", ") -> str:
    """The first few items, and how many were left out: `a, b and 3 more`."""
    shown = between.join(items[:most])
    return shown if len(items) <= most else f"{shown} and {number(len(items) - most)} more"


def _level(share: float) -> str:
    return decimal(100.0 * share, 100.0, least=2).rstrip("0").rstrip(".")


def _is_finite(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _not_finite(value: float | None) -> str:
    return "unbounded" if value is not None and math.isinf(value) else ""


def wilson(successes: float, trials: float, z: float = Z_95) -> tuple[float, float]:
    """Lower and upper limit of a proportion (Wilson 1927, JASA 22:209), within 0..1.

    Args:
        successes: 0..trials.
        trials: above 0; whole numbers unless some stand for several.
        z: standard normal deviate of the confidence, above 0; by default of 95 %, two-sided.
    """
    p, n = successes / trials, trials
    centre = p + z * z / (2.0 * n)
    spread = z * math.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n))
    whole = 1.0 + z * z / n
    return max(0.0, (centre - spread) / whole), min(1.0, (centre + spread) / whole)
