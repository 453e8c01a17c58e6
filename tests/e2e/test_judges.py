"""A suite with judges on the command line: what is said before, during and after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import environment, in_process
from judged_runs import JUDGE, PREFER, PROVIDERS, planned, record_judges, written
from scripted_judge import judge

from portcheck.config.schema import published

KIND, CURT = "I am sorry, it is on its way.", "It is on its way."
LIVE = PROVIDERS.replace(
    "one: {vendor: cohere, dialect: recorded, file: one.jsonl}",
    "one: {vendor: cohere, dialect: openai-chat, base_url: https://judge.example.com/v1, "
    "model: grader-2026-01-01, api_key_env: JUDGE_KEY, price: {input: 2, output: 8}}",
)


def suite(folder: Path, number: int = 70, **named: Any) -> Path:
    answers = {"old": [f"{KIND} {n}" for n in range(number)]}
    answers["new"] = [f"{KIND} So be it {n}." for n in range(number)]
    gates = (
        "    gates: {task: {margin: 0.15}, preference: {margin: 0.15}, refusal: {margin: 0.1}}\n"
    )
    return written(folder, answers, more=gates, **named)


def run(folder: Path, *words: str) -> dict[str, Any]:
    """The report of a run in that folder, `old` against `new`."""
    given = () if "--candidate" in words else ("--candidate", "new")
    done = in_process("run", "suite.yaml", "--out", "out", *given, *words, cwd=folder)
    assert done.code in {0, 1, 3, 5}, done.err
    return report(folder / "out")


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "report.json").read_text())
    jsonschema.validate(found, published("report"))
    return found


@pytest.mark.slow
def test_an_unmeasured_panel_makes_a_verdict_conditional_and_every_report_shows_it(
    tmp_path: Path,
) -> None:
    made = suite(tmp_path, checks=f"{JUDGE}, {PREFER}", judges="[one, two, three]")
    record_judges(planned(made), tmp_path)
    found = run(tmp_path, "--report", f"html={tmp_path / 'r.html'}")
    (verdict,) = found["verdicts"]
    assert (verdict["verdict"], verdict["rule"]) == ("conditional", "judge_not_measured")
    assert found["exit_code"] == 5
    gates = {gate["gate"]: gate for gate in verdict["gates"]}
    assert gates["preference"]["outcome"] == "noninferior"
    assert gates["preference"]["baseline"] is gates["preference"]["candidate"] is None
    assert gates["preference"]["margin"] == 0.15
    assert all("judge_note" not in gate for gate in verdict["gates"])
    assert [judge["id"] for judge in found["run"]["judges"]] == ["one", "two", "three"]
    panels = {panel["check"]: panel for panel in found["panels"]}
    rubrics = {panel["rubric"] for panel in found["panels"]}
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())["plan"]
    assert {one["sha256"] for one in plan["rubrics"]} == rubrics
    assert panels["judge"]["judges"] == panels["prefer"]["judges"] == ["one", "two"]
    assert (panels["judge"]["answers"], panels["prefer"]["in_both_orders"]) == (140, 140)
    pages = [(tmp_path / "out" / "report.md").read_text(), (tmp_path / "r.html").read_text()]
    pages.append(in_process("show", "out", cwd=tmp_path).out)
    for page in pages:
        assert "Agreement is not correctness" in " ".join(page.split())
        assert "one (cohere)" in page


@pytest.mark.slow
def test_judges_of_a_contestants_vendor_vote_where_nobody_else_can_and_it_is_said(
    tmp_path: Path,
) -> None:
    made = suite(tmp_path, judges="[one, three]")
    record_judges(planned(made), tmp_path)
    found = run(tmp_path)
    (verdict,) = found["verdicts"]
    (task,) = [gate for gate in verdict["gates"] if gate["gate"] == "task"]
    assert "three of openai" in task["judge_note"]
    assert any("three of openai" in condition for condition in verdict["conditions"])
    assert verdict["verdict"] == "conditional"


@pytest.mark.slow
def test_a_judge_that_favours_whom_it_likes_cannot_make_a_candidate_unsafe_or_safe(
    tmp_path: Path,
) -> None:
    made = suite(tmp_path, checks=PREFER)
    record_judges(
        planned(made),
        tmp_path,
        lambda _judge, request: judge(
            request, lambda found: "B" if "So be it" in found["answer A"] else "A"
        ),
    )
    (verdict,) = run(tmp_path)["verdicts"]
    assert verdict["verdict"] == "inconclusive"
    (gate,) = [gate for gate in verdict["gates"] if gate["gate"] == "preference"]
    assert gate["difference"] == -1.0
    flips = [flip for flip in report(tmp_path / "out")["flips"] if flip["gate"] == "preference"]
    assert len(flips) == 70
    assert {(flip["baseline_value"], flip["candidate_value"]) for flip in flips} == {(1.0, 0.0)}
    assert {flip["direction"] for flip in flips} == {"loss"}


def test_an_alias_is_refused_and_accepted_where_it_is_said(tmp_path: Path) -> None:
    loose = PROVIDERS.replace(
        "one: {vendor: cohere, dialect: recorded, file: one.jsonl}",
        "one: {vendor: cohere, dialect: openai-chat, base_url: https://judge.example.com/v1, "
        "model: grader, api_key_env: JUDGE_KEY}",
    )
    made = suite(tmp_path, 2)
    (tmp_path / "providers.yaml").write_text(loose)
    done = in_process("validate", "suite.yaml", cwd=tmp_path)
    assert done.code == 2
    assert "suite.yaml:6:14" in done.out + done.err
    assert "pin: false" in done.out + done.err
    made.write_text(made.read_text().replace("[one, two]", "{panel: [one, two], pin: false}"))
    assert in_process("validate", "suite.yaml", cwd=tmp_path).code == 0
    page = in_process("plan", "suite.yaml", "--candidate", "new", cwd=tmp_path)
    assert page.code == 0, page.err


def test_a_plan_says_what_judges_may_cost_and_where_they_are(tmp_path: Path) -> None:
    suite(tmp_path, 3)
    (tmp_path / "providers.yaml").write_text(LIVE)
    text = in_process("plan", "suite.yaml", "--candidate", "new", cwd=tmp_path).out
    assert "one (grader-2026-01-01), judge" in text
    assert "judge.example.com, key from JUDGE_KEY" in text
    assert "at most 6, at most 18 with retries" in text
    found = json.loads(
        in_process("plan", "suite.yaml", "--candidate", "new", "--json", cwd=tmp_path).out
    )
    assert [(one["provider"], one["calls"]) for one in found["judges"]] == [("one", 6), ("two", 0)]
    assert [one["provider"] for one in found["providers"]] == ["old", "new"]
    assert found["cost_high_usd"] > 0.1
    low = in_process(
        "plan", "suite.yaml", "--candidate", "new", "--max-cost", "0.0001", cwd=tmp_path
    )
    assert low.code == 4


@pytest.mark.slow
def test_a_run_with_a_live_judge_asks_first_and_needs_its_key(tmp_path: Path) -> None:
    suite(tmp_path, 2)
    (tmp_path / "providers.yaml").write_text(LIVE)
    words = ("run", "suite.yaml", "--candidate", "new", "--out", "out")
    lacking = in_process(*words, cwd=tmp_path)
    assert lacking.code == 2
    assert "JUDGE_KEY" in lacking.err
    assert not (tmp_path / "out").exists()
    asked = in_process(*words, cwd=tmp_path, env=environment(JUDGE_KEY="not-a-real-key-1"))
    assert asked.code == 2
    assert "one: at most 4 calls as a judge to judge.example.com, at most" in asked.err
    assert "a live run needs your consent" in asked.err


@pytest.mark.slow
def test_a_judge_is_no_candidate_unless_it_is_named_as_one(tmp_path: Path) -> None:
    suite(tmp_path, 2, judges="[one, two, three]")
    record_judges(planned(tmp_path / "suite.yaml"), tmp_path)
    done = in_process("run", "suite.yaml", "--out", "out", cwd=tmp_path)
    assert report(tmp_path / "out")["run"]["candidates"] == ["new"]
    done = in_process("run", "suite.yaml", "--candidate", "one", "--out", "b", cwd=tmp_path)
    assert done.code == 2
    assert "'one' is compared in this run, so it cannot judge it" in done.err


@pytest.mark.slow
def test_what_was_said_is_reused_by_rubric_judge_and_answer(tmp_path: Path) -> None:
    made = suite(tmp_path, 4)
    record_judges(planned(made), tmp_path)
    run(tmp_path)
    for name in ("one", "two"):
        (tmp_path / f"{name}.jsonl").write_text("")
    done = in_process(
        "run", "suite.yaml", "--candidate", "new", "--reuse", "out", "--out", "b", cwd=tmp_path
    )
    assert done.code in {0, 1, 3, 5}, done.err
    assert [judge["calls"] for judge in report(tmp_path / "b")["run"]["judges"]] == [0, 0]
    before, after = (
        [(gate["gate"], gate["difference"]) for gate in report(folder)["verdicts"][0]["gates"]]
        for folder in (tmp_path / "out", tmp_path / "b")
    )
    assert before == after
    made.write_text(made.read_text().replace("Is it kind?", "Is it short?"))
    other = in_process(
        "run", "suite.yaml", "--candidate", "new", "--reuse", "out", "--out", "c", cwd=tmp_path
    )
    assert "lacks this request" in other.err


@pytest.mark.slow
def test_a_suite_that_was_edited_scores_with_what_the_same_rubric_was_told(tmp_path: Path) -> None:
    made = suite(tmp_path, 4, checks=f"{JUDGE}, {{max_length: 500}}")
    record_judges(planned(made), tmp_path)
    run(tmp_path)
    made.write_text(made.read_text().replace("{max_length: 500}", "{max_length: 400}"))
    done = in_process("score", "out", "--checks", "suite.yaml", "--out", "again", cwd=tmp_path)
    assert done.code in {0, 1, 3, 5}, done.err
    assert report(tmp_path / "again")["panels"][0]["answers"] == 8


def test_an_unpinned_judge_stands_on_the_first_page(tmp_path: Path) -> None:
    from portcheck.model.judgement import JudgeInfo  # of this test alone
    from portcheck.reports.words.panels import unpinned

    loose = JudgeInfo(id="one", vendor="x", model="grader", dialect="d", pinned=False)
    (sentence,) = unpinned([loose])
    assert sentence.startswith("Judge one is not pinned")
