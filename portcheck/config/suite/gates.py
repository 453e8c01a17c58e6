"""Resolve the gates of a workload: limits of the suite, otherwise defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from portcheck.config.problems.document import Source, Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import Mistake, mistakes, without
from portcheck.errors import UsageError
from portcheck.model.suite import Case, fed_gates
from portcheck.plugins import CHECKS, GATES, Gate


def deep_merge(far: Mapping[str, Any], near: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two mappings recursively; the nearer value wins."""
    merged = dict(far)
    for key, value in near.items():
        before = merged.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[key] = deep_merge(before, value) if both and before is not None else value
    return merged


Stated = Mapping[str, Mapping[str, Sequence[Any]]]
"""Gate to the limits stated by the checks that feed it, each with its different values."""


def gate_limits(
    named: Mapping[str, Mapping[str, Any]], cases: Sequence[Case], stated: Stated
) -> dict[str, Mapping[str, Any]]:
    """The limits of every gate that applies and can have limits, in the order of reports.

    These are the built-in gates with defaults, those that the suite names, and those that a check
    feeds.

    Args:
        named: The valid part of `gates` in the suite.
        cases: The cases of the workload.
        stated: The `limits_of_checks` of these cases.
    """
    built_in = {
        name
        for name, gate in GATES.built_in.items()
        if gate.defaults is not None and not gate.only_where_fed
    }
    gates = [GATES.get(name) for name in {*built_in, *named, *fed_gates(cases)}]
    return {
        gate.name: deep_merge(
            {**(gate.defaults or {}), **_firsts(stated.get(gate.name, {}))},
            named.get(gate.name, {}),
        )
        for gate in sorted(gates, key=lambda gate: gate.order)
        if gate.limits.get("properties")
    }


def _firsts(limits: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {name: values[0] for name, values in limits.items()}


def limits_of_checks(cases: Sequence[Case]) -> Stated:
    """The limits that the checks of a workload state."""
    found: dict[str, dict[str, list[Any]]] = {}
    lists = {id(case.checks): case.checks for case in cases}
    for spec in (spec for checks in lists.values() for spec in checks if spec.fed_gate):
        for limit, value in CHECKS.get(spec.name).limits(spec.arguments).items():
            values = found.setdefault(spec.fed_gate, {}).setdefault(limit, [])
            if value not in values:
                values.append(value)
    return found


def sound_gates(
    source: Source, steps: Steps, named: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The valid gates of a block.

    The file's schema has checked built-in gates; mistakes in other gates are reported here.

    Args:
        source: The suite.
        steps: Place of the block.
        named: Gate to limits.
    """
    sound = {}
    for name, limits in named.items():
        if not GATES.is_built_in(name):
            found = unusable_gate(name, (*steps, name)) or mistakes(
                limits, GATES.get(name).limits, "suite", (*steps, name)
            )
            if found:
                without(source, None, found)
                continue
        sound[name] = limits
    return sound


def unusable_gate(
    name: str, steps: Steps, unfit: Callable[[Gate], str] = lambda _gate: ""
) -> list[Mistake]:
    """Mistakes in the name of a gate in a suite.

    Args:
        name: The gate.
        steps: Place of the name.
        unfit: Returns why a gate is not allowed there, or "".
    """
    try:
        message = unfit(GATES.get(name))
    except UsageError as exc:
        return [Mistake(steps, exc.message, exc.hint, on_key=True)]
    return [Mistake(steps, f"the gate {quote(name)} {message}", "name another")] if message else []


def not_fed_by_checks(gate: Gate) -> str:
    """Why a check cannot feed a gate; "" if it can."""
    return "" if gate.fed_by == "checks" else f"is fed by {gate.fed_by}, not by checks"


def not_zero_tolerance(gate: Gate) -> str:
    """Why a case cannot guard a gate; "" if it can."""
    return "" if gate.kind == "zero_tolerance" else "is not a zero-tolerance gate"


def review_gates(
    source: Source,
    steps: Steps,
    named: Mapping[str, Any],
    cases: Sequence[Case],
    stated: Stated,
) -> None:
    """Report a workload that no hard gate can decide, and named gates that nothing feeds.

    Args:
        source: The suite.
        steps: Place of the workload.
        named: The valid part of its `gates`.
        cases: The cases of the workload.
        stated: The `limits_of_checks` of these cases.
    """
    fed = fed_gates(cases)
    # The automatic check for an answer is in every case and does not decide by itself.
    telling = {
        spec.fed_gate for case in cases for spec in case.checks if spec.name != "answered"
    } - {""}
    if not any(GATES.get(name).hard for name in telling):
        message = f"the workload {quote(str(steps[-1]))} has only soft gates"
        source.error(steps, message, "add a check that can fail, or an expectation", key=True)
    for gate in named:
        if GATES.get(gate).fed_by == "checks" and gate not in fed:
            message = f"no check feeds the gate '{gate}', so its limits have no effect"
            hint = "add such a check, or remove the limits"
            source.warning((*steps, "gates", gate), message, hint)
    for gate, limits in stated.items():
        for limit, values in limits.items():
            chosen = named.get(gate, {}).get(limit, values[0])
            if any(value != chosen for value in values):
                message = (
                    f"the gate '{gate}' has one {limit}, but its checks or limits set "
                    "different values"
                )
                at = (*steps, "gates", gate, limit) if gate in named else steps
                source.error(at, message, "set it once", key=True)


def review_requirements(
    source: Source,
    places: Mapping[str, Steps],
    require: Mapping[str, Any],
    facts: Sequence[str] | None,
) -> None:
    """Report impossible conditions; facts that no provider has are a warning.

    Args:
        source: The suite.
        places: Fact to the place where it is named.
        require: Fact to conditions.
        facts: Names of the facts that providers state; `None`: not known.
    """
    for fact, conditions in require.items():
        low, high = conditions.get("min"), conditions.get("max")
        for word in ("before", "after"):
            if word in conditions and not _is_day(conditions[word]):
                message = f"{word} needs a day, found {quote(str(conditions[word]))}"
                source.error((*places[fact], word), message, "write it as 2027-12-31")
        numbers = isinstance(low, (int, float)) and isinstance(high, (int, float))
        if numbers and low is not None and high is not None and low > high:
            source.error((*places[fact], "min"), "min is larger than max", "swap them")
        if facts is not None and fact not in facts:
            known = f"stated: {', '.join(facts)}" if facts else "no provider has any facts"
            source.warning(places[fact], f"no provider has the fact {quote(fact)}", known)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True
