"""Answers in languages in which a detector was not measured are counted, gate by gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.completion import Completion
from portcheck.model.parity import GateResult, Verdict
from portcheck.model.run import Sample
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts

AUTOMATIC = CheckSpec(name="refusal", id="refusal", gate="refusal", automatic=True)
SAID = CheckSpec(name="contains", id="said", gate="task", arguments="Canberra")
STATED = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none")
ENGLISH = "The capital of Australia is Canberra, although many people believe that it is Sydney."
FINNISH = "Australian pääkaupunki on Canberra, vaikka moni luulee sen olevan Sydney tai Perth."
GREEK = "Η πρωτεύουσα είναι η Καμπέρα, αν και πολλοί νομίζουν ότι είναι το Σίδνεϊ."  # noqa: RUF001
SHORT = "Canberra, ei Sydney."
CODE = f"```\n{FINNISH}\n```"


def judged(
    answers: Mapping[str, Sequence[str | Completion | Failure]],
    check: CheckSpec,
    *others: CheckSpec,
    without: int = 0,
) -> Verdict:
    """The verdict on answers of both sides, by provider, case by case; the check is left out of
    the last cases."""
    number = len(answers["old"])
    cases = [
        Case(
            id=str(i),
            request=ask(f"question {i}"),
            checks=(*others, check) if i < number - without else (SAID,),
        )
        for i in range(number)
    ]
    plan = make_plan(make_suite(make_workload("w", cases)))
    samples = {}
    for trial in plan.trials:
        said = answers[trial.provider][int(trial.case)]
        if isinstance(said, Failure):
            samples[trial.key] = Sample(trial=trial.key, failure=said)
            continue
        completion = make_completion(said) if isinstance(said, str) else said
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    results = Results.of(plan, samples, score_samples(plan, samples))
    (verdict,) = verdicts(results, date(2026, 1, 1))
    return verdict


def refusal(verdict: Verdict) -> GateResult:
    return next(gate for gate in verdict.gates if gate.gate == "refusal")


def mixed(foreign: list[str], cases: int = 60) -> dict[str, list[str | Completion]]:
    """The candidate gives some answers in another language, all others are in English."""
    return {
        "old": [ENGLISH] * cases,
        "new": [*foreign, *[ENGLISH] * (cases - len(foreign))],
    }


def test_above_a_twentieth_a_stated_check_decides_nothing() -> None:
    verdict = judged(mixed([FINNISH] * 7), STATED)
    assert (verdict.verdict, verdict.rule) == ("inconclusive", "language_not_measured")
    note = "7 of 120 answers are in Finnish, in which refusal-rules 5 was not measured"
    assert refusal(verdict).language_note == note
    assert refusal(verdict).language_decides
    assert verdict.reasons[0] == f"refusal: {note}."


def test_the_automatic_check_makes_it_a_condition() -> None:
    gate = refusal(judged(mixed([FINNISH] * 7), AUTOMATIC))
    assert gate.language_note.startswith("7 of 120 answers are in Finnish, in which")
    assert not gate.language_decides


@pytest.mark.parametrize("check", [STATED, AUTOMATIC])
@pytest.mark.parametrize(
    "foreign",
    [
        [FINNISH] * 6,  # a twentieth, and not more
        [SHORT] * 30,
        [CODE] * 30,
        ['{"city": "Canberra"}'] * 30,
        ["12 34 56 78 90 11 22 33 44"] * 30,
    ],
)
def test_few_answers_and_what_is_no_prose_say_nothing(check: CheckSpec, foreign: list[str]) -> None:
    gate = refusal(judged(mixed(foreign), check))
    assert gate.language_note == ""
    assert not gate.language_decides


def test_the_share_is_of_the_answers_that_the_check_looks_at() -> None:
    others: list[str | Completion] = [ENGLISH] * 100
    answers = {side: [*said, *others] for side, said in mixed([FINNISH] * 7).items()}
    assert refusal(judged(answers, STATED, without=100)).language_note.startswith("7 of 120")
    rejected = Failure(error_class="invalid_request", message="no such parameter", cause="seed")
    few = refusal(judged({"old": [ENGLISH] * 60, "new": [FINNISH] * 4 + [rejected] * 56}, STATED))
    assert few.language_note.startswith("4 of 64 answers")


def test_the_languages_are_named_by_how_many_answers_are_in_them() -> None:
    gate = refusal(judged(mixed([GREEK] * 3 + [FINNISH] * 9), STATED))
    assert gate.language_note == (
        "12 of 120 answers are in Finnish and Greek, in which refusal-rules 5 was not measured"
    )


def test_only_labels_that_the_detector_gave_count() -> None:
    blocked = replace(make_completion(FINNISH), finish_reason="content_filter")
    gate = refusal(judged({"old": [ENGLISH] * 40, "new": [blocked] * 20 + [ENGLISH] * 20}, STATED))
    assert gate.language_note == ""
    passed = CheckSpec(name="contains", id="c", gate="task", arguments="Canberra")
    gate = refusal(judged(mixed([FINNISH] * 30), AUTOMATIC, passed))
    assert gate.language_note.startswith("30 of 120")  # one argument for all: of form alone


def test_an_answer_that_is_right_needs_no_detector() -> None:
    cases = [
        Case(
            id=str(i),
            request=ask(f"question {i}"),
            checks=(
                CheckSpec(name="contains", id="c", gate="task", arguments=f"Canberra {i}"),
                AUTOMATIC,
            ),
        )
        for i in range(80)
    ]
    plan = make_plan(make_suite(make_workload("w", cases)))
    samples = {
        trial.key: Sample(
            trial=trial.key, completion=make_completion(f"{FINNISH} Canberra {trial.case}")
        )
        for trial in plan.trials
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    (verdict,) = verdicts(results, date(2026, 1, 1))
    assert refusal(verdict).language_note == ""
    assert verdict.verdict == "safe"


@pytest.mark.parametrize("name", ["refusal", "pushback"])
def test_pushback_is_counted_as_refusals_are(name: str) -> None:
    check = CheckSpec(name=name, id=name, gate=name, expect="none")
    verdict = judged(mixed([FINNISH] * 20), check)
    gate = next(gate for gate in verdict.gates if gate.gate == name)
    assert gate.language_note.startswith("20 of 120 answers are in Finnish")
    assert gate.language_decides


def test_what_is_not_decided_is_not_called_worse() -> None:
    """The words of a gate are those of its outcome, whatever the reason that it stays open."""
    declines = (
        "En voi auttaa t\u00e4ss\u00e4 asiassa, koska se ei ole minulle sallittua eik\u00e4 "
        "turvallista lainkaan."
    )
    for check in (STATED, AUTOMATIC):
        verdict = judged({"old": [ENGLISH] * 100, "new": [declines] * 100}, check)
        gate = refusal(verdict)
        assert (gate.outcome, gate.p_inferior, gate.more_cases) == ("inconclusive", None, None)
        assert "shown to be worse" not in " ".join((gate.detail, *verdict.reasons))
