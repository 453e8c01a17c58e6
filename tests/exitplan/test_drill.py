from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from exit_builders import band, route, target, workload
from msgspec.structs import replace

from portcheck.exitplan.drill import NO_EVIDENCE, drill, worst_first
from portcheck.exitplan.loss import Loss
from portcheck.exitplan.scenario import Drill, DrillRow, FleetEntry, Scenario
from portcheck.model.codec import encode
from portcheck.model.exit_plan import Condition, ExitRoute, ExitWorkload
from portcheck.model.suite import Limits

DAY = date(2026, 12, 1)
TODAY = route("today", vendor="openai", regions=("us",), key="K")


def scenario(**changes: Any) -> Scenario:
    values: dict[str, Any] = {
        "without": (Loss(kind="vendor", name="openai"),),
        "as_of": DAY,
        "gone_on": DAY,
        "until": DAY,
        **changes,
    }
    return Scenario(**values)


def place(each: ExitWorkload, *routes: ExitRoute, today: ExitRoute | None = TODAY) -> FleetEntry:
    known = {one.provider: one for one in routes}
    names = [one.candidate for one in each.targets]
    return FleetEntry(
        workload=each, today=today, routes={name: known.get(name, route(name)) for name in names}
    )


def met(require: Mapping[str, Any], facts: Mapping[str, Any], day: date) -> tuple[str, str]:
    del require, day
    return str(facts.get("policy", "met")), "region in eu"


def run(*fleet: FleetEntry, **changes: Any) -> Drill:
    return drill(fleet, scenario(**changes), met)


def only(*fleet: FleetEntry, **changes: Any) -> DrillRow:
    (row,) = run(*fleet, **changes).workloads
    return row


def test_a_workload_moves_to_its_best_target_and_says_what_changes() -> None:
    move = target(
        "a",
        cost_change=band(-0.02, -0.01, 0.0),
        extra_failures=band(0.0, 0.001, 0.002),
        cost=0.05,
        conditions=(Condition(what="sign the contract"),),
    )
    found = run(place(workload("w", target("b", verdict="unsafe", binding="task"), move)))
    (row,) = found.workloads
    assert (row.from_, row.to, row.verdict) == ("today", "a", "safe")
    assert (row.cost_change_usd_month, row.cost_change_low) == (-10.0, -20.0)
    assert (row.extra_failures_month, row.extra_failures_high) == (1.0, 2.0)
    assert (row.evidence_age_days, row.capacity) == (30, "unknown")
    assert row.conditions == ("sign the contract",)
    assert [(one.to, one.binding) for one in row.others] == [("b", "task")]
    assert (found.exit_coverage, found.no_exit, found.cost_change_usd_month) == (1.0, (), -10.0)


def test_the_keys_of_a_drill_are_those_that_programs_read() -> None:
    shown = encode(run(place(workload("w", target("a")))))
    assert set(shown) >= {
        *("without", "as_of", "exit_coverage", "workloads", "no_exit", "exit_code")
    }
    assert set(shown["workloads"][0]) >= {
        *("workload", "from", "to", "verdict", "binding", "cost_change_usd_month"),
        *("extra_failures_month", "evidence_age_days", "capacity"),
    }
    assert list(shown["without"]) == ["openai"]


def test_only_what_runs_on_it_is_hit_and_nothing_moves_to_it() -> None:
    elsewhere = place(workload("other", target("a")), today=route("x"))
    again = place(
        workload("w", target("eu"), target("a", verdict="conditional", binding="form")),
        route("eu", vendor="OpenAI"),
    )
    found = run(elsewhere, again)
    assert (found.not_hit, found.exit_coverage) == (1, 0.0)
    assert (found.workloads[0].to, found.workloads[0].verdict) == ("a", "conditional")
    assert found.no_exit == ()


def test_without_evidence_nothing_is_known() -> None:
    found = run(place(workload("w")), place(workload("v", target("today")), TODAY))
    assert {(row.binding, row.others) for row in found.workloads} == {(NO_EVIDENCE, ())}
    assert [(row.to, row.verdict) for row in found.workloads] == [(None, "inconclusive")] * 2
    assert found.no_exit == ("w", "v")
    assert found.cost_change_usd_month is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"retires": "2026-12-20"}, "the model retires on 2026-12-20"),
        ({"contract_ends": "2026-12-31"}, "the contract ends on 2026-12-31"),
    ],
)
def test_what_ends_inside_the_horizon_is_no_exit(facts: dict[str, str], said: str) -> None:
    each = place(workload("w", target("a")), route("a", **facts))
    assert only(each).verdict == "safe"
    row = only(each, until=date(2026, 12, 31))
    assert (row.verdict, row.binding.startswith(said)) == ("unsafe", True)


@pytest.mark.parametrize(
    ("state", "verdict"), [("met", "safe"), ("unknown", "conditional"), ("violated", "unsafe")]
)
def test_requirements_are_held_against_the_facts_of_the_day(state: str, verdict: str) -> None:
    needs = workload("w", target("a"), require={"region": {"in": ["eu"]}})
    row = only(place(needs, route("a", facts={"policy": state})))
    assert row.verdict == verdict
    assert ("region in eu" in row.binding) is (state != "met")


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12-31"])
def test_requirements_must_be_met_on_the_first_day_and_on_the_last(day: str) -> None:
    each = workload("w", target("a"), require={"region": {"in": ["eu"]}})

    def until(_require: object, _facts: object, asked: date) -> tuple[str, str]:
        return ("violated" if asked.isoformat() == day else "met"), "region in eu"

    found = drill([place(each)], scenario(until=date(2026, 12, 31)), until)
    assert found.workloads[0].verdict == "unsafe"


def test_old_evidence_does_not_count() -> None:
    old = place(workload("w", target("a", judged_on="2026-08-01")))
    assert only(old, max_age_days=200).verdict == "safe"
    row = only(old, max_age_days=90)
    assert row.verdict == "inconclusive"
    assert "122 days old" in row.binding
    assert only(old, max_age_days=122).verdict == "safe", "of the last day that counts"


def test_the_critical_workload_chooses_first_and_the_next_one_takes_what_carries_it() -> None:
    small = route("a", limits=Limits(requests_per_minute=30))
    large = route("b", limits=Limits(requests_per_minute=300))
    both = (target("a", cost=0.1), target("b", cost=0.2))
    found = run(
        place(workload("low", *both, criticality="low", monthly_calls=100_000), small, large),
        place(workload("top", *both, criticality="critical", monthly_calls=100_000), small, large),
    )
    rows = {row.workload: row for row in found.workloads}
    assert (rows["top"].to, rows["top"].capacity) == ("a", "fits")
    assert (rows["low"].to, rows["low"].capacity) == ("b", "fits")


def test_of_equally_critical_workloads_the_largest_chooses_first() -> None:
    small = route("a", limits=Limits(requests_per_minute=30))
    both = (target("a", cost=0.1), target("b", cost=0.2))
    sizes = {"few": 60_000, "many": 100_000}
    found = run(*(place(workload(n, *both, monthly_calls=c), small) for n, c in sizes.items()))
    assert {row.workload: row.to for row in found.workloads} == {"many": "a", "few": "b"}


def test_what_has_to_go_and_cannot_takes_no_room() -> None:
    shared = {"vendor": "v", "key": "K", "models": ("m",)}
    gone = route("us", regions=("us",), **shared)
    eu = route("eu", regions=("eu",), limits=Limits(requests_per_minute=30), **shared)
    found = run(
        place(workload("stuck", runs_on="us", monthly_calls=100_000), today=gone),
        place(workload("w", target("eu"), runs_on="us", monthly_calls=100_000), eu, today=gone),
        without=(Loss(kind="region", name="us"),),
    )
    assert {row.workload: row.capacity for row in found.workloads}["w"] == "fits"


def test_where_no_target_carries_it_the_best_one_is_taken() -> None:
    small = [route(name, limits=Limits(requests_per_minute=30)) for name in "ab"]
    both = (target("a", cost=0.1), target("b", cost=0.2))
    assert only(place(workload("w", *both, monthly_calls=1_000_000), *small)).to == "a"
    bad = target("a", verdict="unsafe", binding="task")
    row = only(place(workload("w", bad, monthly_calls=1_000_000), *small))
    assert (row.to, row.verdict) == ("a", "unsafe")


def test_the_first_thing_that_is_in_the_way_is_named() -> None:
    each = workload(
        "w",
        target("a", latency_limit=2.0, latency_ratio=1.5, cost_limit=2.0, cost_ratio=1.5),
        require={"region": {"in": ["eu"]}},
    )
    row = only(
        place(each, route("a", facts={"policy": "unknown"})), slower={"a": 2.0}, prices={"a": 2.0}
    )
    assert row.verdict == "conditional"
    assert row.binding.startswith("policy: ")
    assert [said.partition(":")[0] for said in row.conditions] == ["policy", "latency", "cost"]


def test_what_an_open_target_needs_is_said_where_nothing_else_is_in_the_way() -> None:
    each = workload("w", target("a", verdict="inconclusive", needs="40 more cases"))
    assert only(place(each)).needs == "40 more cases"
    assert only(place(each, route("a", retires="2026-11-01"))).needs == ""


def test_what_exceeds_every_limit_is_a_condition() -> None:
    small = route("a", limits=Limits(requests_per_minute=30))
    row = only(place(workload("w", target("a"), monthly_calls=1_000_000), small))
    assert (row.capacity, row.verdict) == ("exceeds", "conditional")
    assert row.binding.startswith("capacity: ")


def test_what_a_provider_carries_already_counts() -> None:
    shared = route("a", limits=Limits(requests_per_minute=30))
    stays = place(workload("stays", runs_on="a", monthly_calls=100_000), today=shared)
    row = only(stays, place(workload("w", target("a"), monthly_calls=100_000), shared))
    assert row.capacity == "exceeds"


def test_a_higher_price_raises_the_bill_and_widens_its_limits() -> None:
    each = place(workload("w", target("a", cost=0.05, cost_change=band(0.0, 0.01, 0.02))))
    row = only(each, prices={"a": 2.0})
    assert row.cost_change_usd_month == pytest.approx(1000 * (0.01 + 0.05))
    assert row.cost_change_low == pytest.approx(1000 * (0.06 - 0.02))
    cheaper = only(each, prices={"a": 0.5})
    assert cheaper.cost_change_usd_month == pytest.approx(1000 * (0.01 - 0.025))
    # Half of the price is no reason to be twice as sure.
    assert cheaper.cost_change_low == pytest.approx(1000 * (0.0 - 0.025))
    assert cheaper.cost_change_high == pytest.approx(1000 * (0.02 - 0.025))


def test_a_vendor_that_is_priced_out_hits_what_runs_on_it() -> None:
    each = place(workload("w", target("a"), baseline_cost=0.02))
    found = run(each, without=(), prices={"openai": 3.0})
    (row,) = found.workloads
    assert (row.from_, row.to) == ("today", "a")
    assert row.stay_cost_change_usd_month == pytest.approx(0.02 * 2.0 * 1000)
    assert run(each, without=(), prices={"other": 3.0}).workloads == ()
    assert only(each, without=(), slower={"openai": 3.0}).to == "a"
    itself = place(workload("w", target("today"), target("a", cost=0.9)), TODAY)
    assert only(itself, without=(), prices={"openai": 3.0}).to == "a"


@pytest.mark.parametrize(
    ("limit", "ratio", "verdict"),
    [
        (2.0, 1.2, "conditional"),
        (4.0, 1.2, "safe"),
        (2.0, None, "conditional"),
        (2.0, 1.0, "safe"),  # at its limit
        (None, 9.0, "safe"),
    ],
)
def test_a_slower_target_may_leave_its_limit(
    limit: float | None, ratio: float | None, verdict: str
) -> None:
    each = place(workload("w", target("a", latency_limit=limit, latency_ratio=ratio)))
    assert only(each, slower={"a": 2.0}).verdict == verdict
    assert only(each, slower={"other": 2.0}).verdict == "safe", "the run has judged the rest"


def test_what_is_gone_too_is_no_lack_of_evidence() -> None:
    same = route("a", vendor="openai")
    row = only(place(workload("w", target("a")), same))
    assert (row.to, row.verdict) == (None, "inconclusive")
    assert row.binding == "all compared targets are lost too: a"
    assert [(one.to, one.binding, one.gone) for one in row.others] == [
        ("a", "lost with openai", True)
    ]
    assert "no other provider was compared" in only(place(workload("w"))).binding


def test_a_target_whose_region_nobody_states_may_be_gone_too() -> None:
    lost = (Loss(kind="region", name="us"),)
    silent = place(workload("w", target("a"), target("b", cost=0.9)), route("b", regions=("eu",)))
    row = only(silent, without=lost)
    assert (row.to, row.verdict) == ("b", "safe")
    assert [(one.to, one.verdict, one.binding) for one in row.others] == [
        ("a", "conditional", "the region of a is unknown, and may be us")
    ]
    served = route("today", models=("m",))
    by_model = only(
        place(workload("w", target("a")), today=served), without=(Loss(kind="model", name="m"),)
    )
    assert by_model.verdict == "conditional"


def test_a_workload_is_not_called_spared_where_nobody_states_what_it_rests_on() -> None:
    lost = (Loss(kind="region", name="us"),)
    found = run(
        place(workload("eu", target("a")), today=route("x", regions=("eu",))),
        place(workload("silent", target("a")), today=route("x")),
        place(workload("unknown", target("a")), today=None),
        without=lost,
    )
    assert (found.workloads, found.not_hit, found.unclear) == ((), 1, ("silent", "unknown"))
    dearer = run(place(workload("w"), today=None), without=(), prices={"openai": 2.0})
    assert (dearer.not_hit, dearer.unclear) == (0, ("w",))


def test_only_what_moves_takes_room_and_is_on_the_bill() -> None:
    small = route("a", limits=Limits(requests_per_minute=30))
    bad = target("a", verdict="unsafe", cost_change=band(9, 9, 9))
    found = run(
        place(workload("bad", bad, criticality="critical", monthly_calls=100_000), small),
        place(
            workload("good", target("a", cost_change=band(1, 1, 1)), monthly_calls=100_000), small
        ),
    )
    rows = {row.workload: row for row in found.workloads}
    assert (rows["good"].verdict, rows["good"].capacity) == ("safe", "fits")
    assert found.cost_change_usd_month == 100_000
    assert found.no_exit == ("bad",)


def test_a_conditional_target_that_carries_it_is_taken_before_a_safe_one_that_does_not() -> None:
    small = route("a", limits=Limits(requests_per_minute=30))
    each = workload(
        "w", target("a", cost=0.1), target("b", verdict="conditional"), monthly_calls=1_000_000
    )
    row = only(place(each, small))
    assert (row.to, row.verdict) == ("b", "conditional")
    assert row.others[0].binding.startswith("capacity: ")


def test_what_stays_uses_limits_by_its_own_tokens_and_latency() -> None:
    limits = Limits(requests_per_minute=1000, tokens_per_minute=5000, concurrency=4)
    shared = route("a", vendor="v", limits=limits)
    stays = workload(
        "stays",
        runs_on="a",
        monthly_calls=100_000,
        baseline_tokens=100.0,
        baseline_seconds=1.0,
    )
    moves = workload("w", target("a", tokens=50.0, seconds=1.0), monthly_calls=100_000)
    row = only(place(stays, today=shared), place(moves, shared))
    assert (row.capacity, row.verdict) == ("fits", "safe")
    assert "(with stays)" in row.capacity_detail
    slow = only(place(stays, today=shared), place(moves, shared), slower={"v": 6.0})
    assert (slow.capacity, slow.verdict) == ("exceeds", "conditional")
    assert "calls in flight" in slow.capacity_detail


def test_what_gets_dearer_or_slower_is_ranked_by_what_it_then_is() -> None:
    both = workload(
        "w",
        target("a", cost=0.1, seconds=2.0, latency_change=band(-1, 1, 3)),
        target("b", cost=0.15),
    )
    assert only(place(both)).to == "a"
    row = only(place(both), prices={"a": 2.0})
    assert (row.to, row.others[0].binding) == ("b", "it costs more")
    slow = only(place(both), slower={"a": 3.0})
    assert slow.latency_change_s == 1.0 + 2.0 * 2.0


@pytest.mark.parametrize(
    ("limit", "ratio", "verdict"),
    [(1.5, 1.0, "conditional"), (3.0, 1.0, "safe"), (1.5, None, "conditional")],
)
def test_a_dearer_target_may_leave_its_limit(
    limit: float, ratio: float | None, verdict: str
) -> None:
    each = place(workload("w", target("a", cost_limit=limit, cost_ratio=ratio)))
    row = only(each, prices={"a": 2.0})
    assert row.verdict == verdict
    assert row.binding.startswith("cost: ") is (verdict == "conditional")


def test_staying_has_a_price_where_staying_is_possible() -> None:
    calm = workload("w", target("a"), baseline_cost=0.02, baseline_seconds=0.5)
    found = run(place(calm), without=(), prices={"openai": 3.0}, slower={"openai": 2.0})
    (row,) = found.workloads
    assert row.stay_latency_change_s == 0.5
    assert row.stay_cost_change_usd_month == found.stay_cost_change_usd_month == pytest.approx(40)
    gone = run(place(calm), prices={"openai": 3.0})
    assert gone.stay_cost_change_usd_month is None
    assert gone.workloads[0].stay_cost_change_usd_month is None
    slower = run(place(calm), without=(), slower={"openai": 2.0})
    assert slower.stay_cost_change_usd_month is None


def test_of_several_that_stay_the_price_of_one_may_not_have_changed() -> None:
    calm = workload("w", target("a"), baseline_cost=0.02)
    slow = place(workload("v", target("a")), today=route("x", vendor="x"))
    found = run(place(calm), slow, without=(), prices={"openai": 3.0}, slower={"x": 2.0})
    assert found.stay_cost_change_usd_month == pytest.approx(40)
    unknown = replace(calm, baseline_cost=None)
    found = run(place(unknown), slow, without=(), prices={"openai": 3.0}, slower={"x": 2.0})
    assert found.stay_cost_change_usd_month is None


def test_evidence_that_is_too_old_says_so_whatever_it_left_open() -> None:
    old = {"judged_on": "2026-11-30", "answers_from": "2026-08-01"}
    each = workload(
        "w",
        target("a", verdict="inconclusive", cost=0.1, binding="gate_not_shown", **old),
        target("b", cost=0.2, **old),
        target("c", verdict="unsafe", binding="task", **old),
    )
    row = only(place(each), max_age_days=90)
    assert (row.to, row.verdict, row.evidence_age_days) == ("b", "inconclusive", 122)
    assert row.binding == "the evidence is 122 days old, and the limit is 90"
    assert [(one.to, one.binding == row.binding) for one in row.others] == [
        ("a", True),
        ("c", False),
    ]


def test_a_condition_that_the_run_named_is_not_said_twice() -> None:
    said = Condition(what="policy: unknown: region.")
    each = workload(
        "w",
        target("a", verdict="conditional", conditions=(said,)),
        require={"region": {"in": ["eu"]}},
    )
    found = drill([place(each)], scenario(), lambda *_: ("unknown", "unknown: region"))
    assert found.workloads[0].conditions == ("policy: unknown: region.",)


def test_what_ended_already_is_told_from_what_ends_in_time() -> None:
    each = workload("w", target("a"))
    before = only(place(each, route("a", retires="2026-11-01")))
    assert before.binding == "the model retired on 2026-11-01"
    ended = only(place(each, route("a", contract_ends="2026-12-01")))
    assert ended.binding == "the contract ended on 2026-12-01"
    later = only(place(each, route("a", retires="2026-12-20")), until=date(2026, 12, 31))
    assert later.binding == "the model retires on 2026-12-20, but must last until 2026-12-31"


def test_of_several_drills_the_worst_comes_first() -> None:
    calm = run(place(workload("w", target("a"))))
    stuck = run(place(workload("w")))
    nothing = run(place(workload("w"), today=route("x")))
    doubtful = run(place(workload("w", target("a", verdict="conditional"))))
    assert worst_first([nothing, calm, doubtful, stuck]) == [stuck, doubtful, calm, nothing]
    assert (nothing.cost_change_usd_month, nothing.exit_coverage) == (None, None)


def test_a_row_names_the_prompt_that_its_target_needs() -> None:
    needs = only(place(workload("w", target("a", variant="brief")), route("a", vendor="v")))
    plain = only(place(workload("w", target("a")), route("a", vendor="v")))
    assert encode(needs)["variant"] == "brief"
    assert "variant" not in encode(plain)
