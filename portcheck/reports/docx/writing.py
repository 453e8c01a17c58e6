"""Write a document as Office Open XML with python-docx and its own template.

Text stays plain text: it never becomes a field, a link or a macro. Drawings are left out, since the
numbers are given too; so is the table of contents, which Word makes from the headings.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

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
)
from portcheck.reports.pdf.glyphs import displayed

_WIDTH_CM = 17.0
"""Width of A4 without its margins."""
_NO_XML = re.compile("[\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date of a ZIP archive, used so that the same document gives the same bytes."""


def _library() -> Any:
    try:
        import docx  # noqa: PLC0415  # an optional extra
        import docx.oxml  # noqa: PLC0415
        import docx.oxml.ns  # noqa: PLC0415
        import docx.shared  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "Word documents are written with python-docx, which is not installed",
            hint=install_command("docx"),
        ) from None
    return docx


def written(document: Document) -> bytes:
    """Write the file.

    Raises:
        UsageError: python-docx is not installed.
    """
    library = _library()
    word = library.Document()
    _set_up(library, word, document)
    word.add_heading(_text(document.title), 0)
    for block in document.blocks:
        _add(library, word, block)
    stream = io.BytesIO()
    word.save(stream)
    return _undated(stream)


def _set_up(library: Any, word: Any, document: Document) -> None:
    """Set up page, header, footer and properties."""
    centimetres = library.shared.Cm
    (section,) = word.sections
    section.page_width, section.page_height = centimetres(21.0), centimetres(29.7)
    section.left_margin = section.right_margin = centimetres((21.0 - _WIDTH_CM) / 2)
    section.header.paragraphs[0].text = _text(document.running)
    footer = section.footer.paragraphs[0]
    footer.text = f"{_text(document.title)}, page "
    field = library.oxml.OxmlElement("w:fldSimple")
    field.set(library.oxml.ns.qn("w:instr"), "PAGE")
    footer._p.append(field)  # noqa: SLF001  # fields have no other way in
    known = word.core_properties
    known.title, known.author, known.comments = _text(document.title)[:255], "portcheck", ""
    known.created = known.modified = _moment(document.date)
    known.last_modified_by, known.revision = "portcheck", 1


def _moment(date: str) -> datetime:
    try:
        found = datetime.fromisoformat(date)
        return (found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return datetime(*_EPOCH[:3])  # noqa: DTZ001  # python-docx takes naive times


def _add(library: Any, word: Any, block: Block) -> None:
    match block:
        case Heading():
            if block.new_page:
                word.add_page_break()
            word.add_heading(_text(block.text), block.level)
        case Paragraph():
            word.add_paragraph(_text(block.text), style="Subtitle" if block.leading else None)
        case Bullets():
            if block.title:
                title = word.add_paragraph()
                title.add_run(_text(block.title)).bold = True
                title.paragraph_format.keep_with_next = True
            for item in block.items:
                word.add_paragraph(_text(item), style="List Bullet")
        case Table():
            _add_table(library, word, block)
        case Contents():
            pass


def _add_table(library: Any, word: Any, block: Table) -> None:
    table = word.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, block.head, strict=True):
        cell.paragraphs[0].add_run(_text(head)).bold = True
    repeated = library.oxml.OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  # no other way in
    for row in block.rows:
        for cell, given in zip(table.add_row().cells, row, strict=True):
            _fill(library, cell.paragraphs[0], given)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = library.shared.Cm(_WIDTH_CM * share / sum(block.widths))
    word.add_paragraph()


def _fill(library: Any, paragraph: Any, cell: Cell) -> None:
    run = paragraph.add_run(_text(cell.text))
    run.bold = cell.strong or cell.verdict is not None
    run.font.size = library.shared.Pt(9)
    if cell.note:
        note = paragraph.add_run(f"\n{_text(cell.note)}")
        note.font.size = library.shared.Pt(8)


def _text(text: str) -> str:
    return _NO_XML.sub(lambda found: f"U+{ord(found[0]):04X}", displayed(text))


def _undated(stream: io.BytesIO) -> bytes:
    """Copy an archive without the times at which its files were written."""
    found = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(found, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return found.getvalue()
