"""The blocks of a document: headings, paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.visible_text import one_line
from portcheck.reports.chart import IntervalChart

_HEAD = 80
"""Most characters of a column's heading."""


class Cell(Struct, frozen=True, kw_only=True):
    """One cell of a table."""

    text: str
    verdict: VerdictName | None = None
    """Set if the text is a verdict, which may be shown with its sign and colour."""
    strong: bool = False
    """Set in bold, as readers look for it."""
    note: str = ""
    """A few smaller words below the text."""
    chart: IntervalChart | None = None
    """A drawing of the same content; `None` if nothing can be drawn."""


class Heading(Struct, frozen=True, kw_only=True, tag_field="kind", tag="heading"):
    """The title of the blocks that follow."""

    text: str
    level: int
    """1 for a part and 2 for a section, both in the table of contents; 3 is not."""
    new_page: bool = False


class Paragraph(Struct, frozen=True, kw_only=True, tag_field="kind", tag="paragraph"):
    """One paragraph."""

    text: str
    leading: bool = False
    """Set larger, because it is most important."""


class Bullets(Struct, frozen=True, kw_only=True, tag_field="kind", tag="bullets"):
    """A list under a few words in bold."""

    title: str
    items: tuple[str, ...]


class Table(Struct, frozen=True, kw_only=True, tag_field="kind", tag="table"):
    """A table with one row of headings, which is repeated on every page."""

    head: tuple[str, ...]
    widths: tuple[float, ...]
    """Widths of its columns, relative to each other."""
    rows: tuple[tuple[Cell, ...], ...]
    about: str = ""
    """Description for screen readers; "" if the text before it is enough."""
    to_fill: bool = False
    """Make the rows high, because people write into the table by hand."""


class Contents(Struct, frozen=True, kw_only=True, tag_field="kind", tag="contents"):
    """The list of headings with their pages."""

    title: str


Block = Heading | Paragraph | Bullets | Table | Contents


class Document(Struct, frozen=True, kw_only=True):
    """A whole document."""

    title: str
    running: str
    """Text on every page."""
    date: str
    """End of the run, ISO 8601."""
    blocks: tuple[Block, ...]


def bullets(title: str, items: Sequence[str]) -> tuple[Bullets, ...]:
    """Make a list, or nothing if it is empty."""
    return (Bullets(title=title, items=tuple(items)),) if items else ()


def heads(*texts: str) -> tuple[str, ...]:
    """Put headings of columns on one line each, as they are repeated on every page."""
    return tuple(one_line(text, _HEAD) for text in texts)


def cells(*texts: str) -> tuple[Cell, ...]:
    """Make a row of plain cells."""
    return tuple(Cell(text=text) for text in texts)
