"""Pages of a given width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from portcheck.reports.terminal.console import Page

NAMES = ("provider", "result", "latency", "first token", "served by")


def table(page: Page) -> Table:
    made = Table(box=page.head_line(), show_edge=False, pad_edge=False)
    for name in NAMES:
        made.add_column(name, overflow="fold")
    made.add_row(page.line("a long name of a house"), Text("ok"), "0.31 s", "-", page.line("m1"))
    made.add_row(page.line("new"), Text("failed"), "-", "-", page.line("m2 [red]\x1b[2J"))
    return made


def shown(width: int) -> list[str]:
    page = Page(width=width, color=False)
    return page.render(page.listed(table(page))).splitlines()


def test_rows_of_a_table_that_is_too_wide_stand_one_below_the_other() -> None:
    assert shown(40) == [
        "a long name of a house",
        "  result: ok",
        "  latency: 0.31 s",
        "  served by: m1",
        "",
        "new",
        "  result: failed",
        "  served by: m2 [red]\\x1b[2J",
    ]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_table_stays_one_where_there_is_room(width: int) -> None:
    lines = shown(width)
    assert lines[0].split()[:3] == ["provider", "result", "latency"]
    assert max(map(cell_len, lines)) <= width


def test_no_word_is_broken_to_keep_a_table() -> None:
    page = Page(width=60, color=False)
    made = Table(box=None)
    for name in ("gate", "where"):
        made.add_column(name)
    made.add_row("red_line", "a/" + "very/" * 10 + "long.py")
    lines = page.render(page.listed(made)).splitlines()
    assert lines[0] == "red_line"
    assert lines[1] == "  where:"


def test_whether_a_table_fits_is_asked_of_its_whole_width() -> None:
    page = Page(width=40, color=False)
    assert not page.fits(table(page), 0)
    assert Page(width=140, color=False).fits(table(page), 2)
