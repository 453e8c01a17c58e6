"""Who judges in a plan, how often at most, and for how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from judged_runs import planned, written
from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.errors import UsageError
from portcheck.model.routes.guardrail import Guardrail, Moderation
from portcheck.model.suite import Price, ProviderSpec
from portcheck.run.cost import cost_bound, estimated_tokens
from portcheck.run.moderation.moderators import bound, models, moderator_bounds, moderators
from portcheck.run.plan.build import build_plan, build_recording_plan
from portcheck.run.plan.credentials import require_judges, without_credentials
from portcheck.run.plan.forecast import forecast
from portcheck.run.plan.preflight import destinations

JUDGE = make_provider(
    "judge",
    dialect="http",
    base_url="https://judge.test",
    api_key_env="JUDGE_KEY",
    options={"body": {"q": "$prompt"}, "blocked_if": "bad"},
)
OLD = make_provider("old", base_url="https://old.test", api_key_env=None)


def guarded(name: str = "new", judge: ProviderSpec = JUDGE, **rule: bool | float) -> ProviderSpec:
    moderation = Moderation(moderator="judge", **rule)  # type: ignore[arg-type]
    return replace(
        make_provider(name, base_url="https://new.test", api_key_env=None),
        guardrail=Guardrail(moderation=moderation),
        moderator=judge,
    )


SUITE = make_suite(make_workload("w", [make_case("a"), make_case("b")]))
REQUEST = make_case("a").request


def test_moderators_are_no_candidates() -> None:
    new = guarded()
    plan = build_plan(SUITE, [OLD, new, JUDGE], baseline="old")
    assert plan.candidates == ("new",)
    assert models([OLD, JUDGE]) == (OLD,)
    assert moderators([new, guarded("other"), OLD]) == (JUDGE,)
    with pytest.raises(UsageError, match="'judge' is a moderator"):
        build_plan(SUITE, [OLD, JUDGE], baseline="old", candidates=["judge"])
    with pytest.raises(UsageError, match="'judge' is a moderator"):
        build_plan(SUITE, [OLD, JUDGE], baseline="judge")
    with pytest.raises(UsageError, match="'judge' is a moderator"):
        build_recording_plan(SUITE, [JUDGE])


def test_each_call_is_judged_twice_at_most() -> None:
    assert moderator_bounds(OLD, [REQUEST]).calls == 0
    assert moderator_bounds(guarded(), [REQUEST, REQUEST]).calls == 4
    assert moderator_bounds(guarded(output=False), [REQUEST]).calls == 1
    assert moderator_bounds(guarded(), [REQUEST]).cost_usd is None
    assert moderator_bounds(guarded(price_per_call=0.5), [REQUEST]).cost_usd == 1.0
    priced = replace(JUDGE, price=Price(input=1.0, output=9.0))
    tokens_in, tokens_out = estimated_tokens(REQUEST)
    most = moderator_bounds(guarded(judge=priced), [REQUEST]).cost_usd
    assert most == pytest.approx((tokens_in + tokens_out) / 1e6)
    assert bound(guarded(price_per_call=0.5), REQUEST) == 1.0
    assert bound(guarded(), REQUEST) == 0.0 == (cost_bound(REQUEST, None) or 0.0)


def test_its_host_and_key_are_printed_as_any_other() -> None:
    new, other = guarded(price_per_call=0.5), guarded("other", price_per_call=0.25)
    plan = build_plan(SUITE, [OLD, new, other], baseline="old")
    last = destinations(plan)[-1]
    assert (last.provider, last.host, last.key_variable) == ("judge", "judge.test", "JUDGE_KEY")
    assert (last.calls, last.cost_bound_usd, last.asks) == (8, 3.0, True)
    done = frozenset(trial.key for trial in plan.trials)
    assert (destinations(plan, done)[-1].calls, destinations(plan, done)[-1].asks) == (0, False)
    entry = forecast(plan, retries=2, environ={})[-1]
    assert (entry.provider, entry.moderator, entry.calls) == ("judge", True, 8)
    assert (entry.cost_high_usd, entry.key_set) == (3.0, False)


def test_a_route_whose_moderator_has_no_key_is_not_asked() -> None:
    plan = build_plan(SUITE, [OLD, guarded(), guarded("other")], baseline="old")
    plan = replace(plan, providers=(OLD, guarded(), make_provider("other", api_key_env=None)))
    lacking = without_credentials(plan, {})
    assert set(lacking) == {"new"}
    assert "JUDGE_KEY" in str(lacking["new"])
    assert without_credentials(plan, {"JUDGE_KEY": "k"}) == {}


def test_who_judges_for_a_judge_is_named_as_well(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, {"old": ["a"], "new": ["b"]}))
    judge, *others = plan.judges or ()
    live = replace(
        guarded(judge.id), vendor=judge.vendor, model="m-2026-01-01", api_key_env="GRADER_KEY"
    )
    made = replace(plan, judges=(live, *others))
    rows = {one.provider: one for one in destinations(made)}
    assert rows["judge"].calls == 2 * rows[live.id].calls > 0
    assert rows["judge"].asks
    with pytest.raises(UsageError, match="JUDGE_KEY"):
        require_judges(made, {"GRADER_KEY": "k"}, frozenset())
