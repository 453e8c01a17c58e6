"""The gates of a workload: named limits, and the defaults of what is not named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.config.problems.document import Source, Steps
from portcheck.config.problems.hints import quote
from portcheck.model.suite import SCORE_GATES, ZERO_TOLERANCE_GATES, Case, CheckSpec, GateSpec

MARGIN = 0.05
FLOOR = 0.5
MAX_ERROR_RATE = 0.05
_FED_BY_CHECKS = (*SCORE_GATES, *ZERO_TOLERANCE_GATES)
_WITHOUT_LIMITS = ("capability", "policy")


def deep_merge(far: Mapping[str, Any], near: Mapping[str, Any]) -> dict[str, Any]:
    """Both mappings key by key, those inside them too; the nearer value wins."""
    merged = dict(far)
    for key, value in near.items():
        before = merged.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[key] = deep_merge(before, value) if both and before is not None else value
    return merged


def gate_specs(named: Mapping[str, Mapping[str, Any]]) -> dict[str, GateSpec]:
    """Every gate that applies: hard ones always, latency, cost and lifecycle where named."""
    defaults: dict[str, dict[str, Any]] = {
        **{gate: {"margin": MARGIN, "floor": FLOOR} for gate in SCORE_GATES},
        **{gate: {} for gate in ZERO_TOLERANCE_GATES},
        "errors": {"max_rate": MAX_ERROR_RATE},
    }
    merged = deep_merge(defaults, named)
    return {gate: GateSpec(**merged[gate]) for gate in merged if gate not in _WITHOUT_LIMITS}


def fed_gates(cases: Sequence[Case]) -> set[str]:
    """The gates that the checks of these cases feed."""
    return {check.gate for case in cases for check in case.checks if feeds(check)}


def feeds(check: CheckSpec) -> bool:
    """Whether a check can fail at all, and so decides something for its gate."""
    return not (check.name == "refusal" and check.expect == "any")


def review_gates(
    source: Source, steps: Steps, named: Mapping[str, Any], cases: Sequence[Case]
) -> None:
    """Reports a workload that no hard gate can decide, and named gates that nothing feeds."""
    fed = fed_gates(cases)
    if not fed & set(_FED_BY_CHECKS):
        message = f"the workload {quote(str(steps[-1]))} has only soft gates"
        source.error(steps, message, "add a check that can fail, or expect something", key=True)
    for gate in named:
        if gate in _FED_BY_CHECKS and gate not in fed:
            message = f"no check feeds the gate '{gate}', so its limits decide nothing"
            hint = "add such a check, or remove the limits"
            source.warning((*steps, "gates", gate), message, hint)


def review_requirements(
    source: Source,
    places: Mapping[str, Steps],
    require: Mapping[str, Any],
    facts: Sequence[str] | None,
) -> None:
    """Reports impossible conditions; facts that no provider states are a warning.

    Args:
        source: The suite.
        places: Where each fact is named.
        require: Fact to conditions.
        facts: What the providers state; `None` when they are not known.
    """
    for fact, conditions in require.items():
        low, high = conditions.get("min"), conditions.get("max")
        numbers = isinstance(low, (int, float)) and isinstance(high, (int, float))
        if numbers and low is not None and high is not None and low > high:
            source.error((*places[fact], "min"), "min is larger than max", "swap them")
        if facts is not None and fact not in facts:
            known = f"stated: {', '.join(facts)}" if facts else "no provider states any fact"
            source.warning(places[fact], f"no provider states the fact {quote(fact)}", known)
