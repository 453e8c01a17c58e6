"""What a document is made of: headings, paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from portcheck.model.exit_plan import VerdictName
from portcheck.model.visible_text import one_line
from portcheck.reports.chart import IntervalChart

_HEAD = 80
"""Characters of a column's head."""


class Cell(Struct, frozen=True, kw_only=True):
    """One cell of a table."""

    text: str
    verdict: VerdictName | None = None
    """Set where the text is that word: it may be shown with its sign and colour."""
    strong: bool = False
    """It is what a reader looks for."""
    note: str = ""
    """A few smaller words below."""
    chart: IntervalChart | None = None
    """Says the same as the text; left out if nothing can be drawn."""


class Heading(Struct, frozen=True, kw_only=True, tag_field="kind", tag="heading"):
    """The title of what follows."""

    text: str
    level: int
    """1 for a part, 2 for a section; both stand in the contents. 3 does not."""
    new_page: bool = False


class Paragraph(Struct, frozen=True, kw_only=True, tag_field="kind", tag="paragraph"):
    """One paragraph."""

    text: str
    leading: bool = False
    """It says the most important thing, and is set larger."""


class Bullets(Struct, frozen=True, kw_only=True, tag_field="kind", tag="bullets"):
    """A list under a few words in bold type."""

    title: str
    items: tuple[str, ...]


class Table(Struct, frozen=True, kw_only=True, tag_field="kind", tag="table"):
    """A table with one row of heads, which is repeated on every page."""

    head: tuple[str, ...]
    widths: tuple[float, ...]
    """Of its columns, relative to each other."""
    rows: tuple[tuple[Cell, ...], ...]
    about: str = ""
    """What it shows, for people who hear it; "" if the words before it say so."""
    to_fill: bool = False
    """People write into it by hand: its rows are high."""


class Contents(Struct, frozen=True, kw_only=True, tag_field="kind", tag="contents"):
    """The list of headings with their pages."""

    title: str


Block = Heading | Paragraph | Bullets | Table | Contents


class Document(Struct, frozen=True, kw_only=True):
    """The whole of it."""

    title: str
    running: str
    """What stands on every page."""
    date: str
    """ISO 8601: when what it tells of ended."""
    blocks: tuple[Block, ...]


def bullets(title: str, items: Sequence[str]) -> tuple[Bullets, ...]:
    """The list, or nothing where it is empty."""
    return (Bullets(title=title, items=tuple(items)),) if items else ()


def heads(*texts: str) -> tuple[str, ...]:
    """Heads of columns on one line: they are repeated on every page."""
    return tuple(one_line(text, _HEAD) for text in texts)


def cells(*texts: str) -> tuple[Cell, ...]:
    """A row of plain cells."""
    return tuple(Cell(text=text) for text in texts)
