"""The candidates of a workload in the order in which one would take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portcheck.model.exit_plan import ExitRoute, ExitTarget, VerdictName
from portcheck.model.parity import GateResult, Verdict
from portcheck.model.visible_text import one_line

ORDER: tuple[VerdictName, ...] = ("safe", "conditional", "inconclusive", "unsafe")
"""The best verdict first."""
LAST = "9999-12-31"
MOST_BINDING = 160
"""Characters of a reason that are said in a plan; the verdict has all of them."""


def rank(target: ExitTarget, route: ExitRoute | None) -> tuple[Any, ...]:
    """Sorts targets: verdict, cost, latency, retirement, unmet preferences, stated facts, id.

    What is not known comes after what is.
    """
    cost, seconds = target.cost, target.seconds
    return (
        ORDER.index(target.verdict),
        cost is None,
        cost or 0.0,
        seconds is None,
        seconds or 0.0,
        # The later it ends the better; ISO dates turned digit by digit sort that way.
        _turned(last_day(route)),
        len(target.unmet),
        -len(route.facts) if route else 0,
        target.candidate,
    )


def ranked(
    targets: Iterable[ExitTarget], routes: Mapping[str, ExitRoute]
) -> tuple[ExitTarget, ...]:
    """Targets, the best one first; `routes` by candidate."""
    return tuple(sorted(targets, key=lambda one: rank(one, routes.get(one.candidate))))


def last_day(route: ExitRoute | None) -> str:
    """ISO date on which the model or the contract ends, whichever is first; `LAST` if unknown."""
    ends = [route.retires, route.contract_ends] if route else []
    return min([day for day in ends if day], default=LAST)


def _turned(day: str) -> str:
    return "".join(str(9 - int(sign)) if sign.isdecimal() else sign for sign in day)


def binding(verdict: Verdict) -> str:
    """What stands in the way of a better verdict; of a safe one, the gate nearest to its limit."""
    if verdict.verdict == "safe":
        return _tightest(verdict.gates)
    said = (*verdict.reasons, *verdict.conditions)
    return f"{verdict.rule}: {one_line(said[0], MOST_BINDING)}" if said else verdict.rule


def _tightest(gates: Iterable[GateResult]) -> str:
    room = {gate.gate: slack for gate in gates if (slack := _slack(gate)) is not None}
    if not room:
        return ""
    name = min(room, key=lambda gate: (room[gate], gate))
    return f"{name}: {100 * room[name]:.0f} % of its limit is left"


def _slack(gate: GateResult) -> float | None:
    """What is left of a gate's limit, as a share of it."""
    if not gate.margin:
        return None
    if gate.scale == "difference" and gate.ci_low is not None:
        return (gate.ci_low + gate.margin) / gate.margin
    if gate.scale in {"ratio", "rate"} and gate.ci_high is not None:
        return (gate.margin - gate.ci_high) / gate.margin
    return None
