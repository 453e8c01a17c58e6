"""The results of a run for one workload and candidate, and why they changed.

Pure: `portcheck.run.history.database.records` reads the results from a history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from portcheck.value import Value

SERVED = "served_models"
"""Fact of a provider with the models that it reports."""
_WORDS = {
    "cases": "cases of the suite changed",
    "checks": "checks changed",
    "limits": "margins, floors or confidence changed",
}


class GateNight(Value, kw_only=True):
    """The result of a gate; fields as in `portcheck.model.parity.GateResult`."""

    gate: str
    hard: bool
    outcome: str
    scale: str
    clusters: int
    pairs: int
    missing: int
    baseline_value: float | None
    candidate_value: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    margin: float | None
    floor: float | None
    confidence: float | None


class Cost(Value, kw_only=True):
    """Cost and latency of one provider in one workload."""

    calls: int
    answers: int
    cost_usd: float | None
    """`None` if a price or a usage is not known."""
    median_s: float | None
    """Median seconds of an answer; `None` without answers."""
    p95_s: float | None


class Night(Value, kw_only=True):
    """The results of one run for one workload and one candidate."""

    run: str
    run_key: str
    suite: str
    started_at: str
    """UTC, ISO 8601."""
    workload: str
    baseline: str
    candidate: str
    verdict: str
    rule: str
    look: int
    alpha: float
    new_answers: int
    """Number of answers that no night before it had; 0 if it was not a night."""
    digests: Mapping[str, str]
    """Digests of the `cases`, of `checks` with their cases, and of the `limits`."""
    facts: Mapping[str, Mapping[str, Any]]
    """The known facts about the `baseline` and the `candidate`."""
    gates: tuple[GateNight, ...]
    """In the order of the report."""
    costs: Mapping[str, Cost]
    """By provider: of the baseline and of the candidate."""

    @property
    def shown_gate(self) -> GateNight | None:
        """The first hard gate with a difference, to show in one line per run."""
        return next((one for one in self.gates if one.hard and one.scale == "difference"), None)


def changes(before: Night, after: Night) -> tuple[str, ...]:
    """Clauses on the differences between two runs that may explain a changed verdict."""
    return (
        *_gates(before, after),
        *_facts(before, after),
        *(
            words
            for name, words in _WORDS.items()
            if before.digests.get(name) != after.digests.get(name)
            and not (name == "checks" and before.digests.get("cases") != after.digests.get("cases"))
        ),
    )


def verdict_changes(nights: Sequence[Night]) -> Mapping[str, tuple[str, ...]]:
    """Explain each change of verdict or rule between successive runs.

    Returns:
        Key of the run whose verdict or rule differs from the run before it, to clauses as those of
        `changes`.
    """
    return {
        after.run_key: changes(before, after)
        for before, after in pairwise(nights)
        if (before.verdict, before.rule) != (after.verdict, after.rule)
    }


def _gates(before: Night, after: Night) -> Iterator[str]:
    was = {gate.gate: gate.outcome for gate in before.gates}
    now = {gate.gate: gate.outcome for gate in after.gates}
    for gate in dict.fromkeys((*was, *now)):
        then, since = was.get(gate, "absent"), now.get(gate, "absent")
        if then != since:
            yield f"gate {gate}: {then}, now {since}"


def _facts(before: Night, after: Night) -> Iterator[str]:
    for side in ("baseline", "candidate"):
        then, since = before.facts.get(side, {}), after.facts.get(side, {})
        for fact in dict.fromkeys((*then, *since)):
            was, now = then.get(fact), since.get(fact)
            if was != now and not (fact == SERVED and not (was and now)):
                name = "served model" if fact == SERVED else fact.replace("_", " ")
                yield f"{side}: {name} {_words(was)}, now {_words(now)}"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "not known"
    return "not known" if value is None else str(value)
