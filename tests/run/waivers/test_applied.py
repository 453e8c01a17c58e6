"""Which waivers apply to a verdict."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import make_gate, make_verdict
from msgspec.structs import replace
from run_builders import make_suite

from portcheck.model.suite import Suite, Waiver
from portcheck.run.waivers.applied import waived_gates, waiver_uses

DAY = date(2027, 6, 1)
VERDICT = make_verdict(
    verdict="unsafe",
    gates=(
        make_gate(gate="task", outcome="inferior"),
        make_gate(gate="refusal", outcome="noninferior"),
        make_gate(gate="security", outcome="breached", scale="rate"),
    ),
)


def suite(*gates: str, until: date = DAY + timedelta(days=40), **names: str) -> Suite:
    place = {"workload": VERDICT.workload, "candidate": VERDICT.candidate} | names
    waivers = tuple(
        Waiver(gate=gate, reason="r", by="b", until=until.isoformat(), **place) for gate in gates
    )
    return replace(make_suite(), waivers=waivers)


@pytest.mark.parametrize(
    ("gate", "until", "allowed", "state"),
    [
        ("task", 40, set(), "applies"),
        ("task", 1, set(), "applies"),
        ("task", 0, set(), "lapsed"),
        ("task", -9, set(), "lapsed"),
        ("refusal", 40, set(), "waives_nothing"),
        ("pushback", 40, set(), "waives_nothing"),
        ("security", 40, set(), "not_allowed"),
        ("security", 40, {"task"}, "not_allowed"),
        ("security", 40, {"security"}, "applies"),
    ],
)
def test_the_state_of_a_waiver(gate: str, until: int, allowed: set[str], state: str) -> None:
    given = suite(gate, until=DAY + timedelta(days=until))
    (use,) = waiver_uses(given, [VERDICT], DAY, allowed)
    assert (use.state, use.days_left) == (state, until)
    place = (VERDICT.workload, VERDICT.candidate)
    applies = waived_gates(given, place, VERDICT.gates, DAY, allowed)
    assert applies == ({gate} if state == "applies" else set())


def test_a_waiver_is_of_one_workload_and_one_candidate() -> None:
    place = (VERDICT.workload, VERDICT.candidate)
    for given in (suite("task", candidate="else"), suite("task", workload="else")):
        assert waived_gates(given, place, VERDICT.gates, DAY, set()) == frozenset()


def test_the_others_that_still_fail_are_named() -> None:
    one, other = waiver_uses(suite("task", "security"), [VERDICT], DAY, {"security"})
    assert (one.still_fails, other.still_fails) == ((), ())
    (alone,) = waiver_uses(suite("task"), [VERDICT], DAY, {"security"})
    assert alone.still_fails == ("security",)


def test_a_waiver_of_what_was_not_judged_does_nothing() -> None:
    (use,) = waiver_uses(suite("task", candidate="else"), [VERDICT], DAY, set())
    assert (use.state, use.outcome) == ("not_judged", None)
    assert waiver_uses(make_suite(), [VERDICT], DAY, set()) == ()
