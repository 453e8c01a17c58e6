"""Spreadsheets as people have them: types, dates, merged cells, formulas; and hostile ones."""

from __future__ import annotations

import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from portcheck.config.problems.document import Collector
from portcheck.config.reading import sheets
from portcheck.config.reading.data_files import DataFile, read_data_file
from portcheck.config.reading.sheets import letters
from portcheck.errors import Problem
from portcheck.extras import install_command

openpyxl = pytest.importorskip("openpyxl")


def book(path: Path, *rows: list[Any], title: str = "Tickets") -> Any:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    made.save(path)
    return made


def read(path: Path, **more: Any) -> tuple[DataFile, list[Problem]]:
    problems = Collector()
    found = read_data_file(path, path.name, problems, **more)
    return found, list(problems.sorted())


def values(path: Path, **more: Any) -> list[dict[str, Any]]:
    found, problems = read(path, **more)
    assert problems == []
    return [row.values for row in found.rows]


def mistake(path: Path, **more: Any) -> Problem:
    _, problems = read(path, **more)
    return problems[0]


def test_cells_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    moment = datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001  # spreadsheets know no zones
    book(
        path,
        ["id", "text", "n", "share", "ok", "day", "moment", "hour", "empty"],
        [1.0, "007", 12, 0.1 + 0.2, True, date(2026, 3, 1), moment, time(8, 5), None],
        ["two", "a\r\nb", 2.5, 1e300, False, None, None, None, None],
    )
    first, second = values(path)
    assert first == {
        "id": 1,
        "text": "007",
        "n": 12,
        "share": 0.3,
        "ok": True,
        "day": "2026-03-01",
        "moment": "2026-03-01T12:30:00",
        "hour": "08:05:00",
        "empty": "",
    }
    assert second["n"] == 2.5
    assert second["text"] == "a\nb"
    assert second["day"] == ""


def test_empty_rows_and_columns_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(
        path,
        [],
        [None, "id", None, "q "],
        [],
        [None, "a", None, "x", " "],
        ["", "b", None, "y"],
        [],
    )
    found, problems = read(path)
    assert problems == []
    assert [(row.line, row.values) for row in found.rows] == [
        (4, {"id": "a", "q": "x"}),
        (5, {"id": "b", "q": "y"}),
    ]


def test_a_cell_over_several_rows_holds_for_each_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = book(
        path, ["queue", "id"], ["billing", "a"], [None, "b"], [None, "c"], [None, "d"], ["x", "e"]
    )
    made.active.merge_cells("A2:A4")
    made.save(path)
    assert [row["queue"] for row in values(path)] == ["billing", "billing", "billing", "", "x"]


def test_a_cell_over_several_columns_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = book(path, ["Tickets of March"], ["id", "q"], ["a", "x"])
    made.active.merge_cells("A1:B1")
    made.save(path)
    found = mistake(path)
    assert found.message == "sheet 'Tickets', cell A1: it is merged with cells beside it"
    assert (found.line, found.column) == (1, 1)


def test_formulas_count_by_their_saved_result(tmp_path: Path) -> None:
    path, saved = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book(path, ["id", "n"], ["a", "=1+2"])
    found = mistake(path)
    assert found.message == "sheet 'Tickets', cell B2: it holds a formula without a saved result"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for empty in (b"<v></v>", b"<v/>", b"<v />"):
                data = data.replace(empty, b"<v>3</v>")
            new.writestr(name, data)
    assert values(saved) == [{"id": "a", "n": 3}]


@pytest.mark.parametrize("cell", ["b", "=1+2", "#N/A"])
def test_no_file_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str) -> None:
    path, load, opened = tmp_path / "a.xlsx", openpyxl.load_workbook, list[Any]()

    def loading(*args: Any, **options: Any) -> Any:
        opened.append(load(*args, **options))
        return opened[-1]

    book(path, ["id", "n"], ["a", cell])
    monkeypatch.setattr(openpyxl, "load_workbook", loading)
    read(path)
    assert opened
    assert [one._archive.fp for one in opened] == [None] * len(opened)


def test_an_error_in_a_cell_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(path, ["id", "n"], ["a", "#N/A"], ["b", "#REF!"])
    _, problems = read(path)
    assert [(p.message, p.line, p.column) for p in problems] == [
        ("sheet 'Tickets', cell B2: it holds the error '#N/A'", 2, 2),
        ("sheet 'Tickets', cell B3: it holds the error '#REF!'", 3, 2),
    ]


def test_columns_have_one_name_each(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(path, ["id", "q", "q"], ["a", "x", "y"])
    assert mistake(path).message == "sheet 'Tickets', cell C1: it is a second column named 'q'"
    book(path, ["id", "q"], ["a", "x", "y"])
    found = mistake(path)
    assert found.message == "sheet 'Tickets', cell C2: it holds a value in a column without a name"


def test_a_sheet_is_named_where_several_hold_something(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = book(path, ["id"], ["a"])
    made.create_sheet("Empty")
    made.save(path)
    assert values(path) == [{"id": "a"}]
    made.create_sheet("More").append(["id"])
    made["More"].append(["b"])
    made.save(path)
    found = mistake(path)
    assert (found.message, found.hint) == (
        "several sheets hold something: 'Tickets', 'More'",
        "write sheet: NAME",
    )
    assert values(path, sheet="More") == [{"id": "b"}]
    assert mistake(path, sheet="Mroe").hint == "did you mean 'More'?"
    assert mistake(path, sheet="Empty").message == "the file has no rows"


def test_what_is_no_spreadsheet_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    assert mistake(path).message == "an old .xls file, or one with a password"
    path.write_text("id,q\n1,x\n")
    assert mistake(path).message == "not an .xlsx file"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert mistake(path).message == "not a spreadsheet that can be read"


def test_a_file_that_grows_beyond_bounds_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", " " * 20_000_000)
    assert mistake(path).message == "compressed more than any spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", " " * 101_000_000)
    assert mistake(path).message == "larger than 100 MB when decompressed"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")
    assert mistake(path).message == "it declares entities, which no spreadsheet does"


def test_rows_that_claim_to_be_far_away_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    made = book(path, ["id"], ["a"])
    made.active["XFD20000"] = "far"
    made.save(path)
    found = mistake(path)
    assert found.message.startswith("sheet 'Tickets', cell XFD20000: it holds a value")
    monkeypatch.setattr(sheets, "_MOST_CELLS", 100_000)
    book(path, ["id"], ["a"])
    cell = '<row r="{n}"><c r="XFD{n}" t="inlineStr"><is><t>x</t></is></c></row>'
    cells = "".join(cell.format(n=n) for n in range(3, 12))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", cells.encode() + b"</sheetData>")
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    _, problems = read(path)
    assert "holds too many cells" in {problem.message for problem in problems}


def test_without_the_extra_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    book(path, ["id"], ["a"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    found = mistake(path)
    assert found.message == ".xlsx files are read with openpyxl, which is not installed"
    assert found.hint == install_command("tables")


def test_only_spreadsheets_have_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id\n1\n")
    assert mistake(path, sheet="Tickets").message == "only an .xlsx file has sheets"


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_letters_of_columns(column: int, name: str) -> None:
    assert letters(column) == name
