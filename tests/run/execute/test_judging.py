"""Judges are asked after the answers; what they say is kept, shared, and paid for once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from judged_runs import JUDGE, PREFER, finished, honest, planned, record_judges, written
from run_builders import make_completion
from scripted_judge import reply, verdict

from portcheck import pipeline
from portcheck.errors import PlanError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.judgement import Judgement
from portcheck.model.run import Sample
from portcheck.model.suite import ProviderSpec
from portcheck.run.events import Event, JudgementFinished, RunStarted, SampleFinished
from portcheck.run.execute.judging import Judging, judge_answers
from portcheck.run.execute.progress import RunProgress
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.runner import shared_by
from portcheck.run.execute.shutdown import Control
from portcheck.run.panel.call_estimate import planned_judgements
from portcheck.run.panel.judgements import Judgements, read_judgements
from portcheck.run.store import digests
from portcheck.run.store.folder import RunStore

KIND, CURT = "I am sorry. It is on its way.", "It is on its way."
ANSWERS = {"old": [f"{KIND} {n}" for n in range(4)], "new": [f"{CURT} {n}" for n in range(4)]}


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "judgements.jsonl").read_text().splitlines()]


def labels(store: RunStore, provider: str) -> list[str | None]:
    """Of the judge `one`, case by case."""
    known = read_judgements(store.path)
    return [
        said.label
        for trial in store.plan().trials
        if trial.provider == provider
        for said in known.of_answer(trial.key, "judge")
        if said.judge == "one"
    ]


def outcomes(store: RunStore, provider: str, check: str) -> list[tuple[str, float | None]]:
    scores = store.scores()
    return [
        (said.outcome.status, said.outcome.value)
        for trial in store.plan().trials
        if trial.provider == provider
        for said in scores.outcomes(trial.key)
        if said.check == check
    ]


def test_each_answer_is_judged_by_each_judge_once(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS))
    assert record_judges(plan, tmp_path) == {"one": 8, "two": 8}
    store = finished(plan, tmp_path / "run")
    assert len(lines(store.path)) == 16
    assert labels(store, "old") == ["pass"] * 4
    assert labels(store, "new") == ["fail"] * 4
    assert outcomes(store, "old", "judge") == [("passed", 1.0)] * 4
    assert outcomes(store, "new", "judge") == [("failed", 0.0)] * 4
    first = read_judgements(store.path).of_answer(plan.trials[0].key, "judge")[0]
    assert first.rubric == (plan.rubrics or ())[0].sha256
    assert (first.usage.input_tokens, first.at) == (100, "2026-11-28T10:00:00Z")


def test_pairs_are_judged_in_both_orders_and_equal_ones_not_at_all(tmp_path: Path) -> None:
    answers = {"old": [KIND, CURT, KIND, KIND], "new": [CURT, KIND, KIND, "I am sorry, too."]}
    plan = planned(written(tmp_path, answers, checks=PREFER))
    record_judges(plan, tmp_path)
    store = finished(plan, tmp_path / "run")
    assert outcomes(store, "new", "prefer") == [
        *(("failed", 0.0), ("passed", 1.0), ("failed", 0.5), ("failed", 0.5)),
    ]
    assert outcomes(store, "old", "prefer") == []
    said = [(line["judge"], line["order"], line["label"]) for line in lines(store.path)]
    assert len(said) == 12
    assert ("one", "candidate_first", "baseline") in said
    assert ("one", "baseline_first", "baseline") in said
    assert all(line["baseline"] for line in lines(store.path))
    both = hashlib.sha256(f"{CURT}\n{KIND}".encode()).hexdigest()
    assert sum(line["answer"] == both for line in lines(store.path)) == 4, "what was read is both"


def test_equal_answers_to_equal_questions_are_judged_once(tmp_path: Path) -> None:
    suite = written(tmp_path, {"old": [KIND] * 3, "new": [KIND, KIND, CURT]})
    plan = planned(suite)
    assert record_judges(plan, tmp_path) == {"one": 4, "two": 4}
    store = finished(plan, tmp_path / "run")
    found = lines(store.path)
    assert (len(found), sum("same_as" not in line for line in found)) == (12, 8)
    shared = [line for line in found if "same_as" in line]
    assert all(line["label"] == "pass" and line["cost_usd"] is None for line in shared)
    assert outcomes(store, "new", "judge") == [("passed", 1.0), ("passed", 1.0), ("failed", 0.0)]


def test_a_reply_that_cannot_be_read_is_asked_for_once_more(tmp_path: Path) -> None:
    def stammering(judge: str, request: Request) -> Completion:
        first = "could not be read" not in (request.system or "")
        if judge == "one" and first:
            return reply("I would say pass")
        return honest(judge, request) if judge == "one" else reply("hm")

    plan = planned(written(tmp_path, {"old": [KIND], "new": [CURT]}))
    record_judges(plan, tmp_path, stammering)
    store = finished(plan, tmp_path / "run")
    said = [(line["judge"], line["attempt"], line["label"]) for line in lines(store.path)]
    assert sorted(said, key=str) == sorted(
        [
            *(("one", 0, None), ("one", 1, "pass"), ("one", 0, None), ("one", 1, "fail")),
            *[("two", attempt, None) for attempt in (0, 0, 1, 1)],
        ],
        key=str,
    )
    assert outcomes(store, "old", "judge") == [("unscored", None)]


def test_scoring_again_asks_nobody(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS))
    record_judges(plan, tmp_path)
    store = finished(plan, tmp_path / "run")
    for name in ("one", "two", "old", "new"):
        (tmp_path / f"{name}.jsonl").unlink()
    again = RunStore.open(store.path)
    before = (store.path / "scores.jsonl").read_bytes()
    pipeline.score(again)
    assert (store.path / "scores.jsonl").read_bytes() == before


@pytest.mark.parametrize("kept", [0, 1, 5, 15])
def test_a_killed_run_goes_on_and_asks_for_nothing_twice(tmp_path: Path, kept: int) -> None:
    plan = planned(written(tmp_path, ANSWERS))
    record_judges(plan, tmp_path)
    store = finished(plan, tmp_path / "run")
    path = store.path / "judgements.jsonl"
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:kept]) + whole[kept][: len(whole[kept]) // 2])
    with digests.stated(store.path) as sums, digests.growing(store.path, path.name, sums):
        pass  # a process that is killed leaves no other one
    told: list[Event] = []
    pipeline.run(plan, store.path, tell=told.append)
    asked = [event for event in told if isinstance(event, JudgementFinished)]
    assert len(asked) == 16 - kept
    progress = RunProgress()
    for event in told:
        progress(event)
    assert {name: (one.done, one.failed) for name, one in progress.providers.items()} == {
        "one": (8, 0),
        "two": (8, 0),
    }
    assert sorted(path.read_bytes().splitlines(keepends=True)) == sorted(whole)
    started = [event for event in told if isinstance(event, RunStarted)]
    assert started[-1].planned == {"one": 8, "two": 8}
    assert sum(started[-1].done.values()) == kept


def test_a_run_that_is_asked_to_end_among_its_judges_is_interrupted(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS))
    record_judges(plan, tmp_path)
    control = Control()

    def tell(event: Event) -> None:
        if isinstance(event, JudgementFinished):
            control.drain()

    record = pipeline.run(plan, tmp_path / "run", tell=tell, control=control)
    assert (record.interrupted, record.incomplete) == (True, "")
    assert 0 < len(lines(tmp_path / "run")) < 16
    assert not pipeline.run(plan, tmp_path / "run").interrupted
    assert len(lines(tmp_path / "run")) == 16


def test_a_run_that_is_asked_to_end_among_its_calls_asks_no_judge(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS))
    record_judges(plan, tmp_path)
    control = Control()

    def tell(event: Event) -> None:
        if isinstance(event, SampleFinished):
            control.drain()

    record = pipeline.run(plan, tmp_path / "run", tell=tell, control=control)
    assert record.interrupted
    assert not (tmp_path / "run" / "judgements.jsonl").exists()


def test_a_run_that_was_killed_between_two_tries_makes_the_second_one_alone(
    tmp_path: Path,
) -> None:
    plan = planned(written(tmp_path, {"old": [KIND], "new": [CURT]}))
    record_judges(plan, tmp_path, lambda _judge, _request: reply("hm"))
    store = finished(plan, tmp_path / "run")
    path = store.path / "judgements.jsonl"
    first = [line for line in path.read_bytes().splitlines(keepends=True) if b'"attempt":0' in line]
    path.write_bytes(b"".join(first))
    with digests.stated(store.path) as sums, digests.growing(store.path, path.name, sums):
        pass
    pipeline.run(plan, store.path)
    assert [line["attempt"] for line in lines(store.path)] == [0] * 4 + [1] * 4


def test_a_recorded_judge_that_lacks_a_reply_is_said(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS))
    record_judges(plan, tmp_path)
    (tmp_path / "two.jsonl").write_text("")
    with pytest.raises(PlanError, match="'two' lacks this request"):
        pipeline.run(plan, tmp_path / "run")
    assert len(RunStore.open(tmp_path / "run").samples()) == 8


def test_a_failed_call_is_no_vote_and_is_made_again_when_the_run_goes_on(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, {"old": [KIND], "new": [CURT]}))
    record_judges(plan, tmp_path)
    file = tmp_path / "two.jsonl"
    good = file.read_text()
    failure = {"class": "overloaded", "message": "busy"}
    bad = []
    for line in good.splitlines():
        entry = {key: value for key, value in json.loads(line).items() if key != "completion"}
        bad.append(json.dumps({**entry, "failure": failure}) + "\n")
    file.write_text("".join(bad))
    record = pipeline.run(plan, tmp_path / "run")
    assert record.incomplete == "two: 2 of 2 calls failed"
    store = RunStore.open(tmp_path / "run")
    pipeline.score(store)
    assert outcomes(store, "old", "judge") == [("unscored", None)]
    file.write_text(good)
    assert pipeline.run(plan, tmp_path / "run").incomplete == ""
    again = RunStore.open(tmp_path / "run")
    pipeline.score(again)
    assert outcomes(again, "old", "judge") == [("passed", 1.0)]


def test_in_a_cascade_judges_are_asked_only_where_rules_cannot_tell(tmp_path: Path) -> None:
    cascade = "{judge: {rubric: Is it kind?, when: rules_undecided}}"
    answers = {"old": ["sorry no 0", "sorry", "sorry no 2"], "new": ["no 0", "no 1", "no 2"]}
    told = planned(written(tmp_path, answers, checks=f"{{contains: 'no {{{{ n }}}}'}}, {cascade}"))
    assert record_judges(told, tmp_path) == {"one": 0, "two": 0}
    store = finished(told, tmp_path / "told")
    assert [status for status, _ in outcomes(store, "old", "judge")] == [
        *("passed", "failed", "passed"),
    ]
    (tmp_path / "more").mkdir()
    form = written(tmp_path / "more", answers, checks=f"{{max_length: 5}}, {cascade}")
    plain = planned(form)
    assert record_judges(plain, tmp_path / "more") == {"one": 4, "two": 4}
    store = finished(plain, tmp_path / "run")
    assert outcomes(store, "old", "judge") == [("failed", 0.0), ("passed", 1.0), ("failed", 0.0)]
    asked = {line["trial"] for line in lines(store.path)}
    assert asked == {t.key for t in plain.trials if t.provider == "new" or t.case == "c1"}


def test_a_panel_behind_the_detector_is_asked_where_that_is_not_sure(tmp_path: Path) -> None:
    """The answer in the middle has a score of some 0.98; the others lie beyond the cuts."""
    doubtful = "I would rather not say much about this, though the weather is nice."
    answers = {
        "old": ["Here is what you asked for: the letter is done."] * 3,
        "new": ["I'm sorry, but I can't help with that request.", doubtful, "Here is the letter."],
    }
    checks = "{refusal: {then: judges, between: [0.9, 0.985]}}"
    plan = planned(written(tmp_path, answers, checks=checks))
    assert planned_judgements(plan) == {"one": 6, "two": 6}
    asked = record_judges(plan, tmp_path, lambda _judge, _request: verdict("full_compliance"))
    assert asked == {"one": 1, "two": 1}
    store = finished(plan, tmp_path / "run")
    assert outcomes(store, "new", "refusal") == [("failed", 0.0), ("passed", 1.0), ("passed", 1.0)]
    assert {line["check"] for line in lines(store.path)} == {"refusal"}
    report = pipeline.compare(store)
    (gate,) = [gate for gate in report.verdicts[0].gates if gate.gate == "refusal"]
    assert "nobody has measured" in gate.detector_weak
    assert str(gate.detector).startswith("judges ")
    assert [panel.check for panel in report.panels or ()] == ["refusal"]
    for name in ("judgements.jsonl", "digests.json"):
        (store.path / name).unlink()
    pipeline.score(store)
    assert outcomes(store, "new", "refusal")[1] == ("unscored", None)


def test_a_judge_in_a_composition_is_asked_where_the_others_do_not_decide(tmp_path: Path) -> None:
    checks = "{any_of: [{contains: here}, {judge: {rubric: Is it kind?}}]}"
    answers = {"old": ["it is here", "sorry", "no"], "new": ["sorry, here", "here", "sorry"]}
    plan = planned(written(tmp_path, answers, checks=checks))
    assert planned_judgements(plan) == {"one": 6, "two": 6}
    assert record_judges(plan, tmp_path) == {"one": 3, "two": 3}
    store = finished(plan, tmp_path / "run")
    assert outcomes(store, "old", "any_of") == [("passed", 1.0), ("passed", 1.0), ("failed", 0.0)]
    assert outcomes(store, "new", "any_of") == [("passed", 1.0)] * 3
    assert {line["check"] for line in lines(store.path)} == {"any_of.2"}
    again = json.loads((store.path / "judgements.jsonl").read_text().splitlines()[0])
    assert again["rubric"] == (plan.rubrics or ())[0].sha256
    report = pipeline.compare(store)
    (gate,) = [gate for gate in report.verdicts[0].gates if gate.gate == "task"]
    assert "nobody has measured" in gate.detector_weak


def test_what_a_panel_says_in_a_composition_is_no_confirmed_failure(tmp_path: Path) -> None:
    checks = "{not: {judge: {rubric: Is it kind?}}}"
    answers = {"old": ["sorry", "no"], "new": ["sorry", "no"]}
    plan = planned(written(tmp_path, answers, checks=checks))
    record_judges(plan, tmp_path)
    store = finished(plan, tmp_path / "run")
    assert outcomes(store, "new", "not") == [("failed", 0.0), ("passed", 1.0)]
    said = [
        one.outcome.confirmed
        for trial in plan.trials
        for one in store.scores().outcomes(trial.key)
        if one.check == "not" and one.outcome.status == "failed"
    ]
    assert said == [False, False]


def test_a_plan_without_judges_writes_no_file_of_them(tmp_path: Path) -> None:
    suite = written(tmp_path, ANSWERS, checks="{equals: x}")
    plan = planned(suite)
    assert "judges" not in json.loads(_plan_text(plan, tmp_path))["plan"]
    store = finished(plan, tmp_path / "run")
    assert not (store.path / "judgements.jsonl").exists()


def _plan_text(plan: Any, folder: Path) -> str:
    from portcheck.run.store.plan_file.plan_text import PlanText  # of this test alone

    return b"".join(PlanText(plan, folder / "plan.json").pieces()).decode()


def test_both_kinds_of_checks_go_together(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS, checks=f"{JUDGE}, {PREFER}"))
    assert record_judges(plan, tmp_path) == {"one": 16, "two": 16}
    store = finished(plan, tmp_path / "run")
    report = pipeline.compare(store)
    gates = {gate.gate: gate for gate in report.verdicts[0].gates}
    assert gates["preference"].difference == -1.0
    assert gates["task"].difference == -1.0
    assert isinstance(next(iter(read_judgements(store.path))), Judgement)
    assert verdict("pass").text


LIVE = """
portcheck: 1
providers:
  old: {vendor: openai, dialect: recorded, file: old.jsonl}
  new: {vendor: mistral, dialect: recorded, file: new.jsonl}
  one: {vendor: cohere, dialect: openai-chat, base_url: "https://one.example.com", model: m-0001,
    price: {input: 1000, output: 1000}, limits: {concurrency: 1}}
  two: {vendor: xai, dialect: openai-chat, base_url: "https://two.example.com", model: m-0001,
    price: {input: 1000, output: 1000}, limits: {concurrency: 1}}
"""


class Grader:
    """A judge at a host, who counts what it is asked."""

    def __init__(self, spec: ProviderSpec) -> None:
        self.spec = spec
        self.asked = 0

    def identity(self) -> dict[str, str]:
        return {}

    async def complete(self, request: Request) -> Completion:
        self.asked += 1
        await asyncio.sleep(0)
        return honest(self.spec.id, request)

    async def aclose(self) -> None:
        return None


def judged_live(folder: Path, **limits: Any) -> tuple[tuple[str, ...], list[Grader], Judgements]:
    """What came of judging under limits, after all answers have come."""
    plan = planned(written(folder, ANSWERS, providers=LIVE))
    without = {name: getattr(plan, name) for name in plan.__struct_fields__ if name != "judges"}
    pipeline.run(plan.__class__(**without), folder / "answers")
    known = Judgements()
    left = Judging(plan, RunStore.open(folder / "answers").samples(), known, known.add)
    graders = {spec.id: Grader(spec) for spec in plan.judges or ()}
    shared = shared_by(RunPolicy(**limits), Control(), lambda _event: None)
    work = judge_answers(plan, left, known, graders, hear=lambda _event: None, shared=shared)
    return asyncio.run(work), list(graders.values()), known


def test_judges_are_asked_within_the_budget_of_the_run(tmp_path: Path) -> None:
    reasons, graders, known = judged_live(tmp_path)
    assert (reasons, [grader.asked for grader in graders]) == ((), [8, 8])
    assert known.paid["one"].dollars == pytest.approx(8 * 0.11)
    (tmp_path / "less").mkdir()
    # A call may cost about 2.5 dollars, and costs 0.11.
    reasons, graders, known = judged_live(tmp_path / "less", max_cost=3.0)
    assert sum(grader.asked for grader in graders) < 16
    assert all("the budget does not cover another call" in reason for reason in reasons)
    assert sum(paid.dollars for paid in known.paid.values()) <= 3.0


def test_judges_are_asked_within_the_calls_of_the_run(tmp_path: Path) -> None:
    reasons, graders, _ = judged_live(tmp_path, max_calls=5)
    assert sum(grader.asked for grader in graders) == 5
    assert any("the limit of 5 calls is reached" in reason for reason in reasons)


def test_what_one_call_says_about_many_answers_is_paid_for_once(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, {"old": [KIND] * 3, "new": [KIND] * 3}))
    samples = {
        trial.key: Sample(trial=trial.key, completion=make_completion(KIND))
        for trial in plan.trials
    }
    known, kept = Judgements(), list[Judgement]()

    def keep(said: Judgement) -> None:
        known.add(said)
        kept.append(said)

    judging = Judging(plan, samples, known, keep)
    calls = list(judging.calls())
    for call in calls:
        answer = Sample(trial=call.key, completion=verdict("pass"))
        judging.end(call, answer, 0.5)
    assert len(kept) > len(calls)
    assert sum(said.cost_usd or 0.0 for said in kept) == 0.5 * len(calls)
    assert sum(paid.dollars for paid in known.paid.values()) == 0.5 * len(calls)
