"""What guardrails blocked: by name and category, apart from refusals, in both directions."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.model.comparison.guardrail_report import Blocked
from portcheck.model.completion import Completion, Moderated, RefusalSignal
from portcheck.model.exit_plan import Change
from portcheck.model.run import Plan, Sample
from portcheck.run.judge.report.guardrails import guardrail_notes, guardrail_reports, is_blocked
from portcheck.run.judge.setting_changes import guardrail_changes
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.build import build_plan
from portcheck.run.store.scores import Scores

SUITE = make_suite(make_workload("w", [make_case(name) for name in ("a", "b", "c")]))
CLEAR = make_completion(text="yes")
FLAG = Moderated(moderator="filter", side="input", flagged=True, categories=("harm", "spam"))
SIGNAL = RefusalSignal(kind="prompt_blocked", detail="filter: harm, spam")
FLAGGED = replace(CLEAR, refusal_signal=SIGNAL, finish_reason="content_filter", moderation=(FLAG,))
OWN = replace(
    CLEAR,
    finish_reason="content_filter",
    refusal_signal=RefusalSignal(kind="content_filter", detail="topicPolicy: tea"),
)
REFUSED = replace(
    CLEAR, finish_reason="refusal", refusal_signal=RefusalSignal(kind="model_refusal")
)
BARE = replace(CLEAR, finish_reason="content_filter")


def plan_of(guardrails: Mapping[str, str] | None = None) -> Plan:
    made = build_plan(SUITE, [make_provider("old"), make_provider("new")], baseline="old")
    return replace(made, guardrails=guardrails) if guardrails else made


def results(plan: Plan, **answers: list[Completion | None]) -> Results:
    """`answers` are those of each provider to the three cases."""
    samples = {}
    for trial in plan.trials:
        answer = answers[trial.provider]["abc".index(trial.case)]
        if answer is not None:
            samples[trial.key] = Sample(trial=trial.key, completion=answer)
    return Results.of(plan, samples, Scores.of(()))


def test_blocks_are_counted_by_name_and_category_apart_from_refusals() -> None:
    plan = plan_of({"new": "id=g"})
    found = results(plan, old=[CLEAR, OWN, REFUSED], new=[FLAGGED, CLEAR, None])
    (one,) = guardrail_reports(found)
    assert (one.candidate.guardrail, one.baseline.guardrail) == ("id=g", None)
    assert (one.candidate.answers, one.candidate.blocked, one.candidate.refused) == (2, 1, 0)
    assert (one.baseline.answers, one.baseline.blocked, one.baseline.refused) == (3, 1, 1)
    assert one.candidate.by == (
        Blocked(by="filter", side="input", category="harm", answers=1),
        Blocked(by="filter", side="input", category="spam", answers=1),
    )
    assert one.baseline.by == (
        Blocked(by="", side="output", category="topicPolicy: tea", answers=1),
    )
    assert (one.newly_blocked, one.newly_passed) == (("a",), ("b",))
    assert list(guardrail_notes([one])) == [
        "new: tested with the guardrail id=g",
        "old: in w a guardrail blocked 1 of 3 answers: its own filter, answer: topicPolicy: tea "
        "(1 answer); the model itself refused 1",
        "new: in w a guardrail blocked 1 of 2 answers: filter, question: harm (1 answer), filter, "
        "question: spam (1 answer)",
        "new: in w its guardrail blocks 1 case that old answers: a",
        "old: in w its guardrail blocks 1 case that new answers: b",
    ]


def test_nothing_is_said_where_nothing_is_guarded() -> None:
    found = results(plan_of(), old=[CLEAR, CLEAR, REFUSED], new=[CLEAR, REFUSED, None])
    assert guardrail_reports(found) == ()
    assert list(guardrail_notes(())) == []


def test_a_refusal_is_no_difference_of_guardrails() -> None:
    found = results(plan_of(), old=[REFUSED, CLEAR, BARE], new=[BARE, REFUSED, REFUSED])
    (one,) = guardrail_reports(found)
    assert (one.newly_blocked, one.newly_passed) == ((), ())
    assert one.candidate.by[0].category == ""
    assert not is_blocked(REFUSED)


def test_a_case_is_answered_only_if_most_of_its_answers_were_not_blocked() -> None:
    """A conversation that goes on after a flag is blocked, although its last answer is not."""
    twice = make_suite(make_workload("w", [make_case("a", repeats=2)]))
    plan = build_plan(twice, [make_provider("old"), make_provider("new")], baseline="old")
    answers = {("old", 0): replace(CLEAR, moderation=(FLAG,)), ("old", 1): CLEAR}
    samples = {
        trial.key: Sample(
            trial=trial.key, completion=answers.get((trial.provider, trial.repeat), FLAGGED)
        )
        for trial in plan.trials
    }
    (one,) = guardrail_reports(Results.of(plan, samples, Scores.of(())))
    assert (one.baseline.answers, one.baseline.blocked) == (2, 1)
    assert one.newly_blocked == ()


def test_many_reasons_are_cut() -> None:
    many = replace(FLAG, categories=tuple(f"reason {n:02}" for n in range(12)))
    answer = replace(FLAGGED, moderation=(many,))
    (one,) = guardrail_reports(results(plan_of(), old=[CLEAR] * 3, new=[answer] * 3))
    assert any(note.endswith("and 4 more") for note in guardrail_notes([one]))


def test_the_guardrail_moves_too() -> None:
    def change(**guardrails: str) -> tuple[Change, ...]:
        return guardrail_changes(plan_of(guardrails), "new")

    assert change() == change(old="id=g", new="id=g") == ()
    (gained,) = change(new="id=g")
    assert gained.words == "guardrail becomes id=g: the verdict holds only with it"
    (lost,) = change(old="id=g")
    assert lost.words == "guardrail id=g is left out: the candidate was tested without one"
    (other,) = change(old="id=g", new="id=h")
    assert other.words == "guardrail id=g becomes id=h: the verdict holds only with it"
