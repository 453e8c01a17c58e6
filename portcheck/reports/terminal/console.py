"""Render text for a terminal of a given width with rich, and return it as a string.

Every string becomes a rich `Text`, so square brackets in an id or an answer are never read as
markup. Every string is first made visible, so it cannot control the terminal, or a service that
reads commands from the log of a job.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from types import MappingProxyType

from msgspec import Struct
from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.constrain import Constrain
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from portcheck.model.visible_text import inert_in_logs, one_line, visible

_MIN_WIDTH = 30
NARROW = 60
"""Columns below which side-by-side content is shown one below the other."""
_ANY_WIDTH = 100_000
_PROSE_WIDTH = 100
"""Columns after which running text is hard to read."""

_VERDICTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "safe": ("\u2713", "+", "bold green"),
        "conditional": ("\u25d0", "~", "bold yellow"),
        "unsafe": ("\u2715", "x", "bold red"),
        "inconclusive": ("?", "?", "bold magenta"),
    }
)
"""Sign, ASCII sign and style of each verdict; each is enough to tell verdicts apart."""
VERDICT_WIDTH = len("? inconclusive")
"""Columns of the longest verdict with its sign."""

_HEAD_LINE = "    \n    \n {0}{0} \n    \n    \n    \n    \n    \n"
_COLUMNS = "    \n  {1} \n{0}{0}{2}{0}\n  {1} \n{0}{0}{2}{0}\n{0}{0}{2}{0}\n  {1} \n    \n"


class Page(Struct, frozen=True, kw_only=True):
    """The settings of a page: width in columns, colour, and ASCII only."""

    width: int
    color: bool
    ascii: bool = False

    @property
    def columns(self) -> int:
        """The width in use, which is never too narrow to read."""
        return max(self.width, _MIN_WIDTH)

    def text(self, value: str, style: str = "") -> Text:
        """Make data of any length printable, with its lines kept and long words folded."""
        return Text(self._writable(visible(value)), style=style, overflow="fold")

    def line(self, value: str, style: str = "", limit: int = 400) -> Text:
        """Put data on one line of at most `limit` characters, folded if the page is narrower."""
        return Text(self._writable(one_line(value, limit)), style=style, overflow="fold")

    def verdict(self, name: str, *, loud: bool = False) -> Text:
        """Show a verdict with its sign and colour; anything else stays a plain line."""
        if name not in _VERDICTS:
            return self.line(name)
        sign, plain_sign, style = _VERDICTS[name]
        word = name.upper() if loud else name
        return Text(f"{plain_sign if self.ascii else sign} {word}", style=style)

    def prose(self, value: Text, indent: int = 0) -> RenderableType:
        """Indent running text, and limit it to a readable width."""
        body = Constrain(value, min(self.columns, _PROSE_WIDTH) - indent)
        return Padding(body, (0, 0, 0, indent), expand=False)

    def fill(self, items: Sequence[Text], indent: int) -> Iterator[RenderableType]:
        """Put as many items on a line as fit, separated by semicolons, and never break an item."""
        width = min(self.columns, _PROSE_WIDTH) - indent
        line = Text(overflow="fold")
        for position, item in enumerate(items):
            part = item if position == len(items) - 1 else Text.assemble(item, ";")
            if line.plain and line.cell_len + 1 + part.cell_len > width:
                yield self.prose(line, indent)
                line = Text(overflow="fold")
            line = Text.assemble(line, " " if line.plain else "", part, overflow="fold")
        if line.plain:
            yield self.prose(line, indent)

    def bullet(self, value: str, style: str = "", indent: int = 2) -> RenderableType:
        """Format one item of a list."""
        text, room = self.text(value, style), min(self.columns, _PROSE_WIDTH) - indent
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        grid.add_column(overflow="fold", width=min(_width(text), room - len("- ")))
        grid.add_row("-", text)
        return Padding(Constrain(grid, room), (0, 0, 0, indent), expand=False)

    def head_line(self) -> Box:
        """The box of a table with only a line below its header."""
        return Box(_HEAD_LINE.format("-" if self.ascii else "\u2500"), ascii=self.ascii)

    def divided(self) -> Box:
        """The box of a table with lines between its columns and below its header."""
        marks = "-|+" if self.ascii else "\u2500\u2502\u253c"
        return Box(_COLUMNS.format(*marks), ascii=self.ascii)

    def listed(self, table: Table) -> Iterator[RenderableType]:
        """Yield a table; if the page is too narrow for it, its rows one below the other."""
        wanted = self._measured(table)
        if (wanted.minimum if self.columns >= NARROW else wanted.maximum) <= self.columns:
            yield table
            return
        heads = [str(column.header) for column in table.columns]
        for number, row in enumerate(zip(*(one.cells for one in table.columns), strict=True)):
            if number:
                yield Text("")
            yield self.prose(Text.assemble(_as_text(row[0]), style="bold", overflow="fold"))
            for head, cell in zip(heads[1:], map(_as_text, row[1:]), strict=True):
                if cell.plain not in {"", "-"}:
                    yield self.prose(Text.assemble(f"{head}: ", cell, overflow="fold"), 2)

    def render(self, parts: Iterable[RenderableType]) -> str:
        """Render the parts, one below the other, each with a newline at its end."""
        out = StringIO()
        console = self._console(out)
        for part in parts:
            console.print(part)
        text = out.getvalue()
        if self.color:
            return text
        return "".join(f"{line.rstrip()}\n" for line in text.split("\n")[:-1])

    def fits(self, table: Table, indent: int) -> bool:
        """Whether the indented table fits without folding any cell.

        Sets the widths of its columns, which rich would otherwise compute repeatedly.
        """
        for column in table.columns:
            column.width = max(map(_width, (column.header, *column.cells)))
        return self._measured(table).maximum <= self.columns - indent

    def _measured(self, table: Table) -> Measurement:
        console = self._console(StringIO())
        return console.measure(table, options=console.options.update(max_width=_ANY_WIDTH))

    def _writable(self, value: str) -> str:
        text = inert_in_logs(value)
        return text.encode("ascii", "backslashreplace").decode() if self.ascii else text

    def _console(self, out: StringIO) -> Console:
        return Console(
            file=out,
            width=self.columns,
            height=50,
            color_system="standard" if self.color else None,
            force_terminal=self.color,
            no_color=not self.color,
            force_jupyter=False,
            force_interactive=False,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )


def _width(cell: RenderableType) -> int:
    return max(map(cell_len, _as_text(cell).plain.split("\n")))


def _as_text(cell: RenderableType) -> Text:
    return cell if isinstance(cell, Text) else Text(str(cell))
