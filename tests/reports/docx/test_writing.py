"""A document as a Word file: the same bytes, everything in it, and nothing in it acts."""

from __future__ import annotations

import io
import sys
import time
import zipfile

import docx
import pytest

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.reports.docx.writing import written
from portcheck.reports.paper.blocks import (
    Bullets,
    Cell,
    Contents,
    Document,
    Heading,
    Paragraph,
    Table,
)

HOSTILE = 'a\x00\x1b]0;x\x07\ufffe\ud800\u202e <w:r/> {DDEAUTO c:\\\\x "y"} =HYPERLINK("z") 中文'


def document(text: str, date: str = "2027-03-01T02:11:42Z") -> Document:
    return Document(
        title=f"Report {text}",
        running="Run r1",
        date=date,
        blocks=(
            Heading(text="Decision", level=1),
            Paragraph(text=text, leading=True),
            Bullets(title="Why", items=(text, "two")),
            Contents(title="Contents"),
            Heading(text="Workloads", level=1, new_page=True),
            Table(
                head=("Workload", "Verdict"),
                widths=(3, 1),
                rows=((Cell(text=text, note="high"), Cell(text="safe", verdict="safe")),),
            ),
        ),
    )


def test_all_of_it_is_there() -> None:
    found = docx.Document(io.BytesIO(written(document("text"))))

    texts = [each.text for each in found.paragraphs if each.text.strip()]
    assert texts == ["Report text", "Decision", "text", "Why", "text", "two", "Workloads"]
    (table,) = found.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Workload", "Verdict"],
        ["text\nhigh", "safe"],
    ]
    assert found.core_properties.title == "Report text"
    assert f"{found.core_properties.created:%Y-%m-%d}" == "2027-03-01"


def test_the_same_document_gives_the_same_bytes_at_any_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = written(document("text"))
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))

    assert written(document("text")) == first


def test_hostile_text_is_text() -> None:
    data = written(document(HOSTILE))
    parts = zipfile.ZipFile(io.BytesIO(data))
    page = parts.read("word/document.xml").decode()

    assert "w:fldSimple" not in page
    assert "w:instrText" not in page
    assert "w:hyperlink" not in page
    assert not any("vbaProject" in name for name in parts.namelist())
    shown = docx.Document(io.BytesIO(data)).paragraphs[2].text
    assert shown.startswith("a\\x00\\x1b]0;x\\x07U+FFFE\\ud800\\u202e <w:r/> {DDEAUTO")


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        ("2027-03-01T23:30:00", "2027-03-01 23:30"),
        ("2027-03-01T23:30:00-02:00", "2027-03-02 01:30"),
        ("0001-01-01T00:00:00+14:00", "1980-01-01 00:00"),
    ],
)
def test_its_date_does_not_depend_on_where_it_is_written(date: str, kept: str) -> None:
    found = docx.Document(io.BytesIO(written(document("text", date=date))))

    assert f"{found.core_properties.created:%Y-%m-%d %H:%M}" == kept


def test_a_date_that_is_none_is_the_first_of_all() -> None:
    found = docx.Document(io.BytesIO(written(document("text", date=""))))

    assert f"{found.core_properties.created:%Y-%m-%d}" == "1980-01-01"


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(UsageError) as raised:
        written(document("text"))

    assert raised.value.hint == install_command("docx")
