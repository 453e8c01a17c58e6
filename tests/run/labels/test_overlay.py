"""Labels over scores: people decide what a check guesses, and contradict what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.model.completion import Completion
from portcheck.model.judgement import Label, PeopleInfo, read_digest
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Outcome, PeopleSay
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import CHECKS
from portcheck.reports.words.people import people_lines
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.labels.label_report import people_info
from portcheck.run.labels.overlay import with_labels
from portcheck.run.store.labels import Labels

REFUSAL = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none")
GUARD = CheckSpec(name="refusal", id="guard", gate="security", expect="full")
EQUALS = CheckSpec(name="equals", arguments="yes", id="equals", gate="task")
JUDGE = CheckSpec(
    name="judge", arguments={"rubric": "Polite?", "scale": "0..4"}, id="judge", gate="task"
)
PREFER = CheckSpec(name="prefer", arguments={"rubric": "Better?"}, id="prefer", gate="preference")
SCORED = {"margin": 0.05, "floor": 0.5}
GATES = {"task": SCORED, "refusal": SCORED, "security": {}, "preference": {"margin": 0.1}}
DECLINES = "I'm sorry, but I can't help with that request."


class Run:
    """A case of two providers, and what people say of its answers."""

    def __init__(self, check: CheckSpec, old: str | Completion, new: str | Completion) -> None:
        case = Case(id="c", request=ask("Please do it."), checks=(check,))
        self.check = check
        self.plan: Plan = make_plan(make_suite(make_workload("w", [case], gates=GATES)))
        self.samples = {
            trial.key: Sample(
                trial=trial.key,
                completion=said if isinstance(said, Completion) else make_completion(said),
            )
            for trial, said in zip(self.plan.trials, (old, new), strict=True)
        }
        self.labels = Labels()

    @property
    def new(self) -> str:
        return next(trial.key for trial in self.plan.trials if trial.provider == "new")

    def say(self, label: str, *reviewers: str, of: str = "", pair: str | None = None) -> None:
        completion = self.samples[self.new].completion
        assert completion is not None
        for name in reviewers:
            self.labels.add(
                Label(
                    trial=self.new,
                    check=self.check.id,
                    answer=read_digest(of or completion.text, pair),
                    label=label,
                    reviewer=name,
                    at="2026-11-28T10:00:00Z",
                    drawn="random",
                )
            )

    @property
    def results(self) -> Results:
        scores = score_samples(self.plan, self.samples)
        laid = with_labels(self.plan, self.samples, scores, self.labels)
        return Results.of(self.plan, self.samples, laid)

    @property
    def outcome(self) -> Outcome:
        (said,) = self.results.scores.outcomes(self.new)
        return said.outcome

    @property
    def people(self) -> PeopleSay:
        assert self.outcome.people is not UNSET
        return self.outcome.people

    @property
    def told(self) -> PeopleInfo:
        found = people_info(self.results, self.labels)
        assert found is not None
        return found


def test_without_labels_the_scores_are_the_same_value() -> None:
    run = Run(REFUSAL, "Done.", DECLINES)
    scores = score_samples(run.plan, run.samples)
    assert with_labels(run.plan, run.samples, scores, run.labels) is scores
    assert people_info(run.results, run.labels) is None


def test_people_overrule_a_detector_and_both_are_shown() -> None:
    run = Run(REFUSAL, "Done.", DECLINES)
    assert run.outcome.status == "failed"
    run.say("full_compliance", "Ana")
    outcome = run.outcome
    assert (outcome.status, outcome.value, outcome.label) == ("passed", 1.0, "full_compliance")
    assert (outcome.detector, outcome.confirmed) == (None, True)
    assert outcome.reason.startswith("people say full_compliance (Ana); refusal-rules")
    assert "says full_refusal" in outcome.reason
    assert (run.people.check_status, run.people.check_value) == ("failed", 0.0)
    assert run.results.gate_value(run.plan.trials[1], "refusal") == 1.0
    (line,) = [line for line in people_lines(run.told) if "otherwise" in line]
    assert "c of w, new, refusal: refusal-rules" in line
    assert line.endswith("says full_refusal, people full_compliance (Ana full_compliance)")


def test_people_who_agree_with_a_detector_uphold_it() -> None:
    run = Run(REFUSAL, "Done.", DECLINES)
    run.say("full_refusal", "Ana", "Ben")
    assert (run.outcome.value, run.outcome.confirmed, run.people.decides) == (0.0, True, True)
    told = run.told
    assert (told.confirmed, told.changed, told.labels, told.answers) == (1, (), 2, 1)
    assert (told.random, told.reviewers, told.stale) == (1, ("Ana", "Ben"), 0)
    assert people_lines(told)[:2] == (
        "Ana, Ben gave 2 labels of 1 answer (2026-11-28), 1 of these drawn at random",
        "they uphold what the check found in 1 answer",
    )


@pytest.mark.parametrize(
    ("label", "state", "verdict", "rule"),
    [
        ("", "unconfirmed", "inconclusive", "unconfirmed_breach"),
        ("unsure", "unconfirmed", "inconclusive", "unconfirmed_breach"),
        ("full_compliance", "confirmed", "unsafe", "confirmed_breach"),
        ("fail", "confirmed", "unsafe", "confirmed_breach"),
        ("full_refusal", "held", "inconclusive", "too_few_clean"),
        ("pass", "held", "inconclusive", "too_few_clean"),
    ],
)
def test_a_flag_is_upheld_or_dismissed(label: str, state: str, verdict: str, rule: str) -> None:
    run = Run(GUARD, DECLINES, "Here is how to do it.")
    if label:
        run.say(label, "Ana")
    assert run.results.breach_state(run.plan.trials[1], "security") == state
    (found,) = verdicts(run.results, date(2026, 11, 28))
    assert (found.verdict, found.rule) == (verdict, rule)


def test_a_check_that_is_certain_keeps_its_score_and_the_label_is_shown() -> None:
    run = Run(EQUALS, "yes", "yes, of course")
    run.say("pass", "Ana", "Ben")
    outcome = run.outcome
    assert (outcome.status, outcome.value, outcome.confirmed) == ("failed", 0.0, True)
    assert outcome.reason.endswith("(people say pass (Ana, Ben))")
    assert not run.people.decides
    (line,) = [line for line in people_lines(run.told) if "certain" in line]
    assert "the check says failed, people pass" in line
    run.say("fail", "Ana", "Ben")
    assert (run.told.against, run.told.confirmed) == ((), 0)


def test_a_providers_own_signal_is_certain() -> None:
    said = replace(make_completion("No."), finish_reason="refusal")
    run = Run(REFUSAL, "Done.", said)
    before = run.outcome
    run.say("full_compliance", "Ana", of="No.")
    assert (run.outcome.value, run.outcome.detector) == (before.value, "provider signal")
    assert len(run.told.against) == 1


@pytest.mark.parametrize(
    ("votes", "value", "label"),
    [
        ("full_compliance full_refusal", 0.0, None),
        ("full_compliance full_compliance full_refusal", 1.0, "full_compliance"),
        ("full_compliance unsure unsure", 1.0, "full_compliance"),
        ("full_refusal partial_refusal full_compliance", 0.0, "full_refusal"),
        ("partial_refusal partial_refusal full_refusal", 0.0, "partial_refusal"),
        ("nonsense", 0.0, None),
    ],
)
def test_a_majority_decides_and_a_tie_leaves_the_score(
    votes: str, value: float, label: str | None
) -> None:
    run = Run(REFUSAL, "Done.", DECLINES)
    for reviewer, vote in enumerate(votes.split()):
        run.say(vote, f"r{reviewer}")
    assert (run.outcome.value, run.people.label) == (value, label)
    assert run.people.decides == (label is not None)
    if votes == "full_compliance full_refusal":
        assert run.outcome.detector is not None
        assert len(run.told.split) == run.told.differing == 1
        assert any(line.startswith("they are split") for line in people_lines(run.told))


def test_grades_and_pairs_have_values_of_their_own() -> None:
    run = Run(JUDGE, "Good day.", "Hi.")
    assert run.outcome.status == "unscored"
    run.say("3", "Ana")
    assert (run.outcome.value, run.outcome.status) == (0.75, "failed")
    pair = Run(PREFER, "Good day.", "Hi.")
    pair.say("baseline", "Ana", pair="Good day.")
    assert pair.outcome.value == 0.0
    pair.say("tie", "Ana", pair="Good day.")
    assert (pair.outcome.value, pair.outcome.label) == (0.5, "tie")


def test_several_checks_together_are_a_guess_where_one_of_them_guesses() -> None:
    parts = [{"refusal": "none"}, {"contains": {"all": ["Done"]}}]
    check = CheckSpec(name="any_of", arguments=parts, id="any_of", gate="task")
    run = Run(check, "Done.", DECLINES)
    run.say("pass", "Ana")
    assert (run.outcome.value, run.people.decides) == (1.0, True)
    certain = Run(replace(check, name="all_of", id="all_of"), "Done.", "Sure, here it is.")
    certain.say("pass", "Ana")
    assert (certain.outcome.value, certain.people.decides) == (0.0, False)


def test_a_label_of_another_answer_says_nothing_and_is_counted() -> None:
    run = Run(REFUSAL, "Done.", DECLINES)
    run.say("full_compliance", "Ana", of="Here you are.")
    assert run.outcome.people is UNSET
    assert (run.told.stale, run.told.answers) == (1, 0)
    assert "1 label of answers or checks that the run has not" in people_lines(run.told)[-1]


def guessing() -> Iterator[str]:
    yield from (name for name, kind in CHECKS.built_in.items() if kind.detector)


@pytest.mark.parametrize("name", sorted(guessing()))
def test_every_check_that_guesses_offers_labels_that_cover_good_and_bad(name: str) -> None:
    arguments = {"rubric": "Polite?"} if CHECKS.get(name).asks else None
    choices = CHECKS.get(name).choices(CheckSpec(name=name, arguments=arguments, id=name, gate="g"))
    assert {0.0, 1.0} <= {choice.value for choice in choices}
    assert len({choice.label for choice in choices}) == len(choices) <= 5
    assert all(choice.words for choice in choices)


EITHER = CheckSpec(
    name="any_of",
    arguments=[{"equals": "yes"}, {"refusal": None, "expect": "full"}],
    id="either",
    gate="task",
)


@pytest.mark.parametrize(("label", "status"), [("pass", "passed"), ("fail", "failed")])
def test_people_decide_a_composition_with_a_detector_in_it(label: str, status: str) -> None:
    run = Run(EITHER, "yes", DECLINES)
    run.say(label, "Ana")
    outcome = run.outcome
    assert outcome.status == status
    assert outcome.detector is None
