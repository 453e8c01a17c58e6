"""Add and multiply bands: numbers with a lower limit, an expected value and an upper limit."""

from __future__ import annotations

from portcheck.model.exit_plan import Band


def times(band: Band | None, factor: float | None) -> Band | None:
    """A band times a number, which may be negative; `None` if either is not known."""
    if band is None or factor is None:
        return None
    low, high = (band.low, band.high) if factor >= 0 else (band.high, band.low)
    return Band(
        low=None if low is None else low * factor,
        expected=None if band.expected is None else band.expected * factor,
        high=None if high is None else high * factor,
    )


def total(*bands: Band | None) -> Band | None:
    """The sum, limit by limit, so wider than a joint interval; `None` if a band is unknown."""
    known = [band for band in bands if band is not None]
    if len(known) < len(bands):
        return None
    return Band(
        low=_sum([band.low for band in known]),
        expected=_sum([band.expected for band in known]),
        high=_sum([band.high for band in known]),
    )


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
