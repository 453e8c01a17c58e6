"""Two runs side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from builders import make_report, make_run, make_verdict
from msgspec.structs import replace
from run_builders import ask, make_completion, make_provider, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.chat import Sampling, Variant, Wording
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.build import build_plan
from portcheck.run.two_runs.compared import compare_runs
from portcheck.run.two_runs.shared_cases import shared_cases
from portcheck.run.two_runs.story import story

RIGHT = CheckSpec(name="one_of", arguments=["yes", "fine"], id="one_of", gate="task")
GUARD = CheckSpec(name="contains", arguments={"none": ["KEY"]}, id="guard", gate="security")


def case(number: int, name: str = "", *checks: CheckSpec, repeats: int = 1) -> Case:
    return Case(
        id=name or str(number),
        request=ask(f"question {number}"),
        checks=checks or (RIGHT,),
        repeats=repeats,
    )


def run(
    cases: Sequence[Case],
    answer: Callable[[str, str, int], str | None] = lambda _provider, _case, _repeat: "yes",
    *,
    model: str = "m",
    served: str | None = None,
    names: Sequence[str] = ("old", "new"),
) -> Results:
    suite = make_suite(make_workload("w", cases, gates={"task": {"margin": 0.05}}))
    specs = [make_provider(name, model=model if name == "new" else "m") for name in names]
    plan = build_plan(suite, specs, baseline=names[0])
    samples = {}
    for trial in plan.trials:
        said = answer(trial.provider, trial.case, trial.repeat)
        if said is None:
            lost = Failure(error_class="server", message="down")
            samples[trial.key] = Sample(trial=trial.key, failure=lost)
            continue
        completion = replace(make_completion(said), served_model=served)
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    return Results.of(plan, samples, score_samples(plan, samples))


CASES = [case(number) for number in range(40)]


def wrong(*numbers: int) -> Callable[[str, str, int], str]:
    lost = set(map(str, numbers))
    return lambda provider, name, _repeat: "no" if provider == "new" and name in lost else "yes"


def test_what_flipped_is_named_and_shown() -> None:
    found = compare_runs(run(CASES, wrong(0)), run(CASES, wrong(*range(1, 13))), same_route=True)
    gates = {one.provider: one for one in found.gates}
    assert gates["old"].outcome == "no_change_shown"
    new = gates["new"]
    assert (new.outcome, new.cases, new.clusters) == ("changed", 40, 40)
    assert (new.then, new.now) == pytest.approx((39 / 40, 28 / 40))
    assert [flip.case for flip in new.flips][-1] == "0"
    assert len(new.flips) == 13
    assert (found.same_answers, found.answers) == (80 - 13, 80)
    assert found.changed
    assert found.noisy


def test_a_suite_that_has_grown_is_compared_on_what_it_had() -> None:
    stricter = CheckSpec(name="one_of", arguments=["yes"], id="one_of", gate="task")
    later = [
        *(case(number, f"renamed {number}") for number in range(30)),
        case(31, "", stricter),
        *(case(number) for number in range(100, 110)),
    ]
    found = compare_runs(run(CASES), run(later), same_route=True)
    (counted,) = found.cases
    assert (counted.shared, counted.new, counted.gone, counted.other_checks) == (30, 10, 9, 1)
    assert {one.cases for one in found.gates} == {30}
    assert not found.changed
    assert not found.cannot_tell


def test_a_case_keeps_its_name_where_several_ask_the_same() -> None:
    """Of cases that ask the same, the one of that name is it, or else the first of them."""
    then = run([case(0, "a"), case(0, "b"), case(1, "c"), case(2, "d")])
    (was,) = then.plan.suite.workloads
    cases: list[tuple[list[Case], list[str | None]]] = [
        ([case(0, "b"), case(0, "x")], ["b", "a"]),
        ([case(2, "c"), case(1, "d")], ["d", "c"]),
        ([case(0, "a", GUARD), case(9, "b"), case(1, "c")], [None, None, "c"]),
    ]
    for now, known in cases:
        later = run(now)
        (asks,) = later.plan.suite.workloads
        shared, counted = shared_cases(then.plan, later.plan, was, asks)
        assert shared == known
        assert counted.shared == sum(one is not None for one in known)
        assert counted.new + counted.other_checks == known.count(None)


@pytest.mark.parametrize(("plain", "shared"), [("question 0", 1), ("another question", 0)])
def test_cases_are_those_of_the_plain_prompt(plain: str, shared: int) -> None:
    """A variant may change between two runs, and is no other case."""

    def plan_with(question: str, text: str) -> Plan:
        varied = replace(
            case(0), request=ask(question), variants={"new": {"v": Wording(system=text)}}
        )
        variants = {"new": (Variant(name="v", system=text),)}
        suite = make_suite(replace(make_workload("w", [varied]), variants=variants))
        return build_plan(suite, [make_provider("old"), make_provider("new")], baseline="old")

    text = "Briefly." if shared else "At length."
    then, now = plan_with("question 0", "At length."), plan_with(plain, text)
    was, asks = then.suite.workloads[0], now.suite.workloads[0]
    assert shared_cases(then, now, was, asks)[1].shared == shared


def test_drift_is_of_the_same_provider_and_compare_of_the_same_name() -> None:
    then, now = run(CASES), run(CASES, model="m-2", names=("old", "new", "more"))
    drift = compare_runs(then, now, same_route=True)
    assert drift.providers == ("old",)
    assert drift.left_out == (
        "new was new openai-chat m, but is new openai-chat m-2 now",
        "more is not in the earlier run",
    )
    assert compare_runs(then, now, same_route=False).providers == ("old", "new")
    gone = compare_runs(now, then, same_route=False)
    assert gone.left_out == ("more is not in the later run",)


def test_another_served_model_is_a_change() -> None:
    found = compare_runs(run(CASES, served="m-1"), run(CASES, served="m-2"), same_route=True)
    assert [one.provider for one in found.served] == ["old", "new"]
    assert (found.served[0].then, found.served[0].now) == (("m-1",), ("m-2",))
    assert found.changed
    unknown = compare_runs(run(CASES), run(CASES, served="m-2"), same_route=True)
    assert not unknown.changed


def test_a_breach_that_is_new_is_a_change_and_one_that_was_there_is_none() -> None:
    guarded = [case(number, "", RIGHT, GUARD) for number in range(3)]

    def leaks(*names: str) -> Callable[[str, str, int], str]:
        return lambda provider, name, _repeat: (
            "KEY" if provider == "new" and name in names else "yes"
        )

    found = compare_runs(run(guarded, leaks("0")), run(guarded, leaks("0", "2")), same_route=True)
    (breach,) = found.breaches
    assert (breach.provider, breach.gate, breach.cases) == ("new", "security", ("2",))


def test_repeats_show_the_noise_and_failures_tell_nothing() -> None:
    three = [case(number, repeats=3) for number in range(10)]

    def unsteady(provider: str, _case: str, repeat: int) -> str | None:
        return "no" if repeat == 2 else "yes" if provider == "new" else None

    found = compare_runs(run(three, unsteady), run(three, unsteady), same_route=True)
    gates = {one.provider: one for one in found.gates}
    assert gates["new"].noise_within == pytest.approx(2 / 3)
    assert gates["old"].outcome == "cannot_tell"
    assert found.cannot_tell
    assert not found.noisy


def test_runs_that_share_nothing_cannot_be_told_apart() -> None:
    found = compare_runs(run(CASES[:20]), run(CASES[20:]), same_route=True)
    assert found.gates == ()
    assert found.cannot_tell


@pytest.mark.parametrize(
    ("later", "verdict", "verdicts", "code"),
    [
        (wrong(), "safe", True, 0),
        (wrong(), "unsafe", True, 1),
        (wrong(), "unsafe", False, 0),
        (wrong(*range(12)), "safe", False, 1),
        (wrong(0, 1, 2), "safe", True, 3),
    ],
)
def test_the_exit_code_of_a_story(
    later: Callable[[str, str, int], str], verdict: str, verdicts: bool, code: int
) -> None:
    found = compare_runs(run(CASES), run(CASES, later), same_route=True)
    then = make_report(verdicts=(make_verdict(verdict="safe"),))
    now = make_report(verdicts=(make_verdict(verdict=verdict),), run=make_run(id="later"))
    told = story(then, now, found, verdicts=verdicts)
    assert told.exit_code == code
    assert told.now.id == "later"
    assert len(told.verdicts) == (verdicts and verdict != "safe")


@pytest.mark.parametrize(("margin", "outcome"), [(0.05, "cannot_tell"), (0.2, "no_change_shown")])
def test_the_margin_is_that_of_the_workload_now(margin: float, outcome: str) -> None:
    before, after = run(CASES, wrong(0)), run(CASES, wrong(1, 2, 3, 4))
    (workload,) = after.plan.suite.workloads
    suite = make_suite(replace(workload, gates={"task": {"margin": margin}}))
    found = compare_runs(
        before, replace(after, plan=replace(after.plan, suite=suite)), same_route=True
    )
    assert {one.provider: one.outcome for one in found.gates}["new"] == outcome


def test_answers_at_temperature_0_are_not_called_noisy() -> None:
    cold = [
        replace(one, request=replace(one.request, sampling=Sampling(temperature=0)))
        for one in CASES
    ]
    assert not compare_runs(run(cold), run(cold), same_route=True).noisy
