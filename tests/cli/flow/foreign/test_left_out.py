"""What was left out for one reason is one line on a terminal."""

from __future__ import annotations

from portcheck.cli.flow.foreign.left_out import left_out_lines
from portcheck.imports.suites.converted import Omitted, Place


def test_the_same_of_many_places_is_one_line() -> None:
    same = [Omitted(Place("a.jsonl", line), "row", "it has no input") for line in (3, 5, 9)]
    other = Omitted(Place("a.jsonl", 4), "row", "it has no answer")
    assert left_out_lines([*same, other]) == [
        "a.jsonl:3 and 2 more: row: it has no input",
        "a.jsonl:4: row: it has no answer",
    ]


def test_places_that_are_not_listed_are_counted() -> None:
    one = Omitted(Place("a.jsonl", 3), "record", "is not complete JSON")
    assert left_out_lines([one], {"is not complete JSON": 4001}) == [
        "a.jsonl:3 and 4,000 more: record: is not complete JSON"
    ]


def test_two_files_are_two_lines_in_their_order() -> None:
    ones = [Omitted(Place(file, 1), "row", "it has no input") for file in ("b", "a", "b")]
    assert [line.partition(":")[0] for line in left_out_lines(ones)] == ["b", "a"]
