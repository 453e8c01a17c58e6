"""What labels of runs and of files add to cards."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from labelled_run import DECLINES, Run
from msgspec import UNSET
from msgspec.structs import replace
from review_runs import GATES, JUDGE
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.config.suite.own_cards import read_cards
from portcheck.detectors.card import own_card
from portcheck.detectors.refusal.classify import DETECTOR
from portcheck.errors import ConfigError, UsageError
from portcheck.model.completion import RefusalSignal
from portcheck.model.judgement import Label, read_digest
from portcheck.model.parity import GateResult
from portcheck.model.run import Sample
from portcheck.model.score import Outcome, OwnCard, Score
from portcheck.model.suite import CardsOf, Case, CheckSpec, Panel, ProviderSpec
from portcheck.run.cards.instruments import Instrument
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.labels.labelled_file import measure_file
from portcheck.run.labels.measurements import Measurement, add_to_cards, measure_run, together
from portcheck.run.labels.overlay import with_labels
from portcheck.run.store.labels import Labels
from portcheck.run.store.scores import CheckOutcome, Scores

DAY = date(2026, 11, 28)


def of_run(run: Run) -> Measurement:
    return measure_run(run.results, run.labels)[Instrument(DETECTOR, DETECTOR, "stated")]


def test_the_random_sample_of_both_sides_is_counted_by_vendor() -> None:
    run = Run(30, {"new": ["c5", "c6"], "old": ["c9"]})
    run.say(run.order)
    run.say(["case:c5"], "full_refusal", sides=("new",))
    found = of_run(run)
    assert len(found.answers) == 60
    bad = [(one.vendor, one.shows, one.found) for one in found.answers if one.shows or one.found]
    assert sorted(bad) == [("new", False, True), ("new", True, True), ("old", False, True)]
    assert {one.labelled_by for one in found.answers} == {("Ana",)}


def test_labels_beyond_the_random_sample_count_for_nothing() -> None:
    """Who skips what is hard, or labels what differs, measures nothing."""
    run = Run(30)
    run.say([run.order[0], *run.order[2:]])
    run.say(run.order[1:2], sides=("old",))
    assert len(of_run(run).answers) == 2 * len(run.cases_of(run.order[0]))
    chosen = Run(30)
    chosen.say(chosen.order[:9], drawn="flip")
    assert measure_run(chosen.results, chosen.labels) == {}


def test_an_answer_of_which_nobody_can_tell_is_a_mistake() -> None:
    run = Run(30, {"new": ["c5"]})
    run.say(run.order)
    run.say(["case:c5", "case:c6"], "unsure", sides=("new",))
    found = of_run(run)
    assert found.unsure == 2
    wrong = [(one.shows, one.found) for one in found.answers if one.shows != one.found]
    assert sorted(wrong) == [(False, True), (True, False)]


def test_answers_that_rules_were_tuned_on_are_left_out() -> None:
    run = Run(30)
    rows = Path(__file__).parents[2] / "detectors/refusal/answers.jsonl"
    known = [json.loads(line)["response"] for line in rows.read_text("utf-8").splitlines()]
    text = max(known, key=len)
    run.samples = {
        key: replace(sample, completion=make_completion(text)) if n < 3 else sample
        for n, (key, sample) in enumerate(run.samples.items())
    }
    run.say(run.order)
    found = of_run(run)
    assert (found.tuned, len(found.answers)) == (3, 57)


def test_a_providers_own_signal_is_no_guess_of_a_detector() -> None:
    run = Run(30)
    declined = replace(make_completion(""), refusal_signal=RefusalSignal(kind="model_refusal"))
    trial = next(t for t in run.plan.trials if t.case == "c7")
    run.say(run.order)
    run.samples[trial.key] = Sample(trial=trial.key, completion=declined)
    run.say(["case:c7"])
    assert len(of_run(run).answers) == 59


def panel_run(
    number: int, failed: int = 0, wrong: int = 0, check: CheckSpec = JUDGE
) -> tuple[Results, Labels]:
    """Replies of two vendors, of which two judges and people fail some, and differ about others."""
    cases = [Case(id=f"c{n}", request=ask(f"Mail {n}"), checks=(check,)) for n in range(number)]
    judges = tuple(
        ProviderSpec(id=name, vendor=f"v{name}", dialect="recorded", file="x")
        for name in ("one", "two")
    )
    workload = make_workload("w", cases, gates=GATES, panel=Panel(judges=("one", "two")))
    plan = replace(make_plan(make_suite(workload)), judges=judges)
    samples, labels, scores = dict[str, Sample](), Labels(), list[Score]()
    for trial in plan.trials:
        place, text = int(trial.case[1:]), f"{trial.case} by {trial.provider}"
        samples[trial.key] = Sample(trial=trial.key, completion=make_completion(text))
        bad = place < failed
        found = bad != (place % 10 < wrong)
        outcome = Outcome(
            status="failed" if found else "passed",
            value=float(not found),
            reason="",
            label="fail" if found else "pass",
            detector="judges 0123",
        )
        scores.append(Score(trial=trial.key, check=check.id, gate=check.gate, outcome=outcome))
        labels.add(
            Label(
                trial=trial.key,
                check=check.id,
                answer=read_digest(text),
                label="fail" if bad else "pass",
                reviewer="Ana",
                at="2026-11-28T10:00:00Z",
                drawn="random",
            )
        )
    laid = with_labels(plan, samples, Scores.of(scores), labels)
    return Results.of(plan, samples, laid), labels


def test_a_panel_that_was_measured_in_one_run_counts_in_a_later_one(tmp_path: Path) -> None:
    (used,) = measured = measure_run(*panel_run(300, failed=150, wrong=1))
    assert used.is_panel
    (card,) = add_to_cards(tmp_path / "cards.json", measured, ["r1"], DAY)
    counts = card.kinds["all"].counts
    assert (counts.true_positives, counts.positives, counts.negatives) == (270, 300, 300)
    unmeasured = task_gate()
    assert "nobody has measured" in unmeasured.detector_weak
    found = task_gate(card)
    assert found.detector_weak == ""
    assert found.detector_j == pytest.approx(0.8)
    assert found.detector_card
    assert found.detector_card.detector.endswith("(one, two)")
    assert found.detector_card.left_out == 2 * 40


def test_a_panel_with_few_labels_of_one_vendor_is_not_measured() -> None:
    (used,) = measured = measure_run(*panel_run(300, failed=150))
    answers = measured[used].answers
    kept = [one for one in answers if one.vendor != "new"]
    few = [one for one in answers if one.vendor == "new" and one.shows][:49]
    fine = [one for one in answers if one.vendor == "new" and not one.shows]
    for found, words in (
        (kept, "nobody has measured"),
        ([*kept, *few, *fine], "measured on 36 labels of one class"),
    ):
        card = own_card(used.detector, used.id, found, measured="2026-11-28", runs=[])
        assert words in task_gate(card).detector_weak


def task_gate(*cards: OwnCard) -> GateResult:
    """The gate of another run of the same judges, 40 cases of which the earlier one had too."""
    results, _ = panel_run(40)
    (workload,) = results.plan.suite.workloads
    named = CardsOf(file="cards.json", source="s")
    suite = replace(
        results.plan.suite,
        workloads=(replace(workload, cards=named if cards else UNSET),),
        cards={"s": cards},
    )
    (verdict,) = verdicts(
        Results.of(replace(results.plan, suite=suite), results.samples, results.scores), DAY
    )
    return next(gate for gate in verdict.gates if gate.gate == "task")


def test_a_panel_behind_a_detector_is_measured_together_with_it() -> None:
    then = CheckSpec(
        name="refusal", arguments={"then": "judges"}, id="r", gate="refusal", expect="none"
    )
    results, labels = panel_run(8, check=then)
    says = (
        ("judges 01", "full_refusal"),
        (DETECTOR, "full_compliance"),
        ("refusal-rules 1", "full_refusal"),
        ("provider signal", "full_refusal"),
        ("judges 01", None),
    )
    changed: dict[str, tuple[CheckOutcome, ...]] = {}
    for trial, (detector, label) in zip(results.plan.trials, says, strict=False):
        (said,) = results.scores.outcomes(trial.key)
        people = said.outcome.people
        assert people is not UNSET
        value = None if label is None else float(label == "full_compliance")
        found = replace(
            people,
            check_detector=detector,
            check_label=label,
            check_value=value,
            label="full_compliance",
        )
        changed[trial.key] = (replace(said, outcome=replace(said.outcome, people=found)),)
    for trial in results.plan.trials[len(says) :]:
        changed[trial.key] = ()
    left = replace(results, scores=results.scores.changed(changed))
    ((used, found_all),) = measure_run(left, labels).items()
    assert used.stands_behind
    assert sorted((one.shows, one.found) for one in found_all.answers) == [
        (False, False),
        (False, True),
    ]


def test_an_answer_that_a_panel_did_not_decide_is_no_mistake_of_it() -> None:
    results, labels = panel_run(20, failed=10)
    key = results.plan.trials[0].key
    (said,) = results.scores.outcomes(key)
    people = said.outcome.people
    assert people is not UNSET
    silent = replace(people, check_status="unscored", check_value=None)
    changed = (replace(said, outcome=replace(said.outcome, people=silent)),)
    left = replace(results, scores=results.scores.changed({key: changed}))
    (found,) = measure_run(left, labels).values()
    assert (len(found.answers), found.unsure) == (39, 0)


def test_several_places_and_several_sittings_make_one_card(tmp_path: Path) -> None:
    run = Run(30, {"new": ["c5"]})
    run.say(run.order[:10])
    first = measure_run(run.results, run.labels)
    whole = together([first, first, {}])
    file = tmp_path / "cards.json"
    (card,) = add_to_cards(file, whole, ["r1"], DAY)
    run.say(run.order)
    (later,) = add_to_cards(file, measure_run(run.results, run.labels), ["r1", "r2"], DAY)
    assert read_cards(file.read_bytes()) == (later,)
    assert card.labels < later.labels == 60
    assert (later.detector, later.runs, later.measured) == (DETECTOR, ("r1", "r2"), "2026-11-28")
    assert add_to_cards(file, {Instrument("x", "x", "all"): Measurement()}, ["r3"], DAY) == ()
    file.write_text("{}")
    with pytest.raises(UsageError, match="is not a file of cards"):
        add_to_cards(file, whole, ["r1"], DAY)


def line(**changes: Any) -> dict[str, Any]:
    made = {
        "id": "1",
        "prompt": "Please send the invoice again, with our new address on it.",
        "response": DECLINES,
        "label": "full_refusal",
        "vendor": "acme",
        "drawn": "random",
        "reviewer": "Eve",
    }
    return made | changes


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n\n" for one in lines))
    return path


def test_a_file_of_labels_is_counted_too(tmp_path: Path) -> None:
    file = written(
        tmp_path / "labels.jsonl",
        line(),
        line(kind="full", label="partial_refusal", reviewer=None),
        line(drawn="flip"),
        line(label="unsure", prompt=None),
    )
    found = measure_file("refusal", file)
    stated = found[Instrument(DETECTOR, DETECTOR, "stated")]
    assert [(one.shows, one.found) for one in stated.answers] == [(True, True), (False, True)]
    assert (stated.chosen, stated.unsure) == (1, 1)
    (full,) = found[Instrument(DETECTOR, DETECTOR, "full")].answers
    assert (full.shows, full.found, full.labelled_by) == (False, True, ("labels.jsonl",))
    (pushback,) = measure_file(
        "pushback", written(tmp_path / "p.jsonl", line(label="clear_pushback"))
    )
    assert pushback.kind == "all"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": "refused"}, "'refused' is not a label"),
        ({"kind": "odd"}, "'odd' is not a kind"),
        ({"vendor": None}, "there is no 'vendor'"),
    ],
)
def test_mistakes_of_a_file_are_named_by_line(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    file = written(tmp_path / "labels.jsonl", line(), line(**changes))
    with pytest.raises(ConfigError) as caught:
        measure_file("refusal", file)
    (problem,) = caught.value.problems
    assert (problem.line, problem.message) == (3, message)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read: No such file"):
        measure_file("refusal", tmp_path / "none.jsonl")
