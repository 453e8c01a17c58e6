"""When two cases ask the same, and when they contradict each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import ask

from portcheck.config.groups.same_question import (
    checks_of,
    contradiction,
    expected_of,
    fold_question,
    group_key,
    joined_groups,
    question_of,
)
from portcheck.config.load import Loaded, load
from portcheck.errors import ConfigError
from portcheck.model.chat import (
    Audio,
    Document,
    Image,
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolLoop,
    ToolResult,
)
from portcheck.model.suite import Case, CaseNotes, CheckSpec


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is my parcel?", "where is  my parcel"),
        ("Hello, world!", "hello world"),
        ("Hello,world", "Hello, world"),
        ("Stra\u00dfe", "STRASSE"),
        ("caf\u00e9", "cafe\u0301"),
        ("\uff21\uff22\uff23", "abc"),
        ("a\u200bb", "ab"),
        ("a\u00a0b\n", "a b"),
        ("\u4f60\u597d\u3002", "\u4f60\u597d"),
        ("Order: 5", "order 5"),
        ("wait\u2026", "wait..."),
    ],
)
def test_what_makes_no_other_question(one: str, other: str) -> None:
    assert fold_question(one) == fold_question(other)
    assert question_of(ask(one)) == question_of(ask(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5", "15"),
        ("1.5", "1,5"),
        ("is it .5", "is it 5"),
        ("at 3:20", "at 3 20"),
        ("?", "!"),
        ("a-b", "a b"),
        ("-5", "5"),
        ("it's", "its"),
        ("x == y", "x = y"),
    ],
)
def test_what_does(one: str, other: str) -> None:
    assert question_of(ask(one)) != question_of(ask(other))


BASE = Request(
    system="Sort it.",
    messages=(
        Message(role="user", content=(Text(text="Hi"), Image(media_type="image/png", data="AA"))),
        Message(
            role="assistant", tool_calls=(ToolCall(id="1", name="find", arguments={"q": "x"}),)
        ),
        Message(role="tool", content=(Text(text="found"),), tool_call_id="1"),
    ),
    tools=(Tool(name="find"),),
)


def turn(place: int, **changes: Any) -> Request:
    messages = list(BASE.messages)
    messages[place] = replace(messages[place], **changes)
    return replace(BASE, messages=tuple(messages))


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, system="Sort it not."),
        replace(BASE, system=None),
        replace(BASE, tools=()),
        replace(BASE, response_schema={"type": "object"}),
        turn(0, content=(Text(text="Hi"), Image(media_type="image/png", data="AB"))),
        turn(0, content=(Text(text="Hi"),)),
        turn(1, tool_calls=(ToolCall(id="1", name="find", arguments={"q": "y"}),)),
        turn(1, role="user"),
        turn(2, content=(Text(text="lost"),)),
        turn(2, is_error=True),
    ],
)
def test_every_part_of_a_request_counts(other: Request) -> None:
    assert question_of(other) != question_of(BASE)


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, system="sort it"),
        replace(BASE, sampling=Sampling(seed=7)),
        turn(2, content=(Text(text="Found."),)),
        turn(0, content=(Text(text="hi "), Image(media_type="image/jpeg", data="AA"))),
    ],
)
def test_spelling_and_sampling_do_not(other: Request) -> None:
    assert question_of(other) == question_of(BASE)


def with_file(*files: Document | Audio) -> Request:
    return Request(messages=(Message(role="user", content=(Text(text="Sum up."), *files)),))


def test_files_are_told_apart_by_what_is_in_them_alone() -> None:
    pdf = Document(media_type="application/pdf", data="AA==", name="a.pdf")
    same = with_file(replace(pdf, name="b.pdf"))
    assert question_of(with_file(pdf)) == question_of(same)
    others = [
        with_file(),
        with_file(replace(pdf, data="AQ==")),
        with_file(Document(url="https://files.example/a.pdf")),
        with_file(Document(url="https://files.example/b.pdf")),
        with_file(Audio(media_type="audio/wav", data="Ag==")),
        with_file(pdf, pdf),
    ]
    assert len({question_of(one) for one in [with_file(pdf), *others]}) == len(others) + 1


def test_marks_without_end_on_one_letter_take_no_time() -> None:
    assert fold_question("a" + "\u0301\u0327" * 200_000)


def case(name: str, *specs: tuple[str, Any], group: str | None = None) -> Case:
    checks = tuple(CheckSpec(name=n, arguments=a, id=n, gate="task") for n, a in specs)
    return Case(id=name, request=ask("q"), checks=checks, group=group)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("equals", "a"), ("equals", "b")),
        (("equals", "a"), ("one_of", ["b", "c"])),
        (("equals", {"value": 1, "exact": True}), ("equals", 2)),
        (("numeric", 4), ("numeric", {"value": "5"})),
        (("json_fields", {"x": 1, "y": 2}), ("json_fields", {"x": 2})),
        (("tool_call", "find"), ("tool_call", {"name": "send"})),
    ],
)
def test_answers_that_cannot_both_be_right(one: tuple[str, Any], other: tuple[str, Any]) -> None:
    assert contradiction(expected_of(case("a", one)), expected_of(case("b", other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("equals", "Paris"), ("equals", "paris ")),
        (("equals", 12), ("equals", "12")),
        (("equals", "a"), ("one_of", ["a", "b"])),
        (("contains", "a"), ("contains", "b")),
        (("numeric", {"min": 1}), ("numeric", 5)),
        (("json_fields", {"x": 1}), ("json_fields", {"y": 2})),
        (("max_length", {"words": 1}), ("max_length", {"words": 2})),
    ],
)
def test_answers_that_can(one: tuple[str, Any], other: tuple[str, Any]) -> None:
    assert not contradiction(expected_of(case("a", one)), expected_of(case("b", other)))


def test_checks_are_the_same_whatever_their_ids_and_the_case_of_their_texts() -> None:
    one, other = case("a", ("equals", "Paris")), case("b", ("equals", "paris"))
    renamed = replace(other, checks=(replace(other.checks[0], id="other"),))
    assert checks_of(one) == checks_of(renamed)
    assert checks_of(one) != checks_of(case("c", ("equals", "Rome")))


def test_groups_that_are_joined_through_each_other_are_one() -> None:
    cases = [
        case("g"),
        case("b", group="g"),
        case("c", group="h"),
        case("d"),
        case("e", group="h"),
        case("f"),
    ]
    found = joined_groups(cases, [(0, 1), (0, 2)])
    named = {found.get(at, one.group) for at, one in enumerate(cases) if at not in {3, 5}}
    assert len(named) == 1
    assert not {3, 5} & found.keys()
    assert joined_groups(cases, []) == {}


def test_a_group_made_of_a_case_takes_no_name_that_is_there() -> None:
    cases = [case("g"), case("b"), case("c", group="g")]
    found = joined_groups(cases, [(0, 1)])
    assert found[0] == found[1] != "g"


@pytest.mark.parametrize(
    ("one", "other"), [("a", "a "), ("a b", "ab"), ("\u00e9", "e\u0301"), ("\uff21", "A")]
)
def test_names_of_one_group(one: str, other: str) -> None:
    assert group_key(one) == group_key(other)
    assert group_key(one) != group_key(f"{other}2")


# --- in a suite ----------------------------------------------------------------------------------

SUITE = """\
portcheck: 1
suite: s
workloads:
  w:
    prompt: "{{ q }}"
    checks: [{max_length: {words: 9}}]
    cases:
      - {id: a, vars: {q: "Where is it?"}, checks: [{equals: here}]}
      - {id: b, vars: {q: "where is  it"}, checks: [{equals: Here}]}
      - {id: c, vars: {q: "Who is it?"}, checks: [{equals: me}], replace_checks: true}
      - {id: d, vars: {q: "What is it?"}, group: one, checks: [{equals: x}]}
      - {id: e, vars: {q: "Which is it?"}, group: "one ", checks: [{equals: y}]}
    cases_from: {file: rows.csv, id: id, vars: {q: q}, checks: [{equals: "{{ row.a }}"}], limit: 2}
"""
ROWS = "id,q,a\nr1,When is it?,now\nr2,WHEN is it,now\nr3,left,out\nr4,left,out\n"


def loaded(folder: Path, suite: str = SUITE, rows: str = ROWS) -> Loaded:
    (folder / "s.yaml").write_text(suite)
    (folder / "rows.csv").write_text(rows)
    return load([folder / "s.yaml"], None)


def test_cases_that_ask_the_same_are_one_group(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    (workload,) = found.suite.workloads
    clusters = {c.id: c.cluster for c in workload.cases}
    assert clusters["a"] == clusters["b"]
    assert clusters["r1"] == clusters["r2"]
    assert clusters["d"] == clusters["e"]
    assert len(set(clusters.values())) == 4
    alike = (("a", "b"), ("r1", "r2"))
    assert workload.notes == CaseNotes(limit=2, left_out=2, alike=alike, replaced=("c",))
    places = {(one.line, one.message) for one in found.warnings}
    assert (9, "two cases make the same request, and count as one") in places
    assert (3, "two cases make the same request, and count as one") in places, "a line of rows.csv"
    assert (12, "the group 'one' is written in two ways") in places


def test_a_group_that_the_suite_states_is_no_news(tmp_path: Path) -> None:
    stated = SUITE.replace("{id: a,", "{id: a, group: g,").replace("{id: b,", "{id: b, group: g,")
    (workload,) = loaded(tmp_path, stated).suite.workloads
    assert workload.notes
    assert workload.notes.alike == (("r1", "r2"),)


def test_one_question_with_two_answers_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, rows="id,q,a\nr1,When is it?,now\nr2,when IS it,later\n")
    (found,) = [one for one in raised.value.problems if one.severity == "error"]
    assert (Path(found.file).name, found.line) == ("rows.csv", 3)
    assert found.message == "another case makes the same request but expects another answer"
    assert "'r1' on line 2" in found.hint


def test_the_same_question_may_have_several_checks(tmp_path: Path) -> None:
    more = SUITE.replace("checks: [{equals: Here}]", "checks: [{contains: er}]")
    (workload,) = loaded(tmp_path, more).suite.workloads
    assert workload.notes
    assert workload.notes.alike == (("r1", "r2"),)


def test_what_tools_gave_back_and_what_is_said_afterwards_are_part_of_the_question() -> None:
    plain = Request(messages=(Message(role="user", content=(Text(text="What is left?"),)),))

    def given(text: str) -> Request:
        result = ToolResult(tool="look", content=(Text(text=text),))
        return replace(plain, tool_loop=ToolLoop(results=(result,)))

    def then(text: str) -> Request:
        return replace(plain, turns=(Message(role="user", content=(Text(text=text),)),))

    assert len({question_of(one) for one in (plain, given("5"), given("7"), then("And?"))}) == 4
    assert question_of(given("5")) == question_of(given("5"))
    assert question_of(then("And now?")) == question_of(then("and now"))
    assert question_of(then("And?")) != question_of(replace(then("And?"), history="baseline"))
