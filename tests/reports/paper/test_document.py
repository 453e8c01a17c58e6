"""The whole document, from one report."""

from __future__ import annotations

from itertools import pairwise

from builders import make_mixed_report, make_report, make_run

from portcheck.reports.paper.blocks import Block, Heading
from portcheck.reports.paper.document import document


def headings(blocks: tuple[Block, ...]) -> list[tuple[int, str]]:
    return [(each.level, each.text) for each in blocks if isinstance(each, Heading)]


def test_it_begins_with_the_decision_and_ends_with_where_it_comes_from() -> None:
    found = document(make_report())

    assert [text for level, text in headings(found.blocks) if level == 1] == [
        "Decision",
        "Workloads",
        "Appendix",
    ]
    assert headings(found.blocks)[1] == (2, "To sign")
    assert (found.title, found.running) == (
        "Portability report: support",
        "Run 20270301T020000Z-support",
    )
    assert found.date == "2027-03-01T02:11:42Z"


def test_no_level_of_headings_is_left_out() -> None:
    levels = [level for level, _ in headings(document(make_mixed_report()).blocks)]

    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_a_run_that_was_interrupted_has_the_date_of_its_start() -> None:
    found = document(make_report(run=make_run(finished_at="")))

    assert found.date == "2027-03-01T02:00:00Z"


def test_names_on_every_page_are_one_short_line() -> None:
    found = document(make_report(run=make_run(suite="a\nb" * 300, id="r\u202e" * 300)))

    assert max(len(found.title), len(found.running)) <= 120
    assert "\n" not in found.title
    assert "\u202e" not in found.running
