"""Add up the cost of the runs of a calendar month, for a monthly budget."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from portcheck.run.history.address import Address
from portcheck.run.history.database.records import paid_since
from portcheck.run.history.database.transaction import opened


class Spent(Struct, frozen=True, kw_only=True):
    """The cost since the first day of a month in UTC."""

    month: str
    """`2026-11`."""
    usd: float
    more: int
    """Number of runs whose cost is only partly known."""


def spent_in_month(address: Address, now: datetime) -> Spent:
    """The cost of the runs of this history in the month of `now` (UTC).

    Failed calls that a vendor may have billed, and runs that were killed, are not known here.

    Raises:
        UsageError: the history is damaged, or of a newer portcheck.
        StoreError: it cannot be read.
    """
    month = f"{now:%Y-%m}"
    if address.path is not None and not address.path.is_file():
        return Spent(month=month, usd=0.0, more=0)
    with opened(address, read_only=True) as connection:
        usd, more = paid_since(connection, f"{month}-01T00:00:00Z")
    return Spent(month=month, usd=usd, more=more)
