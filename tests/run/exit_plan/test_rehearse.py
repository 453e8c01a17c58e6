from __future__ import annotations

import pytest
from local_vendor import LocalVendor, chat
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_suite, make_workload

from portcheck.error_classes import ErrorClass, Failure
from portcheck.model.chat import Variant, Wording
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Price, ProviderSpec
from portcheck.run.events import Event, SampleFinished
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.exit_plan.rehearse import rehearsal_plan, rehearse, summary
from portcheck.run.plan.build import build_plan


def spec(name: str, root: str = "http://127.0.0.1:9") -> ProviderSpec:
    return ProviderSpec(
        id=name,
        vendor="self-hosted",
        dialect="openai-chat",
        model="m",
        base_url=f"{root}/v1",
        price=Price(input=1.0, output=1.0),
    )


def plan(root: str = "http://127.0.0.1:9", repeats: int = 1) -> Plan:
    cases = [make_case(f"c{number}", repeats=repeats) for number in range(9)]
    suite = make_suite(make_workload("w", cases), make_workload("v", [make_case("only")]))
    specs = [spec(name, root) for name in ("old", "new", "third")]
    return build_plan(suite, specs, baseline="old")


def ended(outcome: ErrorClass | float, cost: float | None = 0.5) -> SampleFinished:
    trial = Trial(
        key="k", workload="w", case="c", provider="new", repeat=0, ordinal=0, request_hash="h"
    )
    if isinstance(outcome, float):
        answer = make_completion()
        answer = replace(answer, timing=replace(answer.timing, total_s=outcome))
        return SampleFinished(
            trial=trial, sample=Sample(trial="k", completion=answer), cost_usd=cost
        )
    failure = Failure(error_class=outcome, message="said so")
    return SampleFinished(trial=trial, sample=Sample(trial="k", failure=failure))


def test_a_rehearsal_asks_each_case_once_of_where_the_workload_moves() -> None:
    made = rehearsal_plan(plan(repeats=3), {"w": ("new", ""), "v": ("third", "")}, 3)
    assert [(one.workload, one.case, one.provider, one.repeat) for one in made.trials] == [
        ("w", "c0", "new", 0),
        ("w", "c3", "new", 0),
        ("w", "c6", "new", 0),
        ("v", "only", "third", 0),
    ]
    assert rehearsal_plan(plan(), {}, 3).trials == ()


@pytest.mark.parametrize("variant", ["", "brief"])
def test_a_rehearsal_asks_the_prompt_that_the_target_needs(variant: str) -> None:
    words = {"brief": Wording(system="Briefly."), "long": Wording(system="At length.")}
    cases = [replace(make_case(name), variants={"new": words}) for name in ("a", "b")]
    variants = {"new": tuple(Variant(name=name, system=one.system) for name, one in words.items())}
    suite = make_suite(replace(make_workload("w", cases), variants=variants))
    whole = build_plan(suite, [spec("old"), spec("new")], baseline="old")
    made = rehearsal_plan(whole, {"w": ("new", variant)}, 3)
    assert [(one.case, one.provider, one.variant or "") for one in made.trials] == [
        ("a", "new", variant),
        ("b", "new", variant),
    ]


def test_answers_times_and_cost_are_summed_up() -> None:
    made = summary(20, [ended(float(number)) for number in range(1, 21)], 4, "")
    assert (made.answers, made.latency_median_s, made.latency_p95_s) == (20, 10.5, 19.0)
    assert (made.cost_usd, made.in_flight, made.obstacle) == (10.0, 4, "")
    assert summary(1, [ended(1.0, None)], 1, "").cost_usd is None


@pytest.mark.parametrize(
    ("outcomes", "obstacle"),
    [
        (["auth", "auth"], "the key is rejected: said so"),
        ([1.0, "quota_exhausted"], "the quota is used up: said so"),
        ([1.0, "timeout", "rate_limited"], "the rate limit does not hold: said so"),
        (["timeout"], "timeout: said so"),
        ([1.0, "timeout"], ""),
        ([], "no provider was asked: budget"),
    ],
)
def test_keys_quotas_and_silence_are_obstacles(
    outcomes: list[ErrorClass | float], obstacle: str
) -> None:
    made = summary(2, [ended(one) for one in outcomes], 1, "budget")
    assert made.obstacle == obstacle
    assert sum(made.failures.values()) == sum(isinstance(one, str) for one in outcomes)


@pytest.mark.server
def test_a_rehearsal_really_asks_and_scores_for_information() -> None:
    heard: list[Event] = []
    with LocalVendor(lambda _path, _body: chat("yes")) as vendor:
        whole = plan(vendor.root)
        made = rehearse(
            rehearsal_plan(whole, {"w": ("new", "")}, 4),
            environ={},
            tell=heard.append,
            policy=RunPolicy(retries=0),
            control=Control(),
        )
    assert len(vendor.bodies) == 4
    assert made["w"].answers == made["w"].asked == 4
    assert made["w"].cost_usd == pytest.approx(4 * 22e-6)
    assert made["w"].in_flight >= 1
    assert (made["w"].scored, made["w"].passed) == (4, 4)
    assert sum(isinstance(event, SampleFinished) for event in heard) == 4
