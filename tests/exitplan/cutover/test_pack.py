from __future__ import annotations

from typing import Any

from builders import make_gate, make_verdict
from exit_builders import route, target, workload
from run_builders import make_provider

from portcheck.exitplan.cutover.pack import Move, Section, sections
from portcheck.exitplan.cutover.side import side
from portcheck.model.exit_plan import Change, Condition, ExitRoute
from portcheck.model.suite import Limits

GATES = (
    make_gate(gate="task", margin=0.05, baseline=0.9),
    make_gate(gate="security", scale="rate", margin=0.1, hard=True),
    make_gate(gate="errors", scale="rate", margin=0.05, hard=False),
    make_gate(gate="latency", scale="ratio", margin=1.5, hard=False),
)


def page(
    to: ExitRoute | None = None,
    owner: str | None = None,
    answers_from: str | None = None,
    guardrail: str = "",
    more: tuple[Change, ...] = (),
    **verdict: Any,
) -> dict[str, Section]:
    made = make_verdict(
        verdict=verdict.pop("verdict", "safe"),
        baseline=verdict.pop("baseline", "gpt"),
        candidate="claude",
        gates=verdict.pop("gates", GATES),
        changes=(
            Change(setting="temperature", from_=0.2, why="not taken"),
            Change(setting="effort", to="low"),
            *more,
        ),
        **verdict,
    )
    move = Move(
        workload=workload("w", runs_on="gpt", monthly_calls=90_000, owner=owner),
        target=target(
            "claude",
            conditions=(Condition(what="sign", owner="Ana"),),
            answers_from=answers_from,
        ),
        verdict=made,
        today=side(make_provider("gpt", vendor="openai", model="a")),
        to=side(make_provider("claude", vendor="anthropic", dialect="anthropic", api_key_env="K")),
        route=to or route("claude"),
        guardrail=guardrail,
    )
    return {one.title: one for one in sections(move)}


def test_what_changes_is_what_differs_and_every_setting() -> None:
    rows = page()["What changes"].rows
    assert rows[0] == ("What", "Today", "Then")
    assert ("model", "a", "m") in rows
    assert ("key", "none", "K") in rows
    assert ("temperature", "0.2", "left out: not taken") in rows
    assert ("effort", "not set", "low") in rows


def test_before_the_move_there_is_a_list_to_tick_off() -> None:
    found = page()["Before the move"]
    assert found.to_do
    assert found.lines[0] == "sign (owner: Ana, by: ...)"
    assert any(line.startswith("K is set") for line in found.lines)
    assert "the limits that may not carry the workload are raised: the entry states no" in (
        "\n".join(found.lines)
    )


def test_what_ends_and_what_limits_carry_is_to_be_settled_by_its_owner() -> None:
    limits = Limits(requests_per_minute=60)
    ends = route("claude", retires="2027-01-01", contract_ends="2027-02-02", limits=limits)
    said = "\n".join(page(ends, owner="Ana")["Before the move"].lines)
    assert "retires on 2027-01-01 (owner: Ana, by: ...)" in said
    assert "ends on 2027-02-02 (owner: Ana, by: ...)" in said
    assert "that this workload needs: 20.5 calls a minute at the peak, limit 60 (owner" in said
    less = route("claude", limits=Limits(requests_per_minute=20))
    said = "\n".join(page(less)["Before the move"].lines)
    assert "the limits that do not carry the workload are raised: 20.5 calls" in said


def test_the_claim_says_how_old_its_answers_are() -> None:
    lines = page()["The claim"].lines
    assert any("of 2026-11-01." in line for line in lines)
    dated = page(answers_from="2026-09-01")["The claim"].lines
    assert any("of 2026-11-01, on answers from 2026-09-01 on." in line for line in dated)


def test_every_gate_says_when_to_go_back() -> None:
    said = "\n".join(page()["Go back when"].lines)
    assert "task: the target's share is more than 5.0 points below today's (90.0 %" in said
    assert "security: one confirmed breach" in said
    assert "errors: more than 5.0 % of calls fail" in said
    assert "latency: more than 1.5 times today's" in said


def test_a_preference_has_no_share_to_fall_below() -> None:
    gates = (make_gate(gate="preference", margin=0.1, baseline=None, candidate=None),)
    assert page(gates=gates)["Go back when"].lines[0] == (
        "preference: judges prefer today's answers to the target's by more than 10.0 points"
    )


def test_the_canary_grows_with_what_has_to_be_seen() -> None:
    rows = page()["Canary"].rows
    assert [row[0] for row in rows] == ["Share", "1 %", "5 %", "25 %", "50 %"]
    bare = page(gates=())["Canary"]
    assert bare.rows == ()
    assert "No gate has a rate and a margin, so the number of calls is unknown." in bare.lines[0]


def test_a_move_that_is_not_shown_to_be_safe_says_so_first() -> None:
    assert page(verdict="unsafe")["The claim"].lines[0].startswith("This move is not shown")
    said = page(baseline="other")["The claim"].lines
    assert "It was compared with other, and runs on gpt today." in said


def test_the_guardrail_moves_too() -> None:
    def to_settle(**changes: Any) -> str:
        return " ".join(page(**changes)["Before the move"].lines)

    in_place = "the guardrail id=g is in place where the workload runs: the run tested it with that"
    assert in_place in to_settle(guardrail="id=g")
    gained = (Change(setting="guardrail", to="id=g", why="the verdict holds only with it"),)
    assert in_place in to_settle(guardrail="id=g", more=gained)
    lost = (Change(setting="guardrail", from_="id=h", why="tested without one"),)
    assert "somebody has accepted the loss of the guardrail id=h" in to_settle(more=lost)
    assert "guardrail" not in to_settle()
    rows = page(more=lost)["What changes"].rows
    assert ("guardrail", "id=h", "left out: tested without one") in rows
