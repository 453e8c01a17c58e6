"""A document as PDF: the same bytes, tagged, readable, and nothing in it acts."""

from __future__ import annotations

import io
import sys
from typing import Any

import page
import pytest
from pypdf import PdfReader

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.reports.paper.blocks import (
    Block,
    Bullets,
    Cell,
    Contents,
    Document,
    Heading,
    Paragraph,
    Table,
    cells,
)
from portcheck.reports.pdf import typesetting
from portcheck.reports.pdf.fonts import BUNDLED

TYPST = (
    '#import "@preview/x:1.0.0": * #read("/etc/passwd") #eval("1+1") #sys.inputs $x^2$ *b* _i_'
    " `c` <label> @ref \\u{41} // note /* note */ https://a.example [x](y) = h"
)


def document(*blocks: Block, title: str = "Report") -> Document:
    return Document(
        title=title,
        running="Run r1",
        date="2027-03-01T02:11:42Z",
        blocks=(Heading(text="Decision", level=1), *blocks),
    )


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    text = " ".join(each.extract_text() for each in read(data).pages)
    return " ".join(text.split())


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No font of this machine is there."""
    monkeypatch.setattr(typesetting, "with_machine", lambda _families: BUNDLED)


EVERY_BLOCK = document(
    Paragraph(text="It can.", leading=True),
    Bullets(title="Why", items=("one", "two\nlines")),
    Table(
        head=("Workload", "Verdict"),
        widths=(2, 1),
        rows=((Cell(text="triage", note="high"), Cell(text="safe", verdict="safe")),),
    ),
    Contents(title="Contents"),
    Heading(text="Workloads", level=1, new_page=True),
    Heading(text="triage", level=2),
    Heading(text="a detail", level=3),
    Table(head=("Fact",), widths=(1,), rows=(cells("x"),) * 80),
)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert typesetting.typeset(EVERY_BLOCK) == typesetting.typeset(EVERY_BLOCK)


def test_it_conforms_to_pdf_ua_1() -> None:
    data = typesetting.typeset(EVERY_BLOCK)
    found = page.validate_pdf_bytes(data, profile="ua1")
    root: Any = read(data).trailer["/Root"]

    assert found.is_compliant, [failure.message for failure in found.failures]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_it_has_a_title_a_date_bookmarks_and_page_numbers() -> None:
    found = read(typesetting.typeset(EVERY_BLOCK))
    pages = len(found.pages)

    assert found.metadata is not None
    assert found.metadata.title == "Report"
    assert str(found.metadata.creation_date)[:10] == "2027-03-01"
    assert _titles(found.outline) == ["Decision", "Workloads", "triage"]
    assert pages > 2
    for number, each in enumerate(found.pages, 1):
        assert f"Page {number} of {pages}" in each.extract_text()
        assert number == 1 or "Fact" in each.extract_text()  # heads of tables are repeated


def _titles(outline: Any) -> list[str]:
    found: list[str] = []
    for each in outline if isinstance(outline, list) else [outline]:
        found += _titles(each) if isinstance(each, list) else [each.title]
    return found


def test_markup_is_only_ever_shown() -> None:
    data = typesetting.typeset(
        document(
            Paragraph(text=TYPST),
            Bullets(title=TYPST, items=(TYPST,)),
            Table(head=(TYPST,), widths=(1,), rows=(cells(TYPST),)),
            title=TYPST,
        )
    )

    assert words(data).replace(" ", "").count(TYPST.replace(" ", "")) >= 5
    assert not any("/Annots" in each for each in read(data).pages)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("中文", "U+4E2D U+6587"),
        ("สวัส", "U+0E2A U+0E27 U+0E31 U+0E2A"),
        ("\U0001f469\u200d\U0001f4bb", "U+1F469 U+200D U+1F4BB"),
        ("\ue000 \U0010fffd", "U+E000 U+10FFFD"),
        ("\ufffe", "U+FFFE"),
        ("\x07\u202e\ud800", "\\x07\\u202e\\ud800"),
    ],
)
def test_what_no_font_has_is_written_as_its_code_point(
    text: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(monkeypatch)

    found = words(typesetting.typeset(document(Paragraph(text=f"<{text}>"))))

    assert f"<{shown}>" in found


@pytest.mark.parametrize("text", ["مرحبا", "שלום", "привет", "ελληνικά", "naïve ½ ≤ → ✓"])
def test_what_the_bundled_fonts_have_is_shown(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(monkeypatch)

    found = words(typesetting.typeset(document(Paragraph(text=text))))

    assert "U+" not in found


def test_a_letter_without_a_glyph_beside_another_is_found_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "_lacking", lambda *_args: frozenset())

    assert "é U+4E2D" in words(typesetting.typeset(document(Paragraph(text="é 中"))))


def test_a_diagnostic_that_names_no_letter_leaves_ascii_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone(monkeypatch)
    monkeypatch.setattr(typesetting, "_refused", lambda _diagnostic: frozenset())

    assert "a U+4E2D" in words(typesetting.typeset(document(Paragraph(text="a 中"))))


def test_long_words_stay_on_the_page() -> None:
    long = "x" * 290
    name = "model-135m-2026-" * 5  # no line breaks between a hyphen and a number by itself
    data = typesetting.typeset(
        document(
            Paragraph(text=long),
            Bullets(title="t", items=(long,)),
            Table(head=("a", "b", "c"), widths=(1, 1, 8), rows=(cells(long, long, long),)),
            Table(head=("a", name), widths=(9, 1), rows=(cells("b", name),)),
        )
    )

    lines = [line for each in read(data).pages for line in each.extract_text().splitlines()]

    assert sum(line.count("x") for line in lines) == 5 * 290
    assert max(map(len, lines)) < 130


def test_a_heading_without_words_is_a_dash() -> None:
    assert "-" in words(typesetting.typeset(document(Heading(text="", level=2))))


def test_without_typst_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(UsageError) as raised:
        typesetting.typeset(EVERY_BLOCK)

    assert raised.value.hint == install_command("pdf")
