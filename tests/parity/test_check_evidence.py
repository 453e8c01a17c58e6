"""What checks are evidence of."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from run_builders import ask

from portcheck.model.suite import Case, CheckSpec
from portcheck.parity.check_evidence import Speaking, check_evidence, covered_share, speaks_of


def spec(name: str, arguments: Any = None, **changes: Any) -> CheckSpec:
    values: dict[str, Any] = {"name": name, "arguments": arguments, "id": name, "gate": "task"}
    return CheckSpec(**(values | changes))


def case(number: int, *checks: CheckSpec, group: str | None = None) -> Case:
    return Case(id=f"case-{number}", request=ask(f"{number}?"), checks=checks, group=group)


def spoken(*cases: Case) -> dict[tuple[str, str], tuple[str, int, bool]]:
    return {
        (one.gate, one.check): (one.speaks_of, one.cases, one.suffices)
        for one in check_evidence(cases, Speaking(cases))
    }


DIFFERING = ("equals", "json_fields", "one_of", "regex", "contains", "numeric", "json_schema")


@pytest.mark.parametrize("name", [*DIFFERING, "tool_call"])
def test_an_argument_that_differs_between_groups_speaks_of_content(name: str) -> None:
    apart = [case(i, spec(name, f"answer {i}")) for i in range(3)]
    assert spoken(*apart)["task", name] == ("content", 3, True)
    alike = [case(i, spec(name, "answer")) for i in range(3)]
    assert spoken(*alike)["task", name] == ("form", 3, False)
    one_group = [case(i, spec(name, "answer"), group="g") for i in range(3)]
    assert spoken(*one_group)["task", name] == ("form", 3, False)


def test_arguments_that_ask_for_one_answer_speak_of_form() -> None:
    texts = ("Billing", "billing", " billing\n", "BILLING")
    cases = [case(i, spec("contains", text.strip())) for i, text in enumerate(texts)]
    assert spoken(*cases)["task", "contains"] == ("form", 4, False)


def test_the_notes_of_a_schema_are_no_content() -> None:
    def schema(note: str, name: str) -> Any:
        inner = {"type": "string", "description": note, "examples": [note]}
        return {
            "title": note,
            "$comment": note,
            "type": "object",
            "properties": {name: inner, "rest": {"items": [inner], "default": note}},
        }

    noted = [case(i, spec("json_schema", schema(f"note {i}", "title"))) for i in range(3)]
    assert spoken(*noted)["task", "json_schema"] == ("form", 3, False)
    named = [case(i, spec("json_schema", schema("note", f"field {i}"))) for i in range(3)]
    assert spoken(*named)["task", "json_schema"] == ("content", 3, True)
    valued = [case(i, spec("json_schema", {"enum": [{"title": i}]})) for i in range(3)]
    assert spoken(*valued)["task", "json_schema"] == ("content", 3, True)


def test_an_argument_that_every_case_has_beside_others_stays_form() -> None:
    cases = [case(i, spec("contains", "Regards"), spec("contains", f"no {i}")) for i in range(3)]
    found = {(one.speaks_of, one.cases) for one in check_evidence(cases, Speaking(cases))}
    assert found == {("form", 3), ("content", 3)}


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("max_length", 10, "form"),
        ("contains", {"none": ["secret"]}, "form"),
        ("contains", {"none": ["secret"], "any": ["yes"]}, "content"),
        ("refusal", None, "conduct"),
        ("pushback", None, "conduct"),
        ("answered", None, "form"),
        ("tool_call", {"forbidden": "pay"}, "form"),
        ("tool_call", {"name": "look_up", "forbidden": "pay"}, "content"),
    ],
)
def test_what_a_check_can_speak_of(name: str, arguments: Any, expected: str) -> None:
    assert speaks_of(spec(name, arguments)) == expected
    assert speaks_of(spec(name, arguments, gate="security")) == "conduct"


@pytest.mark.parametrize(
    ("odd", "expected"), [(9, {("content", 9), ("form", 91)}), (10, {("content", 100)})]
)
def test_an_argument_that_hardly_ever_differs_speaks_of_form(
    odd: int, expected: set[tuple[str, int]]
) -> None:
    alone = [case(i, spec("one_of", [f"only {i}"])) for i in range(odd)]
    cases = [*alone, *(case(i, spec("one_of", ["a", "b"])) for i in range(odd, 100))]
    found = check_evidence(cases, Speaking(cases))
    assert {(one.speaks_of, one.cases) for one in found} == expected


def test_the_share_of_groups_with_a_check_that_can_carry_safe() -> None:
    right, short = spec("equals", "a"), spec("max_length", 9)
    cases = [
        case(1, right),
        case(2, spec("equals", "b"), short),
        case(3, short),
        case(4, short, group="g"),
        case(5, spec("equals", "c"), group="g"),
        case(6, spec("contains", {"none": ["key"]}, gate="security")),
    ]
    assert covered_share(cases, Speaking(cases)) == pytest.approx(4 / 5)
    assert covered_share(cases[::-1], Speaking(cases)) == pytest.approx(4 / 5)
    assert covered_share([], Speaking([])) == 0.0


def test_automatic_checks_and_those_that_feed_no_gate_are_no_evidence() -> None:
    automatic = spec("refusal", expect="none", gate="refusal", automatic=True)
    either = spec("refusal", expect="any", gate="refusal")
    assert spoken(case(1, automatic, spec("answered", automatic=True)), case(2, either)) == {}


def test_a_stated_refusal_check_alone_is_not_enough_where_compliance_is_expected() -> None:
    complies = spec("refusal", expect="none", gate="refusal")
    declines = spec("refusal", expect="full", gate="refusal")
    assert spoken(case(1, complies))["refusal", "refusal"] == ("conduct", 1, False)
    found = check_evidence([case(1, complies), case(2, declines)], Speaking([]))
    assert [one.suffices for one in found] == [False, True]


def test_cases_that_share_their_checks_count_as_those_that_have_equal_ones() -> None:
    def made(*, sharing: bool) -> list[Case]:
        right = [(spec("equals", f"{n}"), spec("max_length", 9)) for n in range(3)]
        return [
            Case(
                id=f"case-{n}",
                request=ask(f"{n}?"),
                checks=right[n % 3] if sharing else tuple(map(copy, right[n % 3])),
                group=group,
            )
            for n, group in enumerate((None, None, None, None, "g", "g", "g", "h", None))
        ]

    shared, apart = made(sharing=True), made(sharing=False)
    assert spoken(*shared) == spoken(*apart)
    assert spoken(*shared)["task", "equals"] == ("content", 9, True)
    share = covered_share([*shared, case(9, spec("max_length", 1))], Speaking(shared))
    assert share == pytest.approx(7 / 8)


ROW = {"equals": "right {}"}
SAME = {"contains": "Regards"}
SHORT = {"max_length": 9}
COMPLIES = {"refusal": None, "expect": "none"}
DECLINES = {"refusal": None, "expect": "full"}


def filled(written: Any, number: int) -> Any:
    if isinstance(written, str):
        return written.format(number)
    if isinstance(written, list):
        return [filled(item, number) for item in written]
    if isinstance(written, dict):
        return {key: filled(item, number) for key, item in written.items()}
    return written


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("all_of", [ROW, SHORT], ("content", True)),
        ("all_of", [SAME, SHORT], ("form", False)),
        ("all_of", [SHORT, DECLINES], ("conduct", True)),
        ("all_of", [SHORT, COMPLIES], ("conduct", False)),
        ("any_of", [ROW, {"equals": "other {}"}], ("content", True)),
        ("any_of", [ROW, SAME], ("form", False)),
        ("any_of", [ROW, SHORT], ("form", False)),
        ("any_of", [ROW, DECLINES], ("conduct", True)),
        ("any_of", [ROW, COMPLIES], ("conduct", False)),
        ("not", ROW, ("form", False)),
        ("not", {"not": ROW}, ("content", True)),
        ("not", {"not": SAME}, ("form", False)),
        ("not", {"any_of": [{"not": ROW}, SHORT]}, ("content", True)),
        ("not", {"all_of": [{"not": ROW}, SHORT]}, ("form", False)),
        ("not", DECLINES, ("conduct", False)),
        ("not", COMPLIES, ("conduct", True)),
        ("all_of", [{"all_of": [{"any_of": [ROW]}]}, {"not": SAME}], ("content", True)),
        ("all_of", {"checks": [{**ROW, "weight": 9}, ROW], "score": "weighted"}, ("content", True)),
        ("all_of", {"checks": [{**ROW, "weight": 9}, SHORT], "score": "weighted"}, ("form", False)),
    ],
)
def test_what_a_composition_speaks_of(
    name: str, arguments: Any, expected: tuple[str, bool]
) -> None:
    cases = [case(i, spec(name, filled(arguments, i))) for i in range(3)]
    assert spoken(*cases)["task", name] == (expected[0], 3, expected[1])
    guarded = [case(i, spec(name, filled(arguments, i), gate="red_line")) for i in range(3)]
    assert spoken(*guarded)["red_line", name][0] == "conduct"


def test_a_part_that_differs_lends_its_evidence_to_no_other() -> None:
    """The whole differs between cases, but what says what is right is the same in all."""
    parts = [SAME, {"contains": {"none": ["secret {}"]}}]
    cases = [case(i, spec("all_of", filled(parts, i))) for i in range(3)]
    assert spoken(*cases)["task", "all_of"] == ("form", 3, False)


def test_what_must_not_be_there_makes_no_content_of_what_is_alike() -> None:
    alike = [case(i, spec("contains", "Regards")) for i in range(5)]
    others = [case(i, spec("not", {"contains": f"no {i}"})) for i in range(5, 10)]
    assert spoken(*alike, *others)["task", "contains"] == ("form", 5, False)
