"""Add up the cost of a month's runs, for a monthly budget."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from portcheck.run.history.address import Address
from portcheck.run.history.database.records import paid_since
from portcheck.run.history.database.transaction import opened


class MonthCost(Struct, frozen=True, kw_only=True):
    """The cost since the first day of a month in UTC."""

    month: str
    """Year and month, as `2026-11`."""
    usd: float
    """US dollars, as far as they are known."""
    more: int
    """Number of runs that cost more than is known."""


def spent_in_month(address: Address, now: datetime) -> MonthCost:
    """The cost of the runs in this history that began in the month of `now` (UTC).

    It does not include killed runs, nor failed calls that a vendor may have billed.

    Raises:
        UsageError: The history is damaged, or written by a newer portcheck.
        StoreError: It cannot be read.
    """
    month = f"{now:%Y-%m}"
    if address.path is not None and not address.path.is_file():
        return MonthCost(month=month, usd=0.0, more=0)
    with opened(address, read_only=True) as connection:
        usd, more = paid_since(connection, f"{month}-01T00:00:00Z")
    return MonthCost(month=month, usd=usd, more=more)
