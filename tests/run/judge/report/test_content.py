"""How much text of prompts and answers a report holds."""

from __future__ import annotations

from builders import make_flip, make_report, make_verdict
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.model.exit_plan import Change
from portcheck.model.run import Sample
from portcheck.model.suite import Case, CheckSpec
from portcheck.reports.json_file import render
from portcheck.run.judge.report.content import with_content
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results

CHECK = CheckSpec(name="equals", arguments="refunds", id="equals", gate="task")
VARIANT = Change(setting="prompt", to="short", why="it is shorter", diff=("-a secret prompt",))
REPORT = make_report(flips=(make_flip(),), verdicts=(make_verdict(changes=(VARIANT,)),))


def results() -> Results:
    cases = [Case(id=f"c{at}", request=ask(f"question {at}"), checks=(CHECK,)) for at in range(2)]
    plan = make_plan(make_suite(make_workload("w", cases)))
    samples = {
        trial.key: Sample(trial=trial.key, completion=make_completion(text=f"said {trial.case}"))
        for trial in plan.trials
    }
    return Results.of(plan, samples, score_samples(plan, samples))


def test_none_takes_every_text_and_no_number() -> None:
    found = with_content(REPORT, "none", results())

    (flip,) = found.flips
    assert (flip.question, flip.baseline_answer, flip.candidate_answer, flip.reason) == ("",) * 4
    assert (flip.case, flip.baseline_value) == ("charged-twice", 1.0)
    assert found.content == "none"
    assert "secret" not in repr(found)
    assert found.verdicts[0].changes[0].words == "use prompt variant short: it is shorter"


def test_flips_are_what_a_report_has_by_itself() -> None:
    found = with_content(REPORT, "flips", results())

    assert found.flips == REPORT.flips
    assert found.content == "flips"
    assert not found.cases


def test_all_adds_every_case_with_its_answers_outside_of_the_json_file() -> None:
    found = with_content(REPORT, "all", results())

    assert found.cases
    assert [view.case for view in found.cases] == ["c0", "c1"]
    assert [answer.text for answer in found.cases[0].answers] == ["said c0"] * 2
    assert b"said c0" not in render(found)
    assert b'"cases": [' not in render(found)
