"""Limit the cost of a run by a monthly budget."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from portcheck.errors import BudgetError
from portcheck.model.numbers import count, dollars
from portcheck.run.history.address import DEFAULT, NAME, Address, read_address


def least_cost(
    max_cost: float | None, month: float | None, history: str, folder: Path | None
) -> float | None:
    """The smaller of a run's limit and the rest of the month's budget, in US dollars.

    Args:
        max_cost: limit of the run; `None`: no limit.
        month: limit of all runs of this calendar month (UTC) in the history; `None`: no limit.
        history: place of the history, in the form of `--history`; "": the file next to the run
            folder.
        folder: the run folder; `None`: one in runs/.

    Raises:
        BudgetError: the month's budget is used up.
        UsageError: the history is damaged or written by a newer portcheck.
        StoreError: it cannot be read.
    """
    if month is None:
        return max_cost
    from portcheck.run.history.month import spent_in_month  # few runs have a budget

    beside = DEFAULT if folder is None else folder.resolve().parent / NAME
    address = read_address(history) if history else Address(path=beside)
    spent = spent_in_month(address, datetime.now(UTC))
    left = month - spent.usd
    if left <= 0:
        more = f", and {count(spent.more, 'run')} cost an unknown amount more" if spent.more else ""
        raise BudgetError(
            f"the budget of {dollars(month)} for {spent.month} is used up: runs in "
            f"{address.shown} cost {dollars(spent.usd)}{more}",
            hint="wait for the next month (UTC), or raise --max-cost-month",
        )
    return left if max_cost is None else min(left, max_cost)
