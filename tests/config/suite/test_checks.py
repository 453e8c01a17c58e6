"""Checks as they are read from a suite: compositions, and what they do to a case."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from portcheck.config.load import check_file, load
from portcheck.config.problems.document import Collector
from portcheck.config.reading.yaml_loader import read
from portcheck.config.schema import published
from portcheck.config.suite import checks
from portcheck.config.suite.check_sources import REMEMBERED, remember
from portcheck.config.suite.examples import scored_example
from portcheck.config.suite.resolve import read_suite
from portcheck.errors import Problem
from portcheck.model.suite import CheckSpec

LOOKED = {"tool_calls": [{"name": "look", "arguments": {"q": "x"}}]}
SECOND = {"checks": [{"equals": "a", "turn": 2}]}
ROWS = "id,question,answer\na,1+1?,two\nb,1+2?,three\n"


def tool(needed: str) -> dict[str, Any]:
    return {"name": "look", "parameters": {"type": "object", "required": [needed]}}


def suite(checks: Any, **workload: Any) -> dict[str, Any]:
    inside = {
        "prompt": "{{ question }}",
        "checks": checks,
        "cases_from": {"file": "rows.csv", "id": "id", "vars": {"question": "question"}},
    }
    return {"portcheck": 1, "suite": "s", "workloads": {"w": inside | workload}}


def written(folder: Path, checks: Any, **workload: Any) -> Path:
    (folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    path = folder / "suite.yaml"
    path.write_text(yaml.safe_dump(suite(checks, **workload), sort_keys=False), encoding="utf-8")
    return path


def specs(folder: Path, *checks: Any, **workload: Any) -> list[tuple[CheckSpec, ...]]:
    loaded = load([written(folder, list(checks), **workload)], None)
    return [case.checks for case in loaded.suite.workloads[0].cases]


def errors(folder: Path, *checks: Any) -> list[Problem]:
    found = check_file(written(folder, list(checks)))
    return [problem for problem in found if problem.severity == "error"]


def test_parts_are_rendered_for_each_case(tmp_path: Path) -> None:
    either = {"any_of": [{"equals": "{{ row.answer }}"}, {"not": {"contains": "{{ row.id }}"}}]}
    found = [checks[0].arguments for checks in specs(tmp_path, either)]
    assert found == [
        [{"equals": "two"}, {"not": {"contains": "a"}}],
        [{"equals": "three"}, {"not": {"contains": "b"}}],
    ]


def test_the_short_form_of_an_expectation_is_resolved(tmp_path: Path) -> None:
    parts = [{"refusal": "full"}, {"refusal": None, "expect": "none"}, {"pushback": "challenge"}]
    ((first, *_), *_) = specs(tmp_path, {"any_of": parts})
    assert first.arguments == [
        {"refusal": None, "expect": "full"},
        {"refusal": None, "expect": "none"},
        {"pushback": None, "expect": "challenge"},
    ]


def test_how_a_part_reads_answers_is_kept(tmp_path: Path) -> None:
    parts = [
        {"equals": "a", "extract": "fence"},
        {"equals": "a", "extract": False},
        {"json_fields": {"a": 1}, "json": "lenient"},
    ]
    ((first, *_), *_) = specs(tmp_path, {"all_of": parts, "extract": {"after": "Answer:"}})
    assert first.extract == {"after": "Answer:"}
    assert [part.get("extract") for part in first.arguments] == [{"fence": True}, {}, None]
    assert first.arguments[2]["json"] == "lenient"


@pytest.mark.parametrize(
    ("check", "gate"),
    [
        ({"any_of": [{"equals": "a"}, {"regex": "b"}]}, "task"),
        ({"all_of": [{"json_schema": {"type": "object"}}, {"json_fields": {"a": 1}}]}, "structure"),
        ({"not": {"not": {"tool_call": "pay"}}}, "tools"),
        ({"any_of": [{"json_fields": {"a": 1}}, {"equals": "a"}]}, "task"),
        ({"any_of": [{"refusal": "full"}, {"pushback": "challenge"}]}, "task"),
        ({"any_of": [{"equals": "a"}], "gate": "red_line"}, "red_line"),
    ],
)
def test_the_gate_is_that_of_all_parts(tmp_path: Path, check: Any, gate: str) -> None:
    ((first, *_), *_) = specs(tmp_path, check)
    assert first.gate == gate


@pytest.mark.parametrize(
    ("check", "automatic"),
    [
        ({"any_of": [{"equals": "a"}, {"contains": "b"}]}, ["refusal", "answered"]),
        ({"any_of": [{"equals": "a"}, {"refusal": "full"}]}, []),
        ({"not": {"not": {"refusal": "full"}}}, []),
        ({"all_of": [{"equals": "a"}, {"refusal": "none"}]}, ["answered"]),
        ({"not": {"refusal": "full"}}, ["answered"]),
        ({"not": {"refusal": "none"}}, []),
    ],
)
def test_a_case_whose_composition_asks_for_refusals_gets_no_other_such_check(
    tmp_path: Path, check: Any, automatic: list[str]
) -> None:
    ((_, *rest), *_) = specs(tmp_path, check)
    assert [spec.name for spec in rest] == automatic


@pytest.mark.parametrize(
    ("check", "pointer", "message", "hint"),
    [
        ({"any_of": []}, "any_of", "", ""),
        ({"any_of": [{"equal": 1}]}, "any_of/0/equal", "unknown check 'equal'", "'equals'"),
        ({"not": {"regex": "("}}, "not/regex", "not a regular expression", ""),
        (
            {"all_of": {"checks": [{"equals": 1}, {"any_of": [{"numeric": "x"}]}]}},
            "all_of/checks/1/any_of/0/numeric",
            '"x" is not a number',
            "",
        ),
        (
            {"any_of": [{"equals": "a", "gate": "task"}]},
            "any_of/0/gate",
            "unknown key 'gate'",
            "beside the whole",
        ),
        ({"all_of": [{"equals": "a", "weight": 2}]}, "all_of", "needs 'score: weighted'", ""),
        ({"any_of": [{"equals": "a", "weight": 0}]}, "any_of/0/weight", "more than 0", ""),
        (
            {"any_of": [{"equals": "a", "expect": "full"}]},
            "any_of/0/expect",
            "does not take",
            "",
        ),
        (
            {"any_of": [{"prefer": {"rubric": "Kinder?"}}]},
            "any_of/0/prefer",
            "compares two",
            "own",
        ),
        ({"refusal": {"between": [0.2, 0.8]}}, "refusal", "'between' needs 'then: judges'", ""),
        ({"refusal": {"then": "judges", "between": [0.8, 0.2]}}, "refusal", "must be larger", ""),
        ({"refusal": {"then": "people"}}, "refusal/then", "", "judges"),
        ({"any_of": [{"refusal": "maybe"}]}, "any_of/0/refusal", "cannot expect", ""),
        ({"any_of": [{"tool_call": "pay", "extract": "json"}]}, "any_of/0/extract", "whole", ""),
        (
            {"not": {"not": {"not": {"not": {"not": {"equals": 1}}}}}},
            "not/not/not/not/not",
            "4",
            "",
        ),
        ({"any_of": [{"equals": "{{ row.anwser }}"}]}, "any_of/0/equals", "anwser", "answer"),
        ({"any_of": [{"numeric": "{{ row.answer }}"}]}, "any_of/0/numeric", "is not a number", ""),
    ],
)
def test_a_mistake_of_a_part_is_reported_where_it_stands(
    tmp_path: Path, check: Any, pointer: str, message: str, hint: str
) -> None:
    found = errors(tmp_path, check)
    assert found
    assert found[0].pointer == f"/workloads/w/checks/0/{pointer}"
    assert message in found[0].message
    assert hint in found[0].hint


def test_examples_try_the_whole(tmp_path: Path) -> None:
    check = {
        "all_of": [{"contains": "refund"}, {"not": {"contains": "sorry"}}],
        "accepts": ["A refund."],
        "rejects": ["Sorry, a refund.", "A refund!"],
    }
    (found,) = errors(tmp_path, check)
    assert found.pointer == "/workloads/w/checks/0/rejects/1"


def test_the_published_schema_describes_parts() -> None:
    schema = jsonschema.Draft202012Validator(published("suite"))
    good = {
        "all_of": {"checks": [{"equals": 1, "weight": 2}, {"not": {"any_of": [{"regex": "a"}]}}]}
    }
    assert schema.is_valid(suite([good]))
    for bad in ({"any_of": [{"equal": 1}]}, {"not": {"equals": 1, "gate": "task"}}):
        assert not schema.is_valid(suite([bad]))


def test_repeats_are_compared_where_there_are_some(tmp_path: Path) -> None:
    for check in ({"stability": None}, {"not": {"stability": None}}):
        (found,) = errors(tmp_path, check)
        assert found.pointer.startswith("/workloads/w/checks/0/")
        assert "compares repeats" in found.message
        assert specs(tmp_path, check, repeats=2)


def written_cases(folder: Path, *cases: Any, **workload: Any) -> Path:
    named = [{"id": str(n), "prompt": f"question {n}", **case} for n, case in enumerate(cases)]
    inside = {"checks": [{"contains": "{{ word }}"}], "cases": named, **workload}
    path = folder / "suite.yaml"
    # As JSON: in YAML the library writes aliases, whose mistakes stand in one place.
    path.write_text(json.dumps({"portcheck": 1, "suite": "s", "workloads": {"w": inside}}))
    return path


@pytest.mark.parametrize("shared", ["{{ word }}", "x"])
def test_cases_that_state_the_same_checks_have_them_as_if_they_were_alone(
    tmp_path: Path, shared: str
) -> None:
    of_all = [{"contains": shared}]
    kinds: list[dict[str, Any]] = [
        {"checks": [{"equals": "a"}, {"json_fields": {"a": 1}}]},
        {"checks": [{"equals": "a"}, {"json_fields": {"a": 1}}], "repeats": 2},
        {"checks": [{"equals": "a"}, {"json_fields": {"a": 1}}], "replace_checks": True},
        {"checks": [{"contains": {"none": ["a"]}}], "gate": "security"},
        {"checks": [{"equals": "a"}, {"json_fields": {"a": 1.0}}]},
        {"checks": [{"equals": "{{ word }}"}]},
        {"checks": [{"equals": "a"}], "gate": "red_line"},
        {"checks": [{"equals": "a"}], "gate": "security"},
        {"checks": [{"equals": "a"}]},
        {"checks": [{"equals": "a", "accepts": ["a"]}]},
        {},
        {"gate": "red_line"},
    ]
    cases = [{**kind, "vars": {"word": word}} for word in ("a", "b", "a") for kind in kinds]
    path = written_cases(tmp_path, *cases, checks=of_all)
    together = load([path], None).suite.workloads[0].cases
    for case, found in zip(cases, together, strict=True):
        path = written_cases(tmp_path, case, checks=of_all)
        alone = load([path], None).suite.workloads[0].cases[0]
        assert found.checks == alone.checks


@pytest.mark.parametrize("shared", ["{{ word }}", "x"])
def test_what_another_case_says_is_no_reason_to_pass_over_a_mistake(
    tmp_path: Path, shared: str
) -> None:
    of_all = [{"contains": shared}]
    told = {"checks": [{"tool_call": {"name": "look"}, "accepts": [LOOKED]}]}
    for sound, case, step in (
        ({"checks": [{"stability": None}], "repeats": 2}, {"checks": [{"stability": None}]}, ""),
        ({"turns": ["And?"], **SECOND}, SECOND, "turn"),
        ({"tools": [tool("q")], **told}, {"tools": [tool("r")], **told}, "accepts"),
    ):
        path = written_cases(tmp_path, sound, case, vars={"word": "a"}, checks=of_all)
        (found,) = [one for one in check_file(path) if one.severity == "error"]
        assert found.pointer.startswith(f"/workloads/w/cases/1/checks/0/{step}")


def test_nor_is_it_of_checks_that_all_cases_share(tmp_path: Path) -> None:
    shared = [{"contains": "{{ word }}", "turn": 2}]
    path = written_cases(tmp_path, {"turns": ["And?"]}, {}, vars={"word": "a"}, checks=shared)
    (found,) = [one for one in check_file(path) if one.severity == "error"]
    assert found.pointer == "/workloads/w/checks/0/turn"
    shared = [{"contains": "{{ word }}"}, {"stability": None}]
    path = written_cases(tmp_path, {"repeats": 2}, {}, vars={"word": "a"}, checks=shared)
    (found,) = [one for one in check_file(path) if one.severity == "error"]
    assert found.pointer == "/workloads/w/checks/1/stability"


def test_a_file_stays_as_it_was_written(tmp_path: Path) -> None:
    parts = [{"weight": 2, "equals": "a"}, {"expect": "none", "refusal": None}]
    path = written_cases(
        tmp_path,
        {"checks": [{"all_of": {"checks": parts, "score": "weighted"}}]},
        vars={"word": "a"},
    )
    source = read(path, Collector())
    assert source is not None
    before = deepcopy(source.document.value)
    read_suite(source, None)
    assert source.problems.sorted() == ()
    assert repr(source.document.value) == repr(before)


def test_no_code_of_a_suite_runs_while_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("open('ran', 'w').close()\ndef own(answer): return 1\n")
    check = {"python": {"call": "own.py:own"}, "accepts": ["a"], "rejects": ["b"]}
    assert errors(tmp_path, check) == []
    assert not (tmp_path / "ran").exists()


def test_no_more_is_kept_than_there_is_room_for() -> None:
    known: dict[int, int] = {}
    for number in range(REMEMBERED + 1):
        remember(known, number, number)
    assert known == {REMEMBERED: REMEMBERED}


def test_sampling_is_that_of_each_case(tmp_path: Path) -> None:
    path = written_cases(
        tmp_path,
        *({"sampling": {"temperature": value}} for value in (0, 1, 0)),
        vars={"word": "a"},
    )
    cases = load([path], None).suite.workloads[0].cases
    assert [case.request.sampling.temperature for case in cases] == [0, 1, 0]


@pytest.mark.parametrize(
    ("case", "step"),
    [
        ({"checks": [5]}, "checks/0"),
        ({"checks": [{"stability": None}]}, "checks/0/stability"),
        ({"checks": [{"equals": "a", "turn": 2}]}, "checks/0/turn"),
        ({"checks": [{"equals": "a", "accepts": ["b"]}]}, "checks/0/accepts/0"),
        ({"checks": [{"equal": "a"}]}, "checks/0/equal"),
        (
            {
                "checks": [{"equals": "a", "gate": "task"}],
                "gate": "security",
                "replace_checks": True,
            },
            "gate",
        ),
    ],
)
def test_a_mistake_in_the_same_checks_is_reported_in_each_case(
    tmp_path: Path, case: dict[str, Any], step: str
) -> None:
    sound = {"checks": [{"equals": "a"}]}
    path = written_cases(tmp_path, sound, case, sound, case, vars={"word": "a"})
    found = [problem for problem in check_file(path) if problem.severity == "error"]
    assert [problem.pointer for problem in found] == [f"/workloads/w/cases/1/{step}"]
    assert found[0].count == 2


def test_rows_with_the_same_values_have_the_checks_that_they_would_have_alone(
    tmp_path: Path,
) -> None:
    check = {"any_of": [{"equals": "{{ row.answer }}"}, {"numeric": "{{ row.number }}"}]}
    rows = [("two", 2), ("three", 3), ("two", "2"), ("two", 2), ("two", 2.0), ("three", 3)]
    entry = {"file": "rows.jsonl", "id": "id", "vars": {"question": "id"}}

    def read(*chosen: tuple[str, Any]) -> list[tuple[CheckSpec, ...]]:
        lines = (
            json.dumps({"id": f"{n}", "answer": answer, "number": number}) + "\n"
            for n, (answer, number) in enumerate(chosen)
        )
        path = written(tmp_path, [check], cases_from=entry)
        (tmp_path / "rows.jsonl").write_text("".join(lines))
        return [case.checks for case in load([path], None).suite.workloads[0].cases]

    assert read(*rows) == [read(row)[0] for row in rows]


def test_a_mistake_that_rows_share_is_counted_in_each(tmp_path: Path) -> None:
    path = written(tmp_path, [{"equals": "{{ row.answer }}"}, {"regex": "{{ row.answer }}"}])
    rows = "".join(f"{n},{n}?,{answer}\n" for n, answer in enumerate(("(", "x", "(", "x", "(")))
    (tmp_path / "rows.csv").write_text(f"id,question,answer\n{rows}")
    (found,) = [one for one in check_file(path) if one.severity == "error"]
    assert found.pointer == "/workloads/w/checks/1/regex"
    assert "line 2 of" in found.hint
    assert "and 2 more" in found.hint


def test_examples_are_tried_once_however_many_rows_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []

    def scored(*given: Any) -> Any:
        tried.append(given[3])
        return scored_example(*given)

    monkeypatch.setattr(checks, "scored_example", scored)
    path = written(
        tmp_path,
        [
            {"equals": "{{ row.answer }}"},
            {"contains": "sure", "accepts": ["sure"], "rejects": ["no"]},
            {"contains": "{{ row.kind }}", "accepts": ["kind 0, kind 1"]},
        ],
    )
    rows = (f"{n},{n}?,answer {n},kind {n % 2}\n" for n in range(REMEMBERED + 500))
    (tmp_path / "rows.csv").write_text("id,question,answer,kind\n" + "".join(rows))
    load([path], None)
    assert sorted(tried) == ["kind 0, kind 1", "kind 0, kind 1", "no", "sure"]
