from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck.error_classes import ErrorClass, Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request, Tool, ToolCall, ToolLoop, ToolResult
from portcheck.model.completion import Completion
from portcheck.model.run import Plan
from portcheck.model.suite import Auth, Limits, Price, ProviderSpec
from portcheck.providers.call.redaction import Key, cleaned_answer
from portcheck.providers.open_provider import open_provider
from portcheck.run.cost import cost_bound
from portcheck.run.events import (
    Draining,
    Event,
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
)
from portcheck.run.execute.lane import FAILURES_IN_A_ROW
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.runner import run_plan, shared_by
from portcheck.run.execute.shutdown import Control
from portcheck.run.fair_shares import DEFAULT_CONCURRENCY
from portcheck.run.own_machines import IN_FLIGHT
from portcheck.run.plan.build import build_plan

Answer = Callable[[Request], Completion]


class Scripted:
    """A provider that answers from a function and counts what is in flight."""

    def __init__(self, spec: ProviderSpec, answer: Answer) -> None:
        self.spec = spec
        self._answer = answer
        self.asked: list[str] = []
        self.in_flight = 0
        self.most_in_flight = 0

    def identity(self) -> Mapping[str, str]:
        return {}

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request.messages[0].text)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await asyncio.sleep(0)
        self.in_flight -= 1
        return self._answer(request)

    async def aclose(self) -> None:
        return None


async def no_sleep(_seconds: float) -> None:
    return None


POLICY = RunPolicy(sleep=no_sleep, now=datetime(2026, 1, 2, tzinfo=UTC).timestamp)


def fail(error_class: ErrorClass, **said: Any) -> Answer:
    def answer(_request: Request) -> Completion:
        raise ProviderError(Failure(error_class=error_class, message="it broke", **said))

    return answer


def plan_of(count: int, **old: object) -> Plan:
    suite = make_suite(make_workload("a", [make_case(f"case {i}") for i in range(count)]))
    providers = [make_provider("old", **old), make_provider("new")]
    return build_plan(suite, providers, baseline="old")


def execute(
    plan: Plan, answers: Mapping[str, Answer], **options: object
) -> tuple[dict[str, Scripted], list[Event], tuple[str, ...]]:
    providers = {spec.id: Scripted(spec, answers[spec.id]) for spec in plan.providers}
    events: list[Event] = []
    values: dict[str, object] = {"live": frozenset(providers), "policy": POLICY, **options}
    stopped = asyncio.run(run_plan(plan, providers, tell=events.append, **values))  # type: ignore[arg-type]  # options of the call
    return providers, events, stopped


def good(_request: Request) -> Completion:
    return make_completion()


def samples(events: list[Event]) -> list[SampleFinished]:
    return [event for event in events if isinstance(event, SampleFinished)]


def test_every_trial_is_asked_once() -> None:
    plan = plan_of(20)
    providers, events, stopped = execute(plan, {"old": good, "new": good})
    assert stopped == ()
    assert events[0] == RunStarted(planned={"old": 20, "new": 20}, done={"old": 0, "new": 0})
    assert {event.trial.key for event in samples(events)} == {trial.key for trial in plan.trials}
    assert sorted(providers["new"].asked) == sorted(f"case {i}" for i in range(20))
    assert {event.sample.started_at for event in samples(events)} == {"2026-01-02T00:00:00Z"}


def test_concurrency_is_kept() -> None:
    plan = plan_of(30, limits=Limits(concurrency=3))
    providers, _, _ = execute(plan, {"old": good, "new": good})
    assert providers["old"].most_in_flight == 3
    assert 3 < providers["new"].most_in_flight <= DEFAULT_CONCURRENCY


def test_entries_on_one_machine_at_home_share_its_room() -> None:
    plan = plan_of(12)
    at = {"old": "http://127.0.0.1:8101/v1", "new": "http://localhost:8102/v1"}
    specs = tuple(
        replace(spec, preset="llama-cpp", base_url=at[spec.id]) for spec in plan.providers
    )
    in_flight, most = 0, 0

    def count(event: Event) -> None:
        nonlocal in_flight, most
        in_flight += isinstance(event, RequestSent) - isinstance(event, RequestEnded)
        most = max(most, in_flight)

    providers = {spec.id: Scripted(spec, good) for spec in specs}
    made = replace(plan, providers=specs)
    asyncio.run(run_plan(made, providers, tell=count, live=frozenset(providers), policy=POLICY))
    assert most == IN_FLIGHT
    assert len(providers["old"].asked) == len(providers["new"].asked) == 12


def test_what_is_done_is_not_asked_again() -> None:
    plan = plan_of(3)
    done = frozenset(trial.key for trial in plan.trials if trial.case != "case 1")
    providers, events, _ = execute(plan, {"old": good, "new": good}, done=done)
    assert providers["old"].asked == providers["new"].asked == ["case 1"]
    assert events[0] == RunStarted(planned={"old": 3, "new": 3}, done={"old": 2, "new": 2})


def test_a_failure_is_a_sample_and_the_others_go_on() -> None:
    def sometimes(request: Request) -> Completion:
        if request.messages[0].text == "case 2":
            raise ProviderError(Failure(error_class="server", message="no", retryable=True))
        return make_completion()

    _, events, stopped = execute(plan_of(5), {"old": good, "new": sometimes})
    failed = [e.sample for e in samples(events) if e.sample.failure]
    assert stopped == ()
    assert [(s.failure and s.failure.error_class, s.attempts) for s in failed] == [("server", 3)]


@pytest.mark.parametrize("error_class", ["auth", "not_found", "quota_exhausted"])
def test_hopeless_failures_stop_a_provider_at_once(error_class: ErrorClass) -> None:
    plan = plan_of(50, limits=Limits(concurrency=1))
    providers, events, stopped = execute(plan, {"old": fail(error_class), "new": good})
    assert len(providers["old"].asked) == 1
    assert len(providers["new"].asked) == 50
    assert stopped == (f"old: {error_class}: it broke",)
    assert [e.provider for e in events if isinstance(e, ProviderStopped)] == ["old"]


BROKEN: tuple[dict[str, Any], ...] = (
    {"auth": Auth(header="authorization", command=("/no/such/program",), ttl_s=60.0)},
    {"ca_file": "/no/such/ca.pem"},
    {"client_cert": ("/no/such/me.pem",)},
)


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_credentials_of_one_provider_leave_the_others_their_answers(
    broken: dict[str, Any],
) -> None:
    plan = plan_of(20, limits=Limits(concurrency=1))
    entry = make_provider(
        "old",
        dialect="openai-chat",
        base_url="https://api.probe.test/v1",
        api_key_env=None,
        **broken,
    )
    new = next(spec for spec in plan.providers if spec.id == "new")
    providers = {"old": open_provider(entry, {}), "new": Scripted(new, good)}
    events: list[Event] = []
    stopped = asyncio.run(
        run_plan(plan, providers, tell=events.append, live=frozenset({"old", "new"}), policy=POLICY)
    )
    answered = [event.sample for event in samples(events) if event.sample.failure is None]
    assert len(answered) == 20
    assert len(stopped) == 1
    assert stopped[0].startswith("old: ")


def test_a_provider_that_is_down_is_given_up() -> None:
    plan = plan_of(50, limits=Limits(concurrency=1))
    providers, _, stopped = execute(plan, {"old": fail("connection"), "new": good})
    assert len(providers["old"].asked) == FAILURES_IN_A_ROW
    assert "10 calls in a row failed" in stopped[0]


def test_recorded_failures_do_not_stop_anything() -> None:
    providers, _, stopped = execute(
        plan_of(30), {"old": fail("auth"), "new": good}, live=frozenset({"new"})
    )
    assert len(providers["old"].asked) == 30
    assert stopped == ()


def test_rejected_requests_do_not_stop_a_provider() -> None:
    named = fail("invalid_request", cause="tools")
    providers, _, stopped = execute(plan_of(30), {"old": named, "new": good})
    assert len(providers["old"].asked) == 30
    assert stopped == ()


def test_rejections_that_nobody_explains_stop_a_provider() -> None:
    providers, _, stopped = execute(plan_of(30), {"old": fail("invalid_request"), "new": good})
    assert len(providers["old"].asked) < 30
    assert "10 calls in a row failed, last invalid_request" in stopped[0]


def test_the_budget_stops_before_it_is_overdrawn() -> None:
    price = Price(input=1000.0, output=1000.0)
    plan = plan_of(50, price=price, limits=Limits(concurrency=1))

    def answer(_request: Request) -> Completion:
        return make_completion(tokens=1000)  # 2 USD

    policy = RunPolicy(sleep=no_sleep, max_cost=20.0)
    providers, events, stopped = execute(plan, {"old": answer, "new": good}, policy=policy)
    spent = sum(2.0 for event in samples(events) if event.trial.provider == "old")
    assert 0 < spent <= 20.0
    assert len(providers["old"].asked) < 50
    assert "budget" in stopped[0]


def test_recorded_answers_spend_nothing() -> None:
    plan = plan_of(30, price=Price(input=1e6, output=1e6))
    policy = RunPolicy(sleep=no_sleep, max_cost=0.01)
    providers, _, stopped = execute(
        plan, {"old": good, "new": good}, live=frozenset({"new"}), policy=policy
    )
    assert stopped == ()
    assert len(providers["old"].asked) == 30


def test_a_reservation_makes_others_wait_and_not_stop() -> None:
    """Sixteen workers, a budget for two bounds at a time, and calls that cost next to nothing."""
    price = Price(input=0.0, output=1000.0)  # bound 4.096 USD, cost 0.001
    plan = plan_of(40, price=price, limits=Limits(concurrency=16))

    def cheap(_request: Request) -> Completion:
        return make_completion(tokens=1)

    policy = RunPolicy(sleep=no_sleep, max_cost=9.0)
    providers, _, stopped = execute(plan, {"old": cheap, "new": good}, policy=policy)
    assert stopped == ()
    assert len(providers["old"].asked) == 40
    assert providers["old"].most_in_flight == 2


def test_what_may_have_been_billed_counts_against_the_budget() -> None:
    price = Price(input=0.0, output=1000.0)
    plan = plan_of(40, price=price, limits=Limits(concurrency=1))
    policy = RunPolicy(sleep=no_sleep, max_cost=9.0)
    providers, _, stopped = execute(
        plan, {"old": fail("malformed_response"), "new": good}, policy=policy
    )
    assert len(providers["old"].asked) == 2
    assert "budget" in stopped[0]


@pytest.mark.parametrize("ends", ["drain", "stop"])
def test_a_call_that_is_given_up_has_cost_what_its_requests_may_have_cost(ends: str) -> None:
    price = Price(input=0.0, output=1000.0)
    plan = plan_of(1, price=price, limits=Limits(concurrency=1))
    bound = cost_bound(plan.suite.workloads[0].cases[0].request, price)
    assert bound is not None
    control = Control()

    async def sleep(_seconds: float) -> None:  # before the second request
        getattr(control, ends)()
        await asyncio.sleep(30)

    policy = RunPolicy(sleep=sleep, max_cost=100.0)
    shared = shared_by(policy, control, lambda _event: None)
    asked: dict[str, Any] = {"policy": policy, "control": control, "shared": shared}
    with contextlib.suppress(asyncio.CancelledError):
        execute(plan, {"old": fail("server", retryable=True), "new": good}, **asked)
    # Of a call that is cancelled nobody knows what has left.
    assert shared.budget.left == pytest.approx(100.0 - (bound if ends == "drain" else 2 * bound))


def test_what_a_retry_sets_aside_comes_back() -> None:
    price = Price(input=0.0, output=1000.0)
    plan = plan_of(1, price=price)
    bound = cost_bound(plan.suite.workloads[0].cases[0].request, price)
    assert bound is not None
    failures = iter([fail("server", retryable=True)])

    def answer(request: Request) -> Completion:
        return next(failures, lambda _request: make_completion(tokens=1))(request)

    policy = RunPolicy(sleep=no_sleep, max_cost=100.0)
    shared = shared_by(policy, Control(), lambda _event: None)
    execute(plan, {"old": answer, "new": good}, policy=policy, shared=shared)
    assert shared.budget.left == pytest.approx(100.0 - bound - 0.001)


def test_who_is_turned_away_needs_no_further_budget() -> None:
    price = Price(input=0.0, output=1000.0)
    plan = plan_of(1, price=price)
    bound = cost_bound(plan.suite.workloads[0].cases[0].request, price)
    assert bound is not None
    failures = iter([fail("rate_limited", retryable=True)])

    def answer(request: Request) -> Completion:
        return next(failures, lambda _request: make_completion(tokens=1))(request)

    policy = RunPolicy(sleep=no_sleep, max_cost=1.5 * bound)
    _, events, stopped = execute(plan, {"old": answer, "new": good}, policy=policy)
    assert stopped == ()
    assert all(event.sample.completion for event in samples(events))


def test_after_its_end_a_run_cannot_be_asked_to_end() -> None:
    control = Control()
    execute(plan_of(1), {"old": good, "new": good}, control=control)
    assert control.drain() is False


def test_the_end_of_a_run_of_several_parts_is_told_once() -> None:
    plan, control, events = plan_of(1), Control(), list[Event]()
    shared = shared_by(POLICY, control, events.append)

    def ends(request: Request) -> Completion:
        control.drain()
        return good(request)

    async def parts() -> None:
        for answer in (good, good, ends):
            providers = {spec.id: Scripted(spec, answer) for spec in plan.providers}
            asked: dict[str, Any] = {"policy": POLICY, "control": control, "shared": shared}
            live = frozenset(providers)
            await run_plan(plan, providers, tell=events.append, live=live, **asked)
            await asyncio.sleep(0.01)

    asyncio.run(parts())
    assert len([event for event in events if isinstance(event, Draining)]) == 1


def test_an_answer_of_a_recording_was_given_when_it_was_recorded() -> None:
    def recorded(_request: Request) -> Completion:
        return replace(make_completion(), recorded_at="2025-05-05T05:05:05Z")

    _, events, _ = execute(plan_of(1), {"old": recorded, "new": good}, live=frozenset({"new"}))
    at = {event.trial.provider: event.sample.started_at for event in samples(events)}
    assert at == {"old": "2025-05-05T05:05:05Z", "new": "2026-01-02T00:00:00Z"}


def test_an_answer_in_which_a_key_was_hidden_says_so() -> None:
    key = Key("sk-of-a-test-1234567890")

    def tells(_request: Request) -> Completion:
        return make_completion(key.hide("It is sk-of-a-test-1234567890."))

    _, events, _ = execute(plan_of(1), {"old": tells, "new": good})
    found = {event.trial.provider: event.sample.redacted for event in samples(events)}
    assert found == {"old": True, "new": UNSET}


# --- tool loops ----------------------------------------------------------------------------------


def agent(**old: object) -> Plan:
    """A plan of one case whose model may look something up."""
    loop = ToolLoop(results=(ToolResult(tool="look_up"),))
    case = make_case("a")
    request = replace(case.request, tools=(Tool(name="look_up"),), tool_loop=loop)
    suite = make_suite(make_workload("w", [replace(case, request=request)]))
    return build_plan(suite, [make_provider("old", **old), make_provider("new")], baseline="old")


def looks_up(times: int) -> Answer:
    """Calls a tool until that many calls are answered."""

    def answer(request: Request) -> Completion:
        results = sum(message.role == "tool" for message in request.messages)
        if results >= times:
            return make_completion("found")
        calls = (ToolCall(id=f"c{results}", name="look_up", arguments={"n": results}),)
        return replace(make_completion(""), tool_calls=calls, finish_reason="tool_calls")

    return answer


def test_a_tool_loop_is_one_sample_of_all_its_steps() -> None:
    providers, events, _ = execute(agent(), {"old": looks_up(0), "new": looks_up(12)})
    found = {e.trial.provider: e.sample for e in samples(events)}["new"]
    assert found.completion is not None
    loop = found.completion.loop
    assert loop is not UNSET
    assert (found.completion.text, len(loop.steps), loop.ended) == ("found", 13, "answered")
    assert (found.attempts, len(providers["new"].asked)) == (13, 13)
    assert found.completion.usage.output_tokens == 130


def test_a_tool_loop_is_scored_as_it_is_stored() -> None:
    key = Key("sk-of-a-test-1234567890")

    def tells(request: Request) -> Completion:
        answer = looks_up(1)(request)
        return cleaned_answer(replace(answer, text="It is sk-of-a-test-1234567890."), key)

    for plan, whole in ((agent(), False), (plan_of(1), True)):
        _, events, _ = execute(plan, {"old": tells, "new": good})
        (event,) = (one for one in samples(events) if one.trial.provider == "old")
        assert event.sample.redacted is True
        assert (event.unredacted is not None) is whole


def test_a_tool_loop_is_paid_for_step_by_step() -> None:
    plan = agent(price=Price(input=1e5, output=1e5))
    _, events, stopped = execute(plan, {"old": looks_up(2), "new": looks_up(0)})
    assert [e.cost_usd for e in samples(events) if e.cost_usd] == [pytest.approx(6.0)]
    bound = cost_bound(plan.suite.workloads[0].cases[0].request, plan.providers[0].price)
    assert bound is not None
    policy = replace(POLICY, max_cost=bound + 1.0)
    _, events, stopped = execute(plan, {"old": looks_up(2), "new": looks_up(0)}, policy=policy)
    assert stopped == ("old: the budget does not cover another call",)
    assert [e.trial.provider for e in samples(events)] == ["new"]


def test_a_step_that_fails_makes_the_whole_loop_a_missing_answer() -> None:
    def answer(request: Request) -> Completion:
        return fail("auth")(request) if len(request.messages) > 3 else looks_up(9)(request)

    _, events, _ = execute(agent(), {"old": looks_up(0), "new": answer})
    found = {e.trial.provider: e.sample for e in samples(events)}["new"]
    assert found.completion is None
    assert found.failure is not None
    assert (found.failure.error_class, found.attempts) == ("auth", 3)
