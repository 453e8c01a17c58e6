"""`judges` in a suite: who may judge, and where a mistake in it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from corpus import suite_text, write

from portcheck.config.load import check_file, load
from portcheck.errors import ConfigError, Problem

PROVIDERS = """
portcheck: 1
providers:
  gpt: {vendor: openai, dialect: openai-chat, model: gpt-5.4-2026-03-05}
  gpt-judge: {vendor: openai, dialect: openai-chat, model: gpt-5.4-mini-2026-03-05}
  alias: {vendor: openai, dialect: openai-chat, model: gpt-5.4}
  claude: {vendor: anthropic, dialect: anthropic, model: claude-sonnet-5}
  small: {vendor: self-hosted, preset: llama-cpp, base_url: "http://127.0.0.1:1/v1", model: tiny}
  floating:
    {vendor: self-hosted, preset: llama-cpp, base_url: "http://127.0.0.1:1", model: "tiny:latest"}
  old: {vendor: mistral, dialect: recorded, file: old.jsonl}
"""
RUBRIC = "rubric: Is it kind?"
BODY = """
runs_on: gpt
judges: [gpt-judge, claude]
prompt: "Reply to {{ letter }}"
checks: [{judge: {rubric: Is it kind?}}]
cases: [{id: a, vars: {letter: x}}]
"""


def problems(folder: Path, body: str, top: str = "") -> list[Problem]:
    suite = write(folder, suite_text(body, top))
    providers = write(folder, PROVIDERS, "providers.yaml")
    (folder / "old.jsonl").write_text("")
    try:
        return list(load([suite], providers).warnings)
    except ConfigError as exc:
        return list(exc.problems)


def loaded(folder: Path, body: str, top: str = "") -> Any:
    suite = write(folder, suite_text(body, top))
    (folder / "old.jsonl").write_text("")
    return load([suite], write(folder, PROVIDERS, "providers.yaml")).suite.workloads[0]


def body(**changes: str) -> str:
    """The workload with other lines, by the word that they begin with."""
    lines = {line.partition(":")[0]: line for line in BODY.strip().split("\n")}
    return "\n".join((lines | changes).values())


def test_a_panel_stands_in_a_workload_or_in_the_defaults(tmp_path: Path) -> None:
    assert loaded(tmp_path, BODY).panel.judges == ("gpt-judge", "claude")
    without = body(judges="about: x")
    assert loaded(tmp_path, without, "defaults: {judges: [claude, small]}\n").panel.judges == (
        *("claude", "small"),
    )
    nearer = loaded(tmp_path, BODY, "defaults: {judges: [claude, small]}\n")
    assert (nearer.panel.judges, nearer.panel.pin) == (("gpt-judge", "claude"), True)


def test_a_workload_that_asks_no_judge_has_no_panel(tmp_path: Path) -> None:
    other = body(checks="checks: [{equals: x}]", judges="about: x")
    assert not loaded(tmp_path, other, "defaults: {judges: [claude, small]}\n").panel
    assert problems(tmp_path, other, "defaults: {judges: [claude, small]}\n") == []


def found(problem: Problem) -> tuple[int, int, str, str]:
    return problem.line, problem.column, problem.severity, problem.message


@pytest.mark.parametrize(
    ("judges", "line", "column", "message"),
    [
        ("[gpt-jugde, claude]", 6, 14, "there is no provider 'gpt-jugde'"),
        ("[gpt-judge, gpt, claude]", 6, 25, "'gpt' serves this workload, and cannot judge"),
        ("[gpt-judge]", 6, 5, "all judges are of one vendor, 'openai'"),
        ("[claude, claude]", 6, 5, "all judges are of one vendor, 'anthropic'"),
        ("[claude, alias]", 6, 22, "may change to another model"),
        ("[claude, floating]", 6, 22, "may change to another model"),
        ("{panel: [claude, alias]}", 6, 30, "may change to another model"),
        ("{panel: [claude, nobody], pin: false}", 6, 30, "there is no provider 'nobody'"),
    ],
)
def test_a_judge_that_may_not_judge_is_named_where_it_stands(
    tmp_path: Path, judges: str, line: int, column: int, message: str
) -> None:
    (problem,) = problems(tmp_path, body(judges=f"judges: {judges}"))
    assert found(problem)[:3] == (line, column, "error")
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    "judges",
    [
        "{panel: [claude, alias], pin: false}",
        "[claude, small]",
        "[old, claude]",
        "[gpt-judge, claude, old]",
    ],
)
def test_recordings_own_models_and_dated_ones_are_pinned(tmp_path: Path, judges: str) -> None:
    assert problems(tmp_path, body(judges=f"judges: {judges}")) == []


def test_without_a_providers_file_ids_are_taken_as_they_are(tmp_path: Path) -> None:
    suite = write(tmp_path, suite_text(body(judges="judges: [nobody]")))
    assert check_file(suite) == ()


@pytest.mark.parametrize("check", ["{judge: {rubric: r}}", "{prefer: {rubric: r}}"])
def test_a_check_that_asks_judges_needs_some(tmp_path: Path, check: str) -> None:
    (problem,) = problems(tmp_path, body(judges="about: x", checks=f"checks: [{check}]"))
    assert found(problem) == (8, 14, "error", "it needs judges, but the suite names none")
    assert problem.hint == "name providers of two vendors: judges: [ID, ID]"


def test_a_panel_that_nothing_asks_is_a_warning(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, body(checks="checks: [{equals: x}]"))
    assert found(problem) == (6, 5, "warning", "no check of this workload uses judges")


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ('{judge: {rubric: "{{ letter }}"}}', "a rubric must be the same for all cases"),
        ("{judge: {rubric: r}, accepts: [a]}", "'judge' does not take 'accepts'"),
        (
            "{judge: {rubric: r}, extract: fence}",
            "checks whole answers, and does not take 'extract'",
        ),
        ("{judge: {rubric: r, margin: 0.1}}", "unknown key 'margin'"),
        ("{judge: {rubric: r, scale: 0..5}}", "'0..5' is not valid here"),
        ("{judge: {rubric: r, needs: [reference, answer]}}", "'needs' names 'reference'"),
        ("{judge: {scale: 0..4}}", "'rubric' is missing"),
        ("{judge: Is it kind}", "needs a mapping"),
        ("{prefer: {rubric: r, margin: 2}}", "2"),
        ("{judge: {rubric: r}, gate: refusal, expect: full}", "'judge' does not take 'expect'"),
    ],
)
def test_what_a_check_cannot_say_is_a_mistake(tmp_path: Path, check: str, message: str) -> None:
    (problem,) = problems(tmp_path, body(checks=f"checks: [{check}]"))
    assert problem.severity == "error"
    assert message in problem.message
    assert problem.line == 8


def test_a_reference_differs_from_case_to_case(tmp_path: Path) -> None:
    check = '{judge: {rubric: r, reference: "{{ letter }}"}}'
    workload = loaded(tmp_path, body(checks=f"checks: [{check}]"))
    assert workload.cases[0].checks[0].arguments["reference"] == "x"


def limits(folder: Path, check: str, gates: str = "about: x") -> Any:
    return loaded(folder, body(checks=f"checks: [{check}]", gates=gates)).gates["preference"]


def test_the_margin_of_a_preference_stands_in_the_check_or_among_the_gates(tmp_path: Path) -> None:
    plain = "{prefer: {rubric: r}}"
    assert limits(tmp_path, plain) == {"margin": 0.10}
    assert limits(tmp_path, "{prefer: {rubric: r, margin: 0.2}}") == {"margin": 0.2}
    stated = "gates: {preference: {margin: 0.2}}"
    assert limits(tmp_path, plain, stated) == {"margin": 0.2}
    assert limits(tmp_path, "{prefer: {rubric: r, margin: 0.2}}", stated) == {"margin": 0.2}
    assert "preference" not in loaded(tmp_path, BODY).gates


def test_two_margins_of_one_gate_are_a_mistake(tmp_path: Path) -> None:
    check = "checks: [{prefer: {rubric: r, margin: 0.2}}]"
    gates = "gates: {preference: {margin: 0.3}}"
    (problem,) = problems(tmp_path, body(checks=check, gates=gates))
    assert (problem.line, problem.pointer) == (10, "/workloads/w/gates/preference/margin")
    two = "checks: [{prefer: {rubric: r, margin: 0.2}}, {prefer: {rubric: s, margin: 0.3}}]"
    (problem,) = problems(tmp_path, body(checks=two))
    assert (
        problem.message
        == "the gate 'preference' has one margin, but its checks or limits set different values"
    )


def test_a_margin_without_a_preference_has_no_effect(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, body(gates="gates: {preference: {margin: 0.3}}"))
    assert "no check feeds the gate 'preference'" in problem.message
    assert problem.severity == "warning"
