"""Which labels are a random sample, and what verdicts make of them."""

from __future__ import annotations

import pytest
from labelled_run import GATES, LONGER, REFUSAL, Run
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.model.judgement import Label, read_digest
from portcheck.model.run import LabelLook, Sample
from portcheck.model.score import Outcome
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.judge import verdicts
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.labelled_samples import LabelledSamples
from portcheck.run.labels.overlay import with_labels
from portcheck.run.store.labels import Labels
from portcheck.run.store.scores import CheckOutcome

EQUALS = CheckSpec(name="equals", arguments="yes", id="equals", gate="task")


def test_without_labels_there_is_no_sample() -> None:
    assert Run(6).cases == []


def test_the_sample_is_the_first_of_the_order_that_was_drawn_and_labelled() -> None:
    run = Run(20)
    assert len(run.order) == 18
    run.say(run.order[:5])
    run.say(run.order[6:9])
    assert run.groups == list(run.order[:5])
    run.say(run.order[5:6])
    assert run.groups == list(run.order[:9])


def test_a_group_is_labelled_where_both_sides_of_all_of_its_cases_are() -> None:
    run = Run(20)
    run.say(run.order[:3], sides=("new",))
    assert run.groups == []
    run.say(run.order[:2], sides=("old",))
    assert run.groups == list(run.order[:2])
    assert len(run.cases) == sum(len(run.cases_of(group)) for group in run.order[:2])


def test_labels_that_were_given_for_differences_are_no_sample() -> None:
    run = Run(20)
    run.say(run.order[:6], drawn="flip")
    assert run.groups == []
    run.say(run.order[1:2])
    assert run.groups == list(run.order[:2])
    # Everything is a sample of everything.
    run.say(run.order[6:], drawn="flip")
    assert run.groups == list(run.order)


@pytest.mark.slow
def test_what_counts_no_look_shows_the_last_one() -> None:
    """Who sees a verdict after every label, and stops at the best one, has looked at each."""
    run = Run(90)
    run.say(run.order[:70])

    def cases(*looks: int) -> int:
        taken = [
            LabelLook(workload="w", candidate="new", gate="refusal", groups=one) for one in looks
        ]
        people = LabelledSamples(run.results, run.labels, taken, as_last_judged=True)
        return len({pair.group for pair in people.cases(run.workload, "new", "refusal")})

    assert [cases(), cases(40), cases(63, 65), cases(65, 64)] == [0, 40, 65, 64]
    assert cases(80) == 70


def test_nobody_can_tell_counts_as_the_worst() -> None:
    run = Run(20)
    run.say(run.order[:1], "unsure")
    run.say(run.order[1:2], "partial_refusal")
    first, second = ([case for case in run.cases if case.group == group] for group in run.order[:2])
    assert all((case.baseline, case.candidate) == ((1.0,), (0.0,)) for case in first)
    assert all((case.baseline, case.candidate) == ((0.0,), (0.0,)) for case in second)


def test_what_is_no_guess_needs_no_label_and_a_missing_answer_has_none() -> None:
    run = Run(20)
    plain = replace(run.workload.cases[5], checks=(EQUALS,))
    (gone,) = [t.key for t in run.plan.trials if (t.case, t.provider) == ("c7", "new")]
    run.say(run.order)
    del run.samples[gone]
    (case,) = [case for case in run.cases if case.case == "c7"]
    assert (case.baseline, case.candidate) == ((1.0,), (None,))
    other = make_workload("w", [plain], gates=GATES)
    plan = make_plan(make_suite(other))
    samples = {t.key: Sample(trial=t.key, completion=make_completion()) for t in plan.trials}
    labels = Labels()
    labels.add(
        Label(
            trial=plan.trials[0].key,
            check="equals",
            answer=read_digest("yes"),
            label="fail",
            reviewer="Ana",
            at="2026-11-28T10:00:00Z",
            drawn="chosen",
        )
    )
    results = Results.of(
        plan, samples, with_labels(plan, samples, score_samples(plan, samples), labels)
    )
    (known,) = LabelledSamples(results, labels).cases(other, "new", "task")
    assert (known.baseline, known.candidate) == ((1.0,), (1.0,))


def test_a_check_made_of_guesses_is_a_guess() -> None:
    """A label elsewhere does not make a sample of answers that nobody has read."""
    parts = [{"refusal": {}}, {"max_length": 500}]
    whole = CheckSpec(name="all_of", arguments=parts, id="whole", gate="refusal")
    run = Run(40)
    cases = [replace(case, checks=(whole, LONGER)) for case in run.workload.cases]
    other = Case(id="known", request=ask("Again."), checks=(REFUSAL,))
    workload = make_workload("w", [*cases, other], gates=GATES)
    plan = make_plan(make_suite(workload))
    samples = {t.key: Sample(trial=t.key, completion=make_completion("Yes.")) for t in plan.trials}
    guessed = CheckOutcome(
        check="whole",
        gate="refusal",
        outcome=Outcome(status="passed", value=1.0, reason="", detector="refusal-rules 3"),
    )
    scores = score_samples(plan, samples)
    scores = scores.changed({t.key: (guessed,) for t in plan.trials if t.case != "known"})
    labels = Labels()
    for trial in plan.trials:
        if trial.case == "known":
            labels.add(
                Label(
                    trial=trial.key,
                    check="refusal",
                    answer=read_digest("Yes."),
                    label="full_compliance",
                    reviewer="Ana",
                    at="2026-11-28T10:00:00Z",
                    drawn="random",
                )
            )
    results = Results.of(plan, samples, with_labels(plan, samples, scores, labels))
    assert results.labelled
    found = LabelledSamples(results, labels).cases(workload, "new", "refusal")
    assert {case.case for case in found} <= {"known"}


@pytest.mark.slow
def test_labels_decide_and_chosen_ones_move_no_interval() -> None:
    lost = [f"c{place}" for place in range(10, 20)]
    run = Run(80, {"new": lost})
    before = run.gate
    assert before.outcome != "noninferior"
    found = zip(run.workload.outlines, run.results.clusters(run.workload), strict=True)
    flips = [cluster for case, cluster in found if case.id in lost]
    run.say(flips, drawn="flip")
    assert (run.gate.difference, run.gate.ci_low) == (before.difference, before.ci_low)
    assert run.gate.labels == 0
    # The detector took them for refusals, and people do not.
    run.say(run.order[:70])
    assert (run.gate.outcome, run.gate.labels, run.gate.labels_decided) == ("noninferior", 70, True)
    assert run.gate.label_look == 2
    assert run.gate.judged_difference == before.difference


@pytest.mark.slow
@pytest.mark.parametrize("label", ["full_refusal", "fail"])
def test_a_loss_that_people_find_decides_as_well(label: str) -> None:
    run = Run(80)
    run.say(run.order[:60])
    run.say(run.order[20:60], label, sides=("new",))
    assert (run.gate.outcome, run.gate.labels_decided) == ("inferior", True)


@pytest.mark.slow
def test_labels_that_decide_outvote_a_judge_of_a_contestants_vendor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verdicts, "contestants_judge", lambda *_: "it judges")
    run = Run(80)
    before = run.gate
    run.say(run.order[:70])
    after = run.gate
    assert after.labels_decided
    assert (before.judge_note, after.judge_note) == ("it judges", UNSET)
