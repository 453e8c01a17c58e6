"""Add up how much the moves of a plan change the monthly bill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from portcheck.exitplan.bands import total
from portcheck.model.exit_plan import Band, ExitTarget, ExitWorkload, MonthlyBill

Move = tuple[ExitWorkload, ExitTarget]
BILLED: tuple[Literal["safe", "conditional"], ...] = ("safe", "conditional")


def bills(workloads: Iterable[ExitWorkload]) -> tuple[MonthlyBill, ...]:
    """One bill for the workloads that can leave, one for those that can with conditions.

    The best target of a workload, the first that is not its provider of today, decides which bill
    it is in.
    """
    moves = [(each, best) for each in workloads if (best := _best(each)) is not None]
    found = []
    for verdict in BILLED:
        those = [move for move in moves if move[1].verdict == verdict]
        if those:
            found.append(_bill(verdict, those))
    return tuple(found)


def _best(workload: ExitWorkload) -> ExitTarget | None:
    others = (one for one in workload.targets if one.candidate != workload.runs_on)
    return next(others, None)


def _bill(verdict: Literal["safe", "conditional"], moves: Sequence[Move]) -> MonthlyBill:
    known = [move for move in moves if _expected(move[1].monthly_usd) is not None]
    today = [_today(workload) for workload, _ in known]
    spent = [each for each in today if each is not None]
    once = [target.one_off_usd for _, target in moves if target.one_off_usd is not None]
    return MonthlyBill(
        verdict=verdict,
        workloads=tuple(workload.workload for workload, _ in known),
        unknown=tuple(move[0].workload for move in moves if move not in known),
        today_usd=sum(spent) if known and len(spent) == len(known) else None,
        change_usd=total(*(target.monthly_usd for _, target in known)) if known else None,
        one_off_usd=total(*once) if once else None,
    )


def _expected(band: Band | None) -> float | None:
    return None if band is None else band.expected


def _today(workload: ExitWorkload) -> float | None:
    if workload.baseline_cost is None or workload.monthly_calls is None:
        return None
    return workload.baseline_cost * workload.monthly_calls
