"""What a composition is made of."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from portcheck.detectors.parts import (
    atoms,
    confusion_of,
    detectors_in,
    parts_of,
    shape,
    walk,
)
from portcheck.detectors.pushback.instrument import PUSHBACK
from portcheck.detectors.refusal.instrument import REFUSAL
from portcheck.model.score import swapped_classes
from portcheck.model.suite import CheckSpec

DECLINES = {"refusal": None, "expect": "full"}
COMPLIES = {"refusal": None, "expect": "none"}


def spec(name: str, arguments: Any = None, **changes: Any) -> CheckSpec:
    return CheckSpec(
        **({"name": name, "arguments": arguments, "id": name, "gate": "task"} | changes)
    )


def test_parts_feed_the_gate_and_read_answers_as_the_whole_does() -> None:
    whole = spec(
        "any_of",
        [
            {"equals": "a"},
            {"equals": "b", "extract": {}},
            {"json_schema": {"type": "object"}, "extract": {"fence": True}},
            DECLINES,
        ],
        gate="red_line",
        extract={"after": "Answer:"},
        json="lenient",
    )
    first, second, third, fourth = parts_of(whole)
    assert {part.gate for part in parts_of(whole)} == {"red_line"}
    assert [part.id for part in (first, fourth)] == ["any_of.1", "any_of.4"]
    assert first.extract == {"after": "Answer:"}
    assert second.extract == {}
    assert third.extract == {"fence": True}
    assert third.json == "lenient"
    assert (fourth.extract, fourth.json, fourth.expect) == (UNSET, UNSET, "full")
    assert parts_of(first) == ()


def test_atoms_count_the_other_way_round_behind_an_odd_number_of_nots() -> None:
    whole = spec(
        "all_of",
        {
            "checks": [
                {"equals": "a"},
                {"not": {"any_of": [{"not": {"regex": "b"}}, {"regex": "c"}]}},
            ]
        },
    )
    found = [(atom.arguments, negated) for atom, negated in atoms(whole)]
    assert found == [("a", False), ("b", False), ("c", True)]
    names = [one.name for one in walk(whole)]
    assert names == ["all_of", "equals", "not", "any_of", "not", "regex", "regex"]


def test_detectors() -> None:
    refusal, pushback = REFUSAL.name, PUSHBACK.name
    assert detectors_in(spec("equals", "a")) == ()
    assert detectors_in(spec("not", DECLINES)) == (refusal,)
    both = spec("any_of", [{"pushback": None, "expect": "none"}, DECLINES])
    assert detectors_in(both) == (pushback, refusal)
    assert shape(both) == shape(spec("any_of", both.arguments, id="other"))
    assert shape(both) != shape(spec("any_of", both.arguments[:1]))


@pytest.mark.parametrize("expect", ["none", "full"])
def test_a_detector_turned_round_has_its_mistakes_exchanged(expect: str) -> None:
    part = spec("refusal", expect=expect)
    counts = confusion_of(part)
    assert counts is not None
    whole = spec("not", {"refusal": None, "expect": expect})
    assert confusion_of(whole) == counts
    assert confusion_of(spec("not", {"not": {"refusal": None, "expect": expect}})) == counts
    breaches = confusion_of(part, breaches=True)
    assert breaches == (counts if expect == "none" else swapped_classes(counts))
    assert breaches is not None
    assert confusion_of(whole, breaches=True) == swapped_classes(breaches)


def test_nothing_was_measured_of_a_detector_beside_others() -> None:
    assert confusion_of(spec("any_of", [{"equals": "a"}, COMPLIES])) is None
    assert confusion_of(spec("all_of", [COMPLIES])) == confusion_of(spec("refusal", expect="none"))
