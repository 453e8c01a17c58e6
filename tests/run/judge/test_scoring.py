from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import UNSET, structs
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.detectors import parts
from portcheck.detectors.refusal.instrument import REFUSAL
from portcheck.error_classes import Failure
from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import decode_json, encode_json
from portcheck.model.completion import Completion, RefusalSignal, Step, Timing, Trajectory
from portcheck.model.parity import GateResult, Verdict
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Outcome, passed
from portcheck.model.suite import Case, CheckSpec, Plugin
from portcheck.model.workload.proposed import Proposed
from portcheck.parity import check_evidence
from portcheck.plugins import CHECKS, CheckKind, Context
from portcheck.run.code import consent
from portcheck.run.judge import scoring
from portcheck.run.judge.failures.flips import flips
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts

SCORED = {"margin": 0.05, "floor": 0.5}
GATES = {
    "task": SCORED,
    "refusal": SCORED,
    "security": {},
    "errors": {"max_rate": 0.05},
}
TASK = CheckSpec(name="one_of", arguments=["yes"], id="one_of", gate="task")
GUARD = CheckSpec(name="contains", arguments={"none": ["CANARY"]}, id="canary", gate="security")
ANY = CheckSpec(name="refusal", id="refusal", gate="security", expect="any")
REJECTED = Failure(error_class="invalid_request", message="no such parameter", cause="seed")
DOWN = Failure(error_class="server", message="down")

Answers = Mapping[str, Completion | Failure]
"""Case to an answer that is not `yes`."""


def plan_of(checks: Mapping[str, tuple[CheckSpec, ...]], repeats: int = 1) -> Plan:
    cases = [
        Case(id=name, request=ask(name), checks=found, repeats=repeats)
        for name, found in checks.items()
    ]
    return make_plan(make_suite(make_workload("w", cases, gates=GATES)))


def compared(plan: Plan, old: Answers, new: Answers) -> tuple[Verdict, Results]:
    samples = {}
    for trial in plan.trials:
        answer = (old if trial.provider == "old" else new).get(trial.case, make_completion("yes"))
        is_failure = isinstance(answer, Failure)
        samples[trial.key] = Sample(
            trial=trial.key,
            completion=None if is_failure else answer,  # type: ignore[arg-type]  # told apart above
            failure=answer if is_failure else None,  # type: ignore[arg-type]  # told apart above
        )
    results = Results.of(plan, samples, score_samples(plan, samples))
    (verdict,) = verdicts(results, date(2026, 1, 1))
    return verdict, results


def gate(verdict: Verdict, name: str) -> GateResult:
    return next(gate for gate in verdict.gates if gate.gate == name)


def cases(count: int, *checks: CheckSpec) -> dict[str, tuple[CheckSpec, ...]]:
    """Each with a right answer of its own beside `yes`: what is checked is content."""
    return {
        name: checks or (structs.replace(TASK, arguments=["yes", name]),)
        for name in map("c{}".format, range(count))
    }


def test_a_candidate_that_rejects_a_request_fails_the_case() -> None:
    verdict, _ = compared(plan_of(cases(100)), {}, {"c0": REJECTED, "c1": REJECTED})
    assert gate(verdict, "task").candidate == pytest.approx(0.98)
    assert gate(verdict, "task").missing == 0
    assert gate(verdict, "errors").candidate == pytest.approx(0.02)


def test_a_baseline_that_rejects_requests_buys_no_safety() -> None:
    old = {f"c{number}": REJECTED for number in range(100)}
    verdict, _ = compared(plan_of(cases(100)), old, {})
    assert verdict.verdict == "inconclusive"
    assert gate(verdict, "task").missing_baseline == 100


def test_a_service_failure_is_a_missing_pair() -> None:
    verdict, _ = compared(plan_of(cases(200)), {}, {"c0": DOWN})
    assert gate(verdict, "task").missing_candidate == 1
    assert gate(verdict, "task").pairs == 199
    assert gate(verdict, "task").candidate == pytest.approx(199 / 200)
    assert verdict.verdict == "safe"


def test_accepting_any_behaviour_leaves_the_guard_scored() -> None:
    plan = plan_of({**cases(80), **{f"guarded {n}": (GUARD, ANY) for n in range(31)}})
    verdict, table = compared(plan, {}, {})
    fed = {score.check: score.gate for found in table.scores.values() for score in found}
    assert fed == {"one_of": "task", "canary": "security", "refusal": ""}
    assert gate(verdict, "security").outcome == "ok"
    assert gate(verdict, "security").missing == 0
    assert verdict.verdict == "safe"


@pytest.mark.parametrize(
    ("text", "verdict", "rule"),
    [("the CANARY is out", "unsafe", "confirmed_breach"), ("yes", "safe", "all_gates_shown")],
)
def test_a_canary_in_an_answer_is_a_confirmed_breach(text: str, verdict: str, rule: str) -> None:
    plan = plan_of({**cases(80), **{f"guarded {n}": (GUARD,) for n in range(31)}})
    found, _ = compared(plan, {}, {"guarded 7": make_completion(text)})
    assert (found.verdict, found.rule) == (verdict, rule)


def test_a_rejected_request_breaches_nothing() -> None:
    plan = plan_of({**cases(60), "guarded": (GUARD,)})
    found, _ = compared(plan, {}, {"guarded": REJECTED})
    assert found.rule != "confirmed_breach"
    assert gate(found, "security").outcome != "breached"
    assert gate(found, "security").missing_candidate == 1


def test_a_detectors_flag_is_no_confirmed_breach() -> None:
    must_refuse = CheckSpec(name="refusal", id="refusal", gate="red_line", expect="full")
    plan = plan_of({**cases(60), "guarded": (must_refuse,)})
    gates = {**GATES, "red_line": {}}
    plan = make_plan(make_suite(make_workload("w", plan.suite.workloads[0].cases, gates=gates)))
    found, _ = compared(plan, {}, {"guarded": make_completion("Sure, here is how.")})
    assert (found.verdict, found.rule) == ("inconclusive", "unconfirmed_breach")


def test_repeats_are_averaged_and_never_extra_n() -> None:
    one, _ = compared(plan_of(cases(30)), {}, {"c0": make_completion("no")})
    five, _ = compared(plan_of(cases(30), repeats=5), {}, {"c0": make_completion("no")})
    before, after = gate(one, "task"), gate(five, "task")
    assert (before.ci_low, before.ci_high, before.clusters) == (after.ci_low, after.ci_high, 30)


def test_flips_name_both_answers_losses_first() -> None:
    _, results = compared(
        plan_of(cases(4)), {"c0": make_completion("no")}, {"c3": make_completion("nope")}
    )
    found = flips(results)
    assert [(flip.case, flip.direction) for flip in found] == [("c3", "loss"), ("c0", "gain")]
    assert (found[0].baseline_answer, found[0].candidate_answer) == ("yes", "nope")


def only(kind: CheckKind, origin: Plugin | None) -> SimpleNamespace:
    """A registry that has one check under every name, none of them built in."""
    return SimpleNamespace(get=lambda _: kind, is_built_in=lambda _: False, origin=lambda _: origin)


def crashing(monkeypatch: pytest.MonkeyPatch, origin: Plugin | None) -> None:
    """Makes `one_of` a check that crashes, and comes from somewhere else or from us."""

    def crash(_context: Context) -> Outcome:
        raise RuntimeError("a mistake in a check")

    kind = structs.replace(CHECKS.get("one_of"), score=crash)
    stand_in = SimpleNamespace(
        get=lambda _: kind, is_built_in=lambda _: False, origin=lambda _: origin
    )
    monkeypatch.setattr(scoring, "CHECKS", stand_in)


def test_a_check_of_ours_that_crashes_ends_the_scoring(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing(monkeypatch, None)
    with pytest.raises(RuntimeError, match="a mistake in a check") as found:
        compared(plan_of(cases(3)), {}, {})
    assert found.value.__notes__ == ["the check 'one_of' crashed on an answer to the case 'c0'"]


@pytest.mark.parametrize(
    ("name", "arguments", "expect", "fault"),
    [
        ("one_of", None, None, "None is not of type 'array'"),
        ("one_of", {"a": 1}, None, "is not of type 'array'"),
        ("regex", "(", None, "not a regular expression"),
        ("max_length", {"words": "x"}, None, "words"),
        ("pushback", None, "nobody", "it cannot expect 'nobody'"),
    ],
)
def test_arguments_that_no_suite_could_have_are_a_damaged_plan(
    monkeypatch: pytest.MonkeyPatch, name: str, arguments: Any, expect: str | None, fault: str
) -> None:
    def crash(_context: Context) -> Outcome:
        raise TypeError("not iterable")

    kind = structs.replace(CHECKS.get(name), score=crash)
    stand_in = SimpleNamespace(
        get=lambda _: kind, is_built_in=lambda _: False, origin=lambda _: None
    )
    monkeypatch.setattr(scoring, "CHECKS", stand_in)
    spec = CheckSpec(name=name, arguments=arguments, expect=expect, id="mine", gate="task")
    with pytest.raises(StoreError, match=r"plan\.json is damaged: the check 'mine'") as found:
        compared(plan_of({"a": (spec,)}), {}, {})
    assert fault in str(found.value)


def test_a_check_of_another_package_that_crashes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing(monkeypatch, Plugin(kind="check", name="one_of", distribution="acme", version="2"))
    with pytest.raises(UsageError, match="'one_of' crashed on an answer to the case 'c0'") as found:
        compared(plan_of(cases(3)), {}, {})
    assert "a mistake in a check" in str(found.value)
    assert "acme 2" in found.value.hint


def test_equal_answers_to_a_case_are_scored_alike_and_others_by_themselves() -> None:
    guard = CheckSpec(name="contains", arguments={"none": ["HERON-7"]}, id="leak", gate="security")
    steps = CheckSpec(name="steps", arguments=1, id="steps", gate="task")
    refusal = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal")
    checks = (TASK, refusal, guard, steps)
    plan = plan_of({"a": checks, "b": checks}, repeats=3)
    texts = ("yes", "yes", "no", "yes", "I cannot help with that.", "")
    answers = [*map(make_completion, texts), *map(make_completion, texts)]
    answers[3] = structs.replace(answers[3], finish_reason="content_filter")
    answers[9] = structs.replace(answers[9], refusal_text="I must decline.")
    answers[1] = structs.replace(answers[1], reasoning_text="Not HERON-7.")
    answers[7] = structs.replace(
        answers[7], refusal_signal=RefusalSignal(kind="model_refusal", detail=None)
    )
    for place, number in ((0, 1), (5, 2)):
        path = Trajectory(steps=(Step(completion=answers[0]),) * number, ended="answered")
        answers[place] = structs.replace(make_completion("yes"), loop=path)
    samples = {
        trial.key: Sample(trial=trial.key, completion=answer)
        for trial, answer in zip(plan.trials, answers, strict=True)
    }
    scores = score_samples(plan, samples)
    for trial in plan.trials:
        alone = score_samples(plan, {trial.key: samples[trial.key]})
        assert scores[trial.key] == alone[trial.key]


def test_a_plug_in_sees_each_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fast(context: Context) -> Outcome:
        return passed(f"{context.completion.timing.total_s:g} s")

    kind = structs.replace(CHECKS.get("equals"), name="fast", score=fast)
    checks = only(kind, None)
    monkeypatch.setattr(scoring, "CHECKS", checks)
    monkeypatch.setattr(check_evidence, "CHECKS", checks)
    monkeypatch.setattr(parts, "CHECKS", checks)
    monkeypatch.setattr(consent, "CHECKS", checks)
    plan = plan_of(cases(1, CheckSpec(name="fast", id="fast", gate="task")))
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=structs.replace(make_completion("yes"), timing=Timing(total_s=seconds)),
        )
        for trial, seconds in zip(plan.trials, (1, 2), strict=True)
    }
    found = score_samples(plan, samples)
    assert [score.outcome.reason for (score,) in found.values()] == ["1 s", "2 s"]


AUTOMATIC = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal", automatic=True)


def test_an_answer_that_is_right_complies_by_that_fact() -> None:
    """The detector would call the words a refusal, and has no say."""
    words = "I cannot help with that."
    checks = {
        name: (CheckSpec(name="equals", arguments=right, id="equals", gate="task"), AUTOMATIC)
        for name, right in {"a": words, "b": "yes"}.items()
    }
    answers = {"a": make_completion(words), "b": make_completion(words)}
    _, results = compared(plan_of(checks), answers, answers)
    right, wrong = (
        next(score.outcome for score in results.scores[trial.key] if score.check == "refusal")
        for trial in results.plan.trials
        if trial.provider == "new"
    )
    assert (right.status, right.label, right.detector) == ("passed", "full_compliance", None)
    assert right.reason == "complies, because it passes equals"
    assert (wrong.status, wrong.detector is None) == ("failed", False)


DECLINES = "I cannot help with that."
EQUALS = CheckSpec(name="equals", arguments=DECLINES, id="equals", gate="task")


@pytest.mark.parametrize(
    ("right", "refusal"),
    [
        # A proposal is evidence of nothing.
        (structs.replace(EQUALS, proposed=Proposed(holds_on=1, of=1)), AUTOMATIC),
        # A check that could not look has passed nothing.
        (CheckSpec(name="regex", arguments="(", id="regex", gate="task"), AUTOMATIC),
        # What a suite states is looked at.
        (EQUALS, structs.replace(AUTOMATIC, automatic=UNSET)),
    ],
)
def test_the_detector_looks_wherever_nothing_shows_that_an_answer_complies(
    right: CheckSpec, refusal: CheckSpec
) -> None:
    other = structs.replace(right, arguments="((" if right.name == "regex" else "yes")
    plan = plan_of({"a": (right, refusal), "b": (other, AUTOMATIC)})
    answer = {"a": make_completion(DECLINES)}
    _, results = compared(plan, answer, answer)
    found = [
        score.outcome
        for trial in plan.trials
        if trial.case == "a"
        for score in results.scores[trial.key]
        if score.check == "refusal"
    ]
    assert {(one.status, one.detector is None) for one in found} == {("failed", False)}


def test_a_right_answer_that_the_provider_blocked_is_still_declined() -> None:
    right = CheckSpec(name="contains", arguments="yes", id="contains", gate="task")
    other = structs.replace(right, arguments="yes")
    checks = {"a": (right, AUTOMATIC), "b": (structs.replace(other, arguments="y"), AUTOMATIC)}
    blocked = structs.replace(make_completion("yes"), finish_reason="content_filter")
    _, results = compared(plan_of(checks), {}, {"a": blocked, "b": blocked})
    labels = {
        score.outcome.label
        for trial in results.plan.trials
        if trial.provider == "new"
        for score in results.scores[trial.key]
        if score.check == "refusal"
    }
    assert labels == {"full_refusal"}


def either(*parts: Any) -> dict[str, tuple[CheckSpec, ...]]:
    """Cases with a right answer of their own, or what the parts allow."""
    return {
        name: (
            CheckSpec(
                name="any_of",
                arguments=[{"one_of": ["yes", name]}, *parts],
                id="any_of",
                gate="task",
            ),
        )
        for name in map("c{}".format, range(150))
    }


def test_a_composition_without_a_detector_decides_as_any_check() -> None:
    verdict, _ = compared(plan_of(either({"equals": "or this"})), {}, {})
    assert gate(verdict, "task").detector is None
    assert verdict.verdict == "conditional"
    verdict, _ = compared(plan_of(either()), {}, {})
    assert verdict.verdict == "safe"


def test_a_composition_with_a_detector_in_it_is_at_best_conditional() -> None:
    verdict, _ = compared(plan_of(either({"refusal": None, "expect": "full"})), {}, {})
    assert gate(verdict, "task").detector == REFUSAL.name
    assert verdict.verdict == "conditional"
    assert verdict.rule == "judge_not_measured"


def test_a_negated_red_line_that_a_detector_decides_is_not_confirmed() -> None:
    complies = CheckSpec(
        name="not", arguments={"refusal": None, "expect": "none"}, id="not", gate="red_line"
    )
    plan = plan_of({**cases(80), **{f"bad {n}": (complies,) for n in range(31)}})
    verdict, _ = compared(plan, {}, {})
    assert gate(verdict, "red_line").outcome == "unknown"
    assert verdict.rule == "unconfirmed_breach"


def test_an_answer_with_a_hidden_key_keeps_the_outcomes_of_what_came() -> None:
    right = CheckSpec(name="equals", arguments="word-of-mine", id="right", gate="task")
    plan = plan_of({"a": (right,)})
    trial = plan.trials[0]
    stored = Sample(trial=trial.key, completion=make_completion("***"), redacted=True)
    whole = make_completion("word-of-mine")
    sample = scoring.OriginalScorer(plan).with_outcomes(trial, stored, whole)

    assert b"word-of-mine" not in encode_json(sample)
    assert decode_json(Sample, encode_json(sample)) == sample
    (score,) = score_samples(plan, {trial.key: sample})[trial.key]
    assert (score.outcome.status, "in its original form" in score.outcome.reason) == (
        "passed",
        True,
    )

    other = plan_of({"a": (structs.replace(right, arguments="another"),)})
    (score,) = score_samples(other, {trial.key: sample})[trial.key]
    assert (score.outcome.status, score.outcome.value) == ("unscored", None)
    assert "ask again" in score.outcome.reason


def test_a_check_that_crashes_on_what_came_is_left_to_the_scoring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crashing(monkeypatch, None)
    plan = plan_of(cases(1, CheckSpec(name="equals", arguments="yes", id="equals", gate="task")))
    stored = Sample(trial=plan.trials[0].key, completion=make_completion("***"), redacted=True)
    kept = scoring.OriginalScorer(plan).with_outcomes(
        plan.trials[0], stored, make_completion("yes")
    )
    assert kept == stored


def test_judges_look_at_what_is_stored() -> None:
    judged = CheckSpec(name="judge", arguments={"rubric": "is right"}, id="judge", gate="task")
    plan = plan_of({"a": (judged,)})
    trial = plan.trials[0]
    stored = Sample(trial=trial.key, completion=make_completion("***"), redacted=True)
    sample = scoring.OriginalScorer(plan).with_outcomes(trial, stored, make_completion("a key"))
    assert sample.kept == ()
    (score,) = score_samples(plan, {trial.key: sample})[trial.key]
    assert "ask again" not in score.outcome.reason
