"""Why the verdict of one run is not that of the run before it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from portcheck.run.history.nights import GateNight, Night, changes, verdict_changes

GATE = GateNight(
    gate="task", hard=True, outcome="noninferior", scale="difference", clusters=80, pairs=80,
    missing=0, baseline_value=1.0, candidate_value=0.99, difference=-0.01, ci_low=-0.04,
    ci_high=0.02, margin=0.05, floor=0.5, confidence=0.96,
)  # fmt: skip


def night(run: str, **changed: Any) -> Night:
    values: dict[str, Any] = {
        "run": run,
        "run_key": f"key of {run}",
        "suite": "s",
        "started_at": "2027-01-01T00:00:00Z",
        "workload": "w",
        "baseline": "old",
        "candidate": "new",
        "verdict": "safe",
        "rule": "all_gates_shown",
        "look": 1,
        "alpha": 0.04,
        "new_answers": 5,
        "digests": {"cases": "c", "checks": "k", "limits": "l"},
        "facts": {"baseline": {}, "candidate": {"served_models": ["m-1"], "region": "eu"}},
        "gates": (GATE,),
        "costs": {},
        **changed,
    }
    return Night(**values)


def test_a_verdict_that_stays_has_no_reason() -> None:
    assert verdict_changes([night("one"), night("two")]) == {}


def test_another_rule_is_another_verdict() -> None:
    after = night("two", verdict="conditional", rule="form_only")
    later = night("three", verdict="conditional", rule="soft_gate_exceeded")
    assert list(verdict_changes([night("one"), after, later])) == ["key of two", "key of three"]


def test_every_kind_of_change_is_named() -> None:
    before = night("one")
    after = night(
        "two",
        verdict="unsafe",
        rule="gate_inferior",
        gates=(replace(GATE, outcome="inferior"), replace(GATE, gate="refusal")),
        digests={"cases": "c", "checks": "other", "limits": "wider"},
        facts={"baseline": {}, "candidate": {"served_models": ["m-2", "m-3"], "region": None}},
    )
    assert verdict_changes([before, after])["key of two"] == (
        "gate task: noninferior, now inferior",
        "gate refusal: absent, now noninferior",
        "candidate: served model m-1, now m-2, m-3",
        "candidate: region eu, now not known",
        "checks changed",
        "margins, floors or confidence changed",
    )


def test_other_cases_are_no_other_checks_and_an_unknown_model_is_no_change() -> None:
    silent: dict[str, Any] = {"baseline": {}, "candidate": {"served_models": [], "region": "eu"}}
    other = {"cases": "d", "checks": "other", "limits": "l"}
    after = night("two", digests=other, facts=silent)
    assert changes(night("one"), after) == ("cases of the suite changed",)


def test_the_shown_gate_is_hard_and_has_a_difference() -> None:
    soft, rate = replace(GATE, hard=False), replace(GATE, scale="rate")
    assert night("one", gates=(soft, rate)).shown_gate is None
    assert night("one", gates=(soft, rate, GATE)).shown_gate == GATE
