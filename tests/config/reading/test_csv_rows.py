"""Tables as text: what parts the cells, and what to do where it is something else."""

from __future__ import annotations

import pytest

from portcheck.config.reading.csv_rows import csv_rows, header_hint
from portcheck.config.reading.rows import Row
from portcheck.config.reading.yaml_loader import UnreadableError


def values(text: str, delimiter: str | None = None) -> list[dict[str, str]]:
    return [found.values for found in csv_rows(text, delimiter) if isinstance(found, Row)]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;\r"])
def test_the_line_with_which_a_spreadsheet_says_its_delimiter_is_no_row(first: str) -> None:
    assert values(f"{first}\nid;a,b\n1;x,y\n") == [{"id": "1", "a,b": "x,y"}]


def test_a_line_parted_by_something_else_says_so() -> None:
    found = [f for f in csv_rows("id,a,b\n1;x;y\n", None) if isinstance(f, UnreadableError)]
    (problem,) = (one.problem("f.csv") for one in found)
    assert problem.message == "the line has 1 cell, the header 3"
    assert (
        problem.hint
        == "commas separate the cells of the header, but semicolons those of this line: "
        "use one of them"
    )


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("id;a;b", 'the cells of its header are separated by semicolons: write delimiter: ";"'),
        ("id|a|b", 'the cells of its header are separated by vertical bars: write delimiter: "|"'),
        ("id\ta", 'the cells of its header are separated by tabs: write delimiter: "\\t"'),
        ("id", ""),
    ],
)
def test_a_header_of_one_cell_says_what_parts_it(header: str, hint: str) -> None:
    assert header_hint([header]) == hint
    assert header_hint([header, "more"]) == ""
