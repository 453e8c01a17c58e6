"""Rank the candidates of a workload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portcheck.model.comparison.verdict_names import BEST_FIRST
from portcheck.model.exit_plan import ExitRoute, ExitTarget
from portcheck.model.parity import GateResult, Verdict
from portcheck.model.visible_text import one_line

LAST = "9999-12-31"
MOST_BINDING = 160
"""Most characters of a reason in a plan; the verdict has the whole reason."""


def rank(target: ExitTarget, route: ExitRoute | None) -> tuple[Any, ...]:
    """The sort key of a target, best first.

    It compares verdict, cost, latency, last day, unmet preferences, stated facts and id, in this
    order. An unknown cost or latency comes after a known one.
    """
    cost, seconds = target.cost, target.seconds
    return (
        BEST_FIRST.index(target.verdict),
        cost is None,
        cost or 0.0,
        seconds is None,
        seconds or 0.0,
        # The latest day comes first: 9 minus each digit reverses the order of ISO dates.
        _reversed(last_day(route)),
        len(target.unmet),
        -len(route.facts) if route else 0,
        target.candidate,
    )


def behind(order: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """Why a target comes after another one; "" if the verdict says so.

    Args:
        order: a sort key that ends like the `rank` of the target.
        other: the same for the target before it.
    """
    pairs = zip(_BEHIND, order[-len(_BEHIND) :], other[-len(_BEHIND) :], strict=True)
    return next((why for why, one, two in pairs if one != two), "")


_BEHIND = (
    "what it costs is not known",
    "it costs more",
    "its latency is not known",
    "it is slower",
    "it ends earlier",
    "it meets fewer preferences",
    "fewer of its facts are known",
    "only its name puts it later",
)
"""For each part of `rank` after the verdict, the reason for a lower rank."""


def ranked(
    targets: Iterable[ExitTarget], routes: Mapping[str, ExitRoute]
) -> tuple[ExitTarget, ...]:
    """The targets sorted by `rank`; `routes` are by candidate."""
    return tuple(sorted(targets, key=lambda one: rank(one, routes.get(one.candidate))))


def last_day(route: ExitRoute | None) -> str:
    """ISO date of the end of the model or of the contract, the earlier one; `LAST` if unknown."""
    ends = [route.retires, route.contract_ends] if route else []
    return min([day for day in ends if day], default=LAST)


def _reversed(day: str) -> str:
    return "".join(str(9 - int(sign)) if sign.isdecimal() else sign for sign in day)


def binding(verdict: Verdict) -> str:
    """The obstacle to a better verdict; for a safe one the gate nearest to its limit."""
    if verdict.verdict == "safe":
        return _tightest(verdict.gates)
    said = (*verdict.reasons, *verdict.conditions)
    if not said:
        return verdict.rule
    first = _of_gate(said[0], verdict.gates) or said[0]
    return f"{verdict.rule}: {one_line(first.removeprefix(f'{verdict.rule}: '), MOST_BINDING)}"


def _of_gate(reason: str, gates: Iterable[GateResult]) -> str:
    """The first clause of the gate that a reason is about; "" if the reason begins with it."""
    for gate in gates:
        whole = f"{gate.gate}: {gate.detail}"
        if gate.detail and reason.startswith(f"{gate.gate}: ") and gate.detail in reason:
            return "" if reason.startswith(whole) else whole.partition(";")[0]
    return ""


def _tightest(gates: Iterable[GateResult]) -> str:
    room = {name: left for gate in gates for name, left in _room(gate)}
    if not room:
        return ""
    name = min(room, key=lambda one: (room[one], one))
    return f"nearest to its limit: {name}, with {100 * room[name]:.0f} % left"


def _room(gate: GateResult) -> Iterator[tuple[str, float]]:
    """Yield each limit of a gate, and the share of it that is left."""
    if gate.floor and gate.floor_low is not None:
        yield f"the floor of {gate.gate}", (gate.floor_low - gate.floor) / gate.floor
    if not gate.margin:
        return
    if gate.scale == "difference" and gate.ci_low is not None:
        least = min(gate.margin, gate.detector_margin or gate.margin)
        yield gate.gate, (gate.ci_low + least) / least
    # For a soft rate, the observed share decides, not the end of its interval.
    reached = gate.candidate if gate.scale == "rate" and not gate.hard else gate.ci_high
    if gate.scale in {"ratio", "rate"} and reached is not None:
        yield gate.gate, (gate.margin - reached) / gate.margin
