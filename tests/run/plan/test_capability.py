"""Pairs that are known to be unsupported: planned without calls, judged without answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError, StoreError
from portcheck.model.chat import Adapt, Request, Sampling, Tool, ToolChoice
from portcheck.model.codec import decode, encode
from portcheck.model.completion import Completion
from portcheck.model.facts import Finding
from portcheck.model.parity import GateResult
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import Case, ProviderSpec
from portcheck.pipeline import new_record
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.run.events import Draining, Event, SampleFinished
from portcheck.run.execute.runner import run_plan
from portcheck.run.execute.shutdown import Control
from portcheck.run.judge.case_views import case_views
from portcheck.run.judge.failures.flips import flips
from portcheck.run.judge.migration_notes import migration_notes
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.capability import with_support
from portcheck.run.plan.lint import counts, review_suite, severity
from portcheck.run.plan.reuse import Earlier, reusable
from portcheck.run.store.folder import RunStore

NOWHERE = RunStore(Path("nowhere"))


GPT = make_provider("gpt", vendor="openai", model="gpt-4o")
CLAUDE = make_provider("claude", vendor="anthropic", dialect="anthropic", model="claude-opus-4-7")
OWN = make_provider("own", base_url="http://127.0.0.1:9/v1")
DAY = date(2026, 1, 1)


def case(name: str, *, keep: tuple[str, ...] = ("temperature",), **sampling: Any) -> Case:
    """A case that keeps its temperature."""
    found = make_case(name)
    settings = Sampling(max_output_tokens=9, **sampling)
    return replace(found, request=replace(found.request, sampling=settings, keep=keep))


def plan_of(*specs: ProviderSpec, adapt: Adapt = "none", **workloads: list[Case]) -> Plan:
    made = workloads or {"hot": [case("a", temperature=0.0), case("b")], "plain": [case("c")]}
    suite = make_suite(*(make_workload(name, cases) for name, cases in made.items()))
    plan = build_plan(suite, specs, baseline=specs[0].id)
    return with_support(replace(plan, adapt=adapt))


def asked(plan: Plan) -> set[tuple[str, str]]:
    return {(trial.workload, trial.provider) for trial in plan.trials}


def answered(plan: Plan) -> Results:
    samples = {t.key: Sample(trial=t.key, completion=make_completion()) for t in plan.trials}
    return Results.of(plan, samples, score_samples(plan, samples))


def capability_of(plan: Plan, workload: str, candidate: str) -> GateResult | None:
    """What the gate says of a pair, in the verdict."""
    for verdict in verdicts(answered(plan), DAY):
        if (verdict.workload, verdict.candidate) == (workload, candidate):
            return next((gate for gate in verdict.gates if gate.gate == "capability"), None)
    raise AssertionError("no such verdict")


def test_an_unsupported_pair_has_no_calls_and_the_others_have_theirs() -> None:
    plan = plan_of(GPT, CLAUDE, OWN)
    assert asked(plan) == {
        *(("hot", "gpt"), ("hot", "own")),
        *(
            ("plain", "gpt"),
            ("plain", "claude"),
            ("plain", "own"),
        ),
    }
    lacking = plan.lacks("hot", "claude")
    assert lacking is not None
    (reason,) = lacking.reasons
    assert reason.startswith("claude-opus-4-7 does not accept temperature (documented: Anthropic ")
    assert reason.endswith(", 2026-11-23) (1 of 2 cases)")
    assert (plan.asks("hot", "claude"), plan.asks("hot", "gpt")) == (False, True)


def test_the_baseline_is_not_asked_for_what_nobody_can_take_over() -> None:
    assert asked(plan_of(GPT, CLAUDE)) == {("plain", "gpt"), ("plain", "claude")}
    assert plan_of(GPT, CLAUDE, hot=[case("a", temperature=0.0)]).trials == ()


def test_the_baseline_is_warned_of_and_never_judged() -> None:
    plan = plan_of(CLAUDE, GPT)
    assert asked(plan) == {(w, p) for w in ("hot", "plain") for p in ("claude", "gpt")}
    (found,) = plan.lint
    assert (found.finding.provider, found.severity) == ("claude", "warning")
    told = migration_notes(answered(plan))
    assert told == ("claude: temperature in 1 case: claude-opus-4-7 does not accept temperature",)


@pytest.mark.parametrize("mode", ["preferences", "all"])
def test_what_the_workload_keeps_is_a_need_in_every_mode(mode: Adapt) -> None:
    plan = plan_of(GPT, CLAUDE, adapt=mode)
    assert asked(plan) == {("plain", "gpt"), ("plain", "claude")}


def test_a_preference_that_is_not_taken_is_no_reason_not_to_ask() -> None:
    cases = [case("a", keep=(), temperature=0.0)]
    plan = plan_of(GPT, CLAUDE, adapt="none", hot=cases)
    assert asked(plan) == {("hot", "gpt"), ("hot", "claude")}
    (found,) = plan.lint
    assert (found.severity, found.finding.preference, found.finding.grade) == (
        *("warning", True),
        "documented",
    )
    assert plan_of(GPT, CLAUDE, adapt="preferences", hot=cases).lint[0].finding.adapted


def test_a_need_is_dropped_only_where_all_may_be() -> None:
    o3 = make_provider("o3", vendor="openai", model="o3-mini")
    modes: tuple[tuple[Adapt, int], ...] = (("none", 0), ("preferences", 0), ("all", 1))
    for mode, calls in modes:
        plan = plan_of(GPT, o3, adapt=mode, hot=[case("a", stop=("END",))])
        assert len([t for t in plan.trials if t.provider == "o3"]) == calls


def test_somebodys_table_is_a_warning_and_the_call_is_made() -> None:
    """Of this model only the downloaded table says that it cannot call tools."""
    reasoner = make_provider("r", vendor="deepseek", preset="deepseek", model="deepseek-reasoner")
    caps = capabilities_of(reasoner)
    assert (caps.tools, caps.grade("tools")) == (False, "reported")
    calling = case("a")
    tools = (Tool(name="look_up"),)
    plan = plan_of(
        GPT, reasoner, w=[replace(calling, request=replace(calling.request, tools=tools))]
    )
    assert ("w", "r") in asked(plan)
    found = next(f for f in plan.lint if f.finding.feature == "tools")
    assert (found.severity, found.finding.grade, found.finding.known) == (
        *("warning", "reported"),
        False,
    )


def test_adapting_makes_it_supported() -> None:
    cases = [case("a", keep=(), temperature=0.0), case("b", keep=())]
    plan = plan_of(GPT, CLAUDE, adapt="preferences", hot=cases, plain=[case("c")])
    assert len(asked(plan)) == 4
    assert plan.lacks("hot", "claude") is None
    assert counts(plan.lint) == {"error": 0, "warning": 1, "info": 0}


def test_recorded_answers_are_not_judged() -> None:
    tape = make_provider("tape", vendor="anthropic", dialect="recorded", model="claude-opus-4-7")
    plan = plan_of(GPT, tape)
    assert len(asked(plan)) == 4
    assert not plan.support


def test_the_gate_is_there_where_something_is_known() -> None:
    plan = plan_of(OWN, GPT, CLAUDE, hot=[case("a", temperature=0.0)], plain=[case("c")])
    breached = capability_of(plan, "hot", "claude")
    shown = capability_of(plan, "hot", "gpt")
    assert breached is not None
    assert shown is not None
    assert (breached.hard, breached.outcome, breached.scale) == (True, "breached", "fact")
    assert (shown.hard, shown.outcome) == (True, "ok")
    assert shown.detail == "known to be supported: temperature"
    assert capability_of(plan, "plain", "gpt") is None, "a plain question needs nothing"
    unknown = plan_of(GPT, OWN, hot=[case("a", temperature=0.0, seed=1)])
    assert capability_of(unknown, "hot", "own") is None


def test_one_case_of_which_nothing_is_known_leaves_the_gate_out() -> None:
    plan = plan_of(OWN, GPT, hot=[case("a", temperature=0.0), case("b", keep=("seed",), seed=1)])
    assert capability_of(plan, "hot", "gpt") is None


def test_the_verdict_is_unsafe_and_rests_on_nothing_else() -> None:
    results = answered(plan_of(GPT, CLAUDE, OWN))
    found = {(v.workload, v.candidate): v for v in verdicts(results, DAY)}
    lost = found["hot", "claude"]
    assert (lost.verdict, lost.rule) == ("unsafe", "capability")
    assert [gate.gate for gate in lost.gates] == ["capability"]
    assert "claude-opus-4-7 does not accept temperature" in lost.reasons[0]
    assert {v.rule for key, v in found.items() if key != ("hot", "claude")}.isdisjoint(
        {"capability"}
    )
    assert flips(results) == ()
    assert any("claude: not called for hot: " in sentence for sentence in migration_notes(results))


def test_cases_of_such_a_pair_can_be_read() -> None:
    results = answered(plan_of(GPT, CLAUDE, OWN))
    first, _ = case_views(results, "hot")
    assert [(a.provider, (a.failure or "")[:9]) for a in first.answers] == [
        ("gpt", ""),
        ("claude", "not asked"),
        ("own", ""),
    ]
    nobody = answered(plan_of(GPT, CLAUDE, hot=[case("a", temperature=0.0)]))
    (only,) = case_views(nobody, "hot")
    assert [(a.failure or "")[:9] for a in only.answers] == ["not asked"] * 2
    assert case_views(nobody, "hot", chosen="flips") == []


def test_the_plan_survives_its_file_and_gaps_elsewhere_do_not(tmp_path: Path) -> None:
    plan = plan_of(GPT, CLAUDE, OWN)
    assert decode(Plan, encode(plan)) == plan
    RunStore.create(tmp_path / "good", plan, new_record("good"))
    assert RunStore.open(tmp_path / "good").plan() == plan
    for number, broken in enumerate(
        (replace(plan, trials=plan.trials[1:]), replace(plan, support=()))
    ):
        RunStore.create(tmp_path / str(number), broken, new_record("r"))
        with pytest.raises(StoreError, match="trials do not fit"):
            RunStore.open(tmp_path / str(number)).plan()


def test_reuse_where_nothing_is_left_to_ask() -> None:
    plan = plan_of(GPT, CLAUDE, hot=[case("a", temperature=0.0)])
    earlier = Earlier(run="r", plan=plan, samples={}, store=NOWHERE)
    assert not reusable(plan, earlier).trials


def test_adapted_answers_are_reused_only_where_they_may_be() -> None:
    adapted = plan_of(OWN, GPT, adapt="all", plain=[case("c")])
    answers = {
        t.key: Sample(trial=t.key, completion=replace(make_completion(), dropped_params=("seed",)))
        for t in adapted.trials
    }
    earlier = Earlier(run="r", plan=adapted, samples=answers, store=NOWHERE)
    assert len(reusable(adapted, earlier).trials) == 2
    with pytest.raises(Exception, match="run r has no answer of 'own' that fits"):
        reusable(replace(adapted, adapt="none"), earlier)
    assert len(reusable(replace(adapted, adapt="preferences"), earlier).trials) == 2
    kept = plan_of(OWN, GPT, adapt="all", plain=[case("c", keep=("seed",))])
    with pytest.raises(Exception, match="run r has no answer of 'own' that fits"):
        reusable(kept, earlier)


def test_plans_of_earlier_versions_adapted_everything_or_nothing() -> None:
    plan = plan_of(OWN, GPT, plain=[case("c")])
    for written, mode in ((True, "all"), (False, "none"), ("preferences", "preferences")):
        assert decode(Plan, {**encode(plan), "adapt": written}).adapts == mode


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"effect": "rejected", "feature": "system"}, "error"),
        ({"effect": "rejected", "feature": "system", "known": False}, "warning"),
        ({"effect": "dropped", "feature": "tools"}, "error"),
        ({"effect": "dropped", "feature": "images", "known": False}, "warning"),
        ({"effect": "dropped", "feature": "response_schema", "adapted": True}, "warning"),
        ({"effect": "dropped", "feature": "seed"}, "warning"),
        ({"effect": "dropped", "feature": "seed", "kept": True}, "error"),
        ({"effect": "rejected", "feature": "temperature"}, "warning"),
        ({"effect": "rejected", "feature": "temperature", "kept": True}, "error"),
        ({"effect": "rejected", "feature": "stop", "grade": "reported"}, "warning"),
        ({"effect": "rejected", "feature": "stop", "grade": "tested"}, "error"),
        ({"effect": "changed", "feature": "response_schema"}, "warning"),
        ({"effect": "changed", "feature": "default_temperature"}, "info"),
    ],
)
def test_severity(changes: dict[str, Any], expected: str) -> None:
    known: dict[str, Any] = {"provider": "p", "feature": "x", "effect": "changed", "message": "m"}
    assert severity(Finding(**{**known, **changes})) == expected


def test_a_dropped_tool_choice_is_a_need_only_where_it_forces_a_call() -> None:
    mistral = make_provider("m", vendor="mistral", dialect="openai-chat")

    def found(mode: Any, *tools: Tool) -> list[str]:
        one = make_case("a")
        request = replace(one.request, tools=tools, tool_choice=ToolChoice(mode=mode))
        suite = make_suite(make_workload("w", [replace(one, request=request)]))
        return [item.severity for item in review_suite(suite, [mistral])]

    assert found("required") == ["warning"], "there is no tool that it could be about"


def test_a_call_that_learns_has_not_failed_when_the_run_ends() -> None:
    control = Control()

    class Ending:
        spec = GPT

        async def complete(self, request: Request) -> Completion:
            control.drain()
            raise ProviderError(
                Failure(error_class="invalid_request", message="no", retryable=True)
            )

        def identity(self) -> Mapping[str, str]:
            return {}

        async def aclose(self) -> None:
            return None

    plan = plan_of(GPT, OWN, plain=[case("c")])
    events: list[Event] = []
    both = {"gpt": Ending(), "own": Ending()}
    asyncio.run(run_plan(plan, both, tell=events.append, live=frozenset(both), control=control))
    assert any(isinstance(event, Draining) for event in events)
    assert not [event for event in events if isinstance(event, SampleFinished)]


def test_nothing_is_known_of_whoever_gave_recorded_answers() -> None:
    live = replace(GPT, id="live")
    recorded = replace(live, id="recorded", dialect="recorded", base_url=None, file="x.jsonl")
    plan = plan_of(GPT, live, recorded, plain=[case("c", stop=("END",))])
    assert [found.candidate for found in plan.support] == ["live"]
    assert asked(plan) == {("plain", name) for name in ("gpt", "live", "recorded")}
