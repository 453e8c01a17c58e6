"""Failures of a run, grouped by their form."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.chat import Message, Text
from portcheck.model.run import Sample
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.run.judge.case_views import case_views
from portcheck.run.judge.failures.flips import flips
from portcheck.run.judge.failures.groups import failure_groups, worst_first
from portcheck.run.judge.failures.shown import shown_groups
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.store.scores import CheckOutcome, Scores

QUEUE = CheckSpec(name="equals", arguments="refunds", id="equals", gate="task")
HOSTILE = "\x1b[31mIt is <b>refunds</b>, as 1 = 1."
Answers = Mapping[str, str | Failure]


def workload_of(name: str, repeats: int = 1, **changes: object) -> Workload:
    cases = [
        Case(id=f"c{at}", request=ask(f"{name} {at}"), checks=(QUEUE,), repeats=repeats)
        for at in range(6)
    ]
    return make_workload(name, cases, gates={"task": {"margin": 0.05, "floor": 0.5}}, **changes)


def judged(old: Answers, new: Answers, criticality: Mapping[str, str] | None = None) -> Results:
    """A run in which `refunds` is right, and whoever is not named says so."""
    levels = criticality or {"w": "medium"}
    workloads = [workload_of(name, criticality=level) for name, level in levels.items()]
    plan = make_plan(make_suite(*workloads))
    samples = {}
    for trial in plan.trials:
        answer = (old if trial.provider == "old" else new).get(trial.case, "refunds")
        samples[trial.key] = Sample(
            trial=trial.key,
            completion=make_completion(answer) if isinstance(answer, str) else None,
            failure=None if isinstance(answer, str) else answer,
        )
    return Results.of(plan, samples, score_samples(plan, samples))


def test_groups_by_form_losses_gains_and_both_apart() -> None:
    results = judged(
        {"c3": "It is for billing.", "c4": "billing", "c5": "no"},
        {"c0": "It is refunds.", "c1": HOSTILE, "c2": "billing", "c5": "not this one"},
    )
    found = [(g.kind, g.reason, g.cases, g.of, g.examples) for g in failure_groups(results)]
    assert found == [
        ("loss", "a sentence where one word is expected", 2, 6, ("c0", "c1")),
        ("loss", "one word, but not the expected one", 1, 6, ("c2",)),
        ("both", "a few words where one word is expected", 1, 6, ("c5",)),
        ("gain", "a sentence where one word is expected", 1, 6, ("c3",)),
        ("gain", "one word, but not the expected one", 1, 6, ("c4",)),
    ]
    assert {g.check for g in failure_groups(results)} == {"equals"}
    flipped = [one.group.kind for one in worst_first(results, ["w"], [], "flips")]
    assert flipped == ["loss"] * 2 + ["gain"] * 2
    failed = worst_first(results, ["w"], ["new"], "failures")
    assert [one.group.kind for one in failed] == ["loss", "loss", "both"]
    assert [len(one.changes) for one in failed] == [one.group.cases for one in failed]
    assert worst_first(results, [], [], "flips") == []
    assert [view.case for view in case_views(results, "w", chosen="failures")] == [
        "c0",
        "c1",
        "c2",
        "c5",
    ]


def test_a_rejected_request_is_a_reason() -> None:
    rejected = Failure(error_class="invalid_request", message="no such parameter", cause="seed")
    (group,) = failure_groups(judged({}, {"c0": rejected}))
    assert (group.kind, group.check, group.reason) == ("loss", "", "a rejected request")


def test_the_most_critical_workload_comes_first() -> None:
    results = judged(
        {}, {"c0": "billing"}, {"minor": "low", "vital": "critical", "usual": "medium"}
    )
    assert [group.workload for group in failure_groups(results)] == ["vital", "usual", "minor"]
    assert [flip.workload for flip in flips(results)] == ["vital", "usual", "minor"]


def test_a_flip_names_the_form_of_its_group() -> None:
    results = judged({"c3": "billing"}, {"c0": "It is refunds.", "c5": "no"})
    named = {(flip.direction, flip.form) for flip in flips(results)}
    assert named == {(group.kind, group.reason) for group in failure_groups(results)}


def test_repeats_that_go_both_ways_are_a_failure_of_both() -> None:
    plan = make_plan(make_suite(workload_of("w", repeats=2)))
    said = {("old", 0): "no", ("new", 1): "It is refunds."}
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=make_completion(said.get((trial.provider, trial.repeat), "refunds")),
        )
        for trial in plan.trials
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    assert flips(results) == ()
    (group,) = failure_groups(results)
    assert (group.kind, group.reason) == ("both", "a sentence where one word is expected")


def test_missing_answers_are_in_no_group() -> None:
    late = Failure(error_class="timeout", message="no answer")
    assert failure_groups(judged({"c0": late}, {"c1": late})) == ()


def test_of_a_comparison_the_answer_that_judges_like_less_fails() -> None:
    prefer = CheckSpec(name="prefer", arguments={"rubric": "short"}, id="p", gate="preference")
    workload = make_workload(
        "w",
        [Case(id=f"c{n}", request=ask(str(n)), checks=(prefer,)) for n in range(3)],
        gates={"preference": {"margin": 0.1}},
    )
    plan = make_plan(make_suite(workload))
    samples = {t.key: Sample(trial=t.key, completion=make_completion("x")) for t in plan.trials}
    scores = Scores()
    for trial in plan.trials:
        value = {"c0": 0.0, "c1": 1.0, "c2": 0.5}[trial.case]
        if trial.provider == "new":
            said = Outcome(status="passed" if value else "failed", value=value, reason="as voted")
            outcome = CheckOutcome(check="p", gate="preference", outcome=said)
            scores.add(trial.key, (outcome,))
    results = Results.of(plan, samples, scores)
    found = failure_groups(results)
    assert [(group.kind, group.reason, group.examples) for group in found] == [
        ("loss", "an answer that judges like less", ("c0",)),
        ("gain", "an answer that judges like less", ("c1",)),
    ]
    assert [view.case for view in case_views(results, "w", chosen="flips")] == ["c0", "c1"]


def test_the_worst_is_first_over_all_workloads() -> None:
    lost = {"c0": "no", "c1": "no"}
    results = judged({"c5": "no"}, lost, {"small": "low", "big": "critical", "usual": "medium"})
    found = [one.group for one in worst_first(results, ["small", "big", "usual"], [], "flips")]
    assert [(group.kind, group.workload) for group in found] == [
        *[("loss", name) for name in ("big", "usual", "small")],
        *[("gain", name) for name in ("big", "usual", "small")],
    ]


def test_some_cases_of_each_reason_are_shown() -> None:
    answers = {"c0": "It is refunds.", "c1": "It is refunds.", "c2": "It is it.", "c3": "billing"}
    results = judged({}, answers)
    found = worst_first(results, ["w"], [], "flips")
    shown = shown_groups(results, found, limit=20)
    assert [[change.case for change in one.changes] for one in shown] == [
        ["c0", "c1", "c2"],
        ["c3"],
    ]
    first = shown[0].changes[0]
    assert (first.question, first.baseline, first.candidate) == ("w 0", "refunds", "It is refunds.")
    assert first.reason == 'expected "refunds", found "It is refunds."'
    few = shown_groups(results, found, limit=2)
    assert [(len(one.changes), one.left) for one in few] == [(1, 2), (1, 0)]
    assert [len(one.changes) for one in shown_groups(results, found, limit=20, each=1)] == [1, 1]
    assert sum(len(one.changes) for one in shown_groups(results, found, limit=1)) == 1


def test_a_case_of_two_reasons_stands_in_the_worse_one() -> None:
    results = judged({}, {"c0": "no", "c1": "no"})
    found = worst_first(results, ["w"], [], "flips")
    both = shown_groups(results, [*found, *found], limit=20)
    assert [(len(one.changes), one.above, one.left) for one in both] == [(2, 0, 0), (0, 2, 0)]


def test_turns_before_the_one_that_is_answered_are_counted() -> None:
    turns = tuple(
        Message(role=role, content=(Text(text=f"{role} {at}"),))
        for at in range(10)
        for role in ("user", "assistant")
    )
    request = replace(ask("and this?"), messages=(*turns, *ask("and this?").messages))
    case = Case(id="c", request=request, checks=(QUEUE,))
    workload = make_workload("w", [case], gates={"task": {"margin": 0.05, "floor": 0.5}})
    plan = make_plan(make_suite(workload))
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=make_completion("refunds" if trial.provider == "old" else "no"),
        )
        for trial in plan.trials
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    (shown,) = shown_groups(results, worst_first(results, ["w"], [], "flips"), limit=1)
    assert shown.changes[0].question == "and this?\n(after 20 earlier turns)"


def test_all_cases_of_a_reason_are_counted_and_the_first_ones_named() -> None:
    answers = {f"c{number}": "It is refunds." for number in range(3)}
    (found,) = failure_groups(judged({}, answers))
    assert (found.cases, found.examples) == (3, ("c0", "c1", "c2"))
    answers |= {"c3": "It is refunds."}
    (found,) = failure_groups(judged({}, answers))
    assert (found.cases, found.examples) == (4, ("c0", "c1", "c2"))
