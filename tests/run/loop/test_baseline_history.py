"""Candidates that are asked with what the baseline said."""

from __future__ import annotations

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.errors import PlanError, StoreError, UsageError
from portcheck.model.chat import Message, Request, Text, ToolCall, ToolLoop, ToolResult
from portcheck.model.codec import digest
from portcheck.model.completion import OTHERWISE, Completion, LoopEnd, Step, Trajectory
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import Case
from portcheck.run.loop.baseline_history import (
    Conversations,
    heard_from,
    history_notes,
    require_same_conversation,
    waiting,
)
from portcheck.run.plan.build import build_recording_plan

SAID = (Message(role="user", content=(Text(text="Go on."),)),)


def _case(name: str) -> Case:
    case = make_case(name)
    return replace(case, request=replace(case.request, turns=SAID, history="baseline"))


def _plan() -> Plan:
    talks = make_workload("talk", [_case("a"), _case("b")], history="baseline")
    return make_plan(make_suite(talks, make_workload("plain", [make_case("c")])))


def _talked(ended: LoopEnd = "answered") -> Completion:
    steps = tuple(
        Step(completion=make_completion(text), turn=n) for n, text in ((1, "x"), (2, "y"))
    )
    return replace(make_completion("y"), loop=Trajectory(steps=steps, ended=ended))


def test_candidates_wait_for_conversations_alone() -> None:
    plan = _plan()
    asked = {(trial.case, trial.provider) for trial in plan.trials if trial.key in waiting(plan)}
    assert asked == {("a", "new"), ("b", "new")}


def test_what_the_baseline_came_through_is_heard() -> None:
    plan = _plan()
    keys = {(trial.case, trial.provider): trial.key for trial in plan.trials}
    samples = {
        keys["a", "old"]: Sample(trial=keys["a", "old"], completion=_talked()),
        keys["b", "old"]: Sample(trial=keys["b", "old"], completion=_talked("max_steps")),
        keys["a", "new"]: Sample(trial=keys["a", "new"], completion=_talked()),
    }
    heard = heard_from(plan, samples)
    assert list(heard) == [("talk", "a", 0)]
    assert [message.text for turn in heard["talk", "a", 0] for message in turn] == ["x", "y"]


def test_a_recording_with_another_history_is_refused() -> None:
    request = _case("a").request
    require_same_conversation(request, _talked(), "old")
    heard = ((Message(role="assistant"),),)
    asked = replace(request, heard=heard)
    with pytest.raises(PlanError, match="with another history"):
        require_same_conversation(asked, _talked(), "new")
    trajectory = _talked().loop
    assert trajectory is not UNSET
    kept = replace(_talked(), loop=replace(trajectory, heard=digest(heard)))
    require_same_conversation(asked, kept, "new")
    with pytest.raises(PlanError, match="'old'"):
        require_same_conversation(request, kept, "old")


def _looped(number: int) -> tuple[Request, Completion]:
    """A request with one record of a tool, and an answer whose call this record answered."""
    loop = ToolLoop(results=(ToolResult(tool="get"),))
    call = ToolCall(id="c", name="get", arguments={})
    called = Step(
        completion=replace(make_completion(""), tool_calls=(call,)), answered_by=(number,)
    )
    steps = (called, Step(completion=make_completion("y")))
    answer = replace(make_completion("y"), loop=Trajectory(steps=steps, ended="answered"))
    return replace(_case("c").request, turns=UNSET, history=UNSET, tool_loop=loop), answer


def test_an_answer_that_names_an_unknown_record_is_refused() -> None:
    plan = _plan()
    (trial,) = (one for one in plan.trials if (one.case, one.provider) == ("c", "new"))
    for number in (0, OTHERWISE):
        request, answer = _looped(number)
        require_same_conversation(request, answer, "new")
        case = replace(_case("c"), request=request)
        assert Conversations(plan, {}).asked(trial, case, answer).messages[-1].role == "tool"
    request, answer = _looped(1)
    with pytest.raises(PlanError, match="names a tool result that its case does not have"):
        require_same_conversation(request, answer, "new")
    with pytest.raises(StoreError, match=r"the answer of new to plain / c names a tool result"):
        Conversations(plan, {}).asked(trial, replace(_case("c"), request=request), answer)


def test_an_answer_of_the_baseline_that_names_an_unknown_record_is_not_heard() -> None:
    plan = _plan()
    (trial,) = (one for one in plan.trials if (one.case, one.provider) == ("a", "old"))
    samples = {trial.key: Sample(trial=trial.key, completion=_looped(0)[1])}
    with pytest.raises(StoreError, match=r"the answer of old to talk / a names a tool result"):
        heard_from(plan, samples)


def test_the_report_says_whose_answers_stand_between() -> None:
    plan = _plan()
    keys = {(trial.case, trial.provider): trial.key for trial in plan.trials}
    samples = {
        keys[place]: Sample(trial=keys[place], completion=_talked())
        for place in (("a", "old"), ("b", "old"), ("a", "new"), ("b", "new"))
    }
    whose = "talk is a conversation: every model sees the baseline's answers between the turns"
    assert history_notes(plan, samples) == (whose,)
    # Cut short, it is asked again; what the baseline did not come through is the baseline's.
    del samples[keys["b", "new"]]
    assert history_notes(plan, samples) == (whose,)
    del samples[keys["b", "old"]]
    assert history_notes(plan, samples) == (
        whose,
        "new: was not asked 1 conversation of talk, which the baseline did not finish; "
        "if its calls failed, resume asks both again",
    )


def test_it_is_recorded_in_a_run() -> None:
    plan = _plan()
    with pytest.raises(
        UsageError, match="puts the baseline's answers between the turns: record it in a run"
    ):
        build_recording_plan(plan.suite, plan.providers)


def test_judges_read_what_stood_between_the_turns() -> None:
    plan = _plan()
    trials = {(trial.case, trial.provider): trial for trial in plan.trials}
    baseline, candidate = trials["a", "old"], trials["a", "new"]
    mine = replace(
        _talked(),
        loop=Trajectory(
            steps=(
                Step(completion=make_completion("of my own"), turn=1),
                Step(completion=make_completion("y"), turn=2),
            ),
            ended="answered",
        ),
    )
    samples = {
        baseline.key: Sample(trial=baseline.key, completion=_talked()),
        candidate.key: Sample(trial=candidate.key, completion=mine),
    }
    conversations = Conversations(plan, samples)
    for trial, answer in ((baseline, _talked()), (candidate, mine)):
        asked = conversations.asked(trial, plan.case(trial), answer)
        assert [message.text for message in asked.messages] == ["a", "x", "Go on."]
