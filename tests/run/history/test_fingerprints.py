"""What a run judged, as fingerprints."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_plan,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck.error_classes import Failure
from portcheck.model.chat import ToolCall, Variant, Wording
from portcheck.model.completion import Completion, RefusalSignal, Timing
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import CheckSpec, Panel, ProviderSpec, Workload
from portcheck.model.workload.proposed import Proposed
from portcheck.run.history.fingerprints import RunFingerprints, check_fingerprints, fingerprint_run

SIGNALS: tuple[Literal["model_refusal", "content_filter"], ...] = (
    "model_refusal",
    "content_filter",
)


def plan_of(*workloads: Workload) -> Plan:
    return make_plan(make_suite(*workloads))


def samples(plan: Plan, answer: Completion, *, skip: str = "") -> dict[str, Sample]:
    return {
        trial.key: Sample(trial=trial.key, completion=answer)
        for trial in plan.trials
        if trial.case != skip
    }


def found(plan: Plan, answer: Completion) -> RunFingerprints:
    return fingerprint_run(plan, samples(plan, answer))[plan.suite.workloads[0].id, "new"]


def test_names_times_and_ids_do_not_count() -> None:
    ours = plan_of(make_workload("a", [make_case("x", question="q")]))
    theirs = plan_of(make_workload("b", [make_case("y", question="q")]))
    later = replace(
        make_completion(),
        timing=Timing(total_s=9.0),
        request_id="r-2",
        response_id="i-2",
        recorded_at="2027-01-01T00:00:00Z",
    )
    assert found(ours, make_completion()) == found(theirs, later)


def test_content_counts() -> None:
    plan = plan_of(make_workload("a", [make_case("x")]))
    call = ToolCall(id="1", name="look_up", arguments={"id": 7})
    answers = [
        make_completion(),
        make_completion("no"),
        replace(make_completion(), finish_reason="length"),
        replace(make_completion(), refusal_text="yes"),
        *(replace(make_completion(), refusal_signal=RefusalSignal(kind=kind)) for kind in SIGNALS),
        *(
            replace(
                make_completion(), tool_calls=(replace(call, arguments=None, arguments_raw=raw),)
            )
            for raw in ("{", "[")
        ),
        replace(make_completion(), tool_calls=(call,)),
        replace(make_completion(), tool_calls=(replace(call, arguments={"id": 8}),)),
    ]
    seen = [found(plan, answer) for answer in answers]
    assert len({tuple(one.answers) for one in seen}) == len(answers)
    assert len({tuple(one.cases) for one in seen}) == 1
    other_id = replace(make_completion(), tool_calls=(replace(call, id="2"),))
    assert found(plan, other_id) == seen[-2]


def test_each_side_and_each_repeat_has_answers_of_its_own() -> None:
    plan = plan_of(make_workload("a", [make_case("x", repeats=3)]))
    assert len(set(found(plan, make_completion()).answers)) == 6


def test_a_case_counts_once_it_has_an_answer_and_a_failed_call_is_none() -> None:
    plan = plan_of(make_workload("a", [make_case("x"), make_case("y")]))
    some = samples(plan, make_completion(), skip="y")
    assert len(fingerprint_run(plan, some)["a", "new"].cases) == 1
    lost = Failure(error_class="timeout", message="late")
    failed = {key: Sample(trial=key, failure=lost) for key in samples(plan, make_completion())}
    assert fingerprint_run(plan, failed)["a", "new"] == fingerprint_run(plan, {})["a", "new"]
    assert not fingerprint_run(plan, {})["a", "new"].cases
    rejected = Failure(error_class="invalid_request", message="no", cause="tools")
    refused = {key: Sample(trial=key, failure=rejected) for key in failed}
    assert len(fingerprint_run(plan, refused)["a", "new"].answers) == 4


def test_a_candidate_without_an_answer_has_judged_nothing() -> None:
    plan = plan_of(make_workload("a", [make_case("x")]))
    only = {
        trial.key: Sample(trial=trial.key, completion=make_completion())
        for trial in plan.trials
        if trial.provider == "old"
    }
    assert not fingerprint_run(plan, only)["a", "new"].answers


def test_checks_and_limits_have_digests() -> None:
    case = make_case("x")
    other = replace(case, checks=(CheckSpec(name="equals", arguments="no", gate="task"),))
    renamed = replace(case, checks=(replace(case.checks[0], id="another"),))
    plans = [plan_of(make_workload("a", [one])) for one in (case, other, renamed)]
    ours, edited, same = (found(plan, make_completion()) for plan in plans)
    assert ours.checks == same.checks != edited.checks
    assert ours.cases == edited.cases
    wider = plan_of(make_workload("a", [case], gates={"task": {"margin": 0.2, "floor": 0.5}}))
    assert found(wider, make_completion()).limits != ours.limits
    fewer = plan_of(make_workload("a", [case], max_missing=0.5))
    assert found(fewer, make_completion()).limits != ours.limits
    proposed = replace(case, checks=(replace(case.checks[0], proposed=Proposed(holds_on=1, of=1)),))
    accepted = found(plan_of(make_workload("a", [proposed])), make_completion())
    assert accepted.checks != ours.checks, "it begins to feed its gate"
    bolder = plan_of(make_workload("a", [case], confidence=0.9))
    assert found(bolder, make_completion()).limits != ours.limits


@pytest.mark.parametrize(
    "edited", [{"extract": {"after": "Answer:"}}, {"json": "lenient"}, {"turn": 1}]
)
def test_a_check_that_reads_another_part_of_the_answer_is_another_check(
    edited: dict[str, Any],
) -> None:
    case = make_case("x")
    other = replace(case, checks=(replace(case.checks[0], **edited),))
    ours, theirs = (
        found(plan_of(make_workload("a", [one])), make_completion()) for one in (case, other)
    )
    assert ours.checks != theirs.checks
    assert ours.cases == theirs.cases


def test_a_panel_of_others_makes_another_check_of_what_is_asked_of_it_and_of_nothing_else() -> None:
    panel = Panel(judges=("one", "two"))
    rubric = CheckSpec(name="judge", arguments={"rubric": "Is it kind?"}, gate="task")
    one, two, three = (make_provider(name, model="m") for name in ("one", "two", "three"))

    def checks(check: CheckSpec, *judges: ProviderSpec) -> list[int]:
        case = replace(make_case("x"), checks=(check,))
        plan = replace(plan_of(make_workload("a", [case], panel=panel)), judges=judges)
        (key,) = check_fingerprints(plan, plan.suite.workloads[0]).values()
        assert found(plan, make_completion()).checks.tolist() == [key]
        return [key]

    assert checks(rubric, one, two) == checks(rubric, two, one, three)
    others = checks(rubric, one), checks(rubric, one, replace(two, model="n"))
    assert checks(rubric, one, two) not in others
    plain = make_case("x").checks[0]
    assert checks(plain, one, two) == checks(plain, one)


def test_variants_of_a_prompt_make_no_other_checks() -> None:
    case = make_case("x")
    varied = replace(case, variants={"new": {"v": Wording(system="Briefly.")}})
    variants = {"new": (Variant(name="v", system="Briefly."),)}
    plain = plan_of(make_workload("a", [case]))
    plan = plan_of(replace(make_workload("a", [varied]), variants=variants))
    keys = [check_fingerprints(one, one.suite.workloads[0]) for one in (plain, plan)]
    assert len(plan.trials) == len(plain.trials) + 1
    assert keys[0] == keys[1]
    assert found(plan, make_completion()).checks.tolist() == [*keys[0].values()]


def test_served_models_are_sorted() -> None:
    plan = plan_of(make_workload("a", [make_case("x"), make_case("y")]))
    named = {
        trial.key: Sample(
            trial=trial.key, completion=replace(make_completion(), served_model=trial.case)
        )
        for trial in plan.trials
    }
    assert fingerprint_run(plan, named)["a", "new"].served == (("x", "y"), ("x", "y"))
