"""Read the rows of a spreadsheet (.xlsx): a header and one case per row, as a person sees them.

It uses openpyxl, which the extra `tables` installs. Formulas are read as their saved results.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import Any

from portcheck.config.problems.quoting import quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.reading.rows import Row
from portcheck.config.reading.typed_values import extra, plain
from portcheck.config.reading.yaml_loader import UnreadableError
from portcheck.model.numbers import listing

MAX_BYTES = 100_000_000
"""Most bytes of the file's content, decompressed."""
_MAX_RATIO = 200
"""Largest compression ratio of a large file; spreadsheets reach 50."""
_LARGE = 10_000_000
_MOST_PARTS = 10_000
_LOOKED_AT = 100
"""Number of rows that are searched for content to see whether a sheet is empty."""
_OLD = b"\xd0\xcf\x11\xe0"
_RESAVE = "open it in a spreadsheet program, and save it as .xlsx again"

_MERGED = re.compile(rb"mergeCell ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_MOST_CELLS = 5_000_000
_PIECE = 1 << 20


def sheet_rows(path: Path, sheet: str | None) -> Iterator[Row | UnreadableError | list[str]]:
    """Yield the columns, then the rows and the errors of unreadable rows.

    Args:
        path: the file.
        sheet: name of the sheet; `None`: the only one that is not empty.

    Raises:
        UnreadableError: it is not such a file, is too large, or several sheets are possible.
    """
    openpyxl = extra("openpyxl", ".xlsx")
    _require_moderate(path)
    try:
        with warnings.catch_warnings(), ExitStack() as opened:
            warnings.simplefilter("ignore")  # about features that do not matter here

            def load(**options: bool) -> Any:
                book = openpyxl.load_workbook(path, read_only=True, **options)
                opened.callback(book.close)
                return book

            book = load(data_only=True)
            name = _chosen(book, sheet)

            def formulas() -> Any:
                return load()[name]

            yield from _Sheet(book[name], formulas, name).rows()
    except UnreadableError:
        raise
    except Exception as exc:  # a damaged file can raise anything
        raise UnreadableError(0, 0, "not a spreadsheet that can be read", _RESAVE) from exc


def _require_moderate(path: Path) -> None:
    """Raise UnreadableError if a file is not .xlsx or would decompress to too much."""
    with path.open("rb") as handle:
        if handle.read(4) == _OLD:
            hint = "remove the password, or save the file as .xlsx"
            raise UnreadableError(0, 0, "an old .xls file, or one with a password", hint)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if any(_has_doctype(archive, part) for part in parts[:_MOST_PARTS]):
                raise UnreadableError(
                    0, 0, "it declares entities, which no spreadsheet does", _RESAVE
                )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as exc:
        raise UnreadableError(0, 0, "not an .xlsx file", _RESAVE) from exc
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if size > MAX_BYTES or len(parts) > _MOST_PARTS:
        limit = f"larger than {MAX_BYTES // 1_000_000} MB when decompressed"
        raise UnreadableError(0, 0, limit, "split it, or save the sheet as CSV")
    if size > _LARGE and size > _MAX_RATIO * packed:
        raise UnreadableError(0, 0, "compressed more than any spreadsheet", _RESAVE)


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as handle:
        begin = handle.read(64_000)
        return any(word in begin for word in _DOCTYPES)


def _chosen(book: Any, sheet: str | None) -> str:
    names = [one.title for one in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            raise UnreadableError(
                0, 0, f"there is no sheet {quote(sheet)}", spelling_hint(sheet, names)
            )
        return sheet
    filled = [one.title for one in book.worksheets if _holds_something(one)]
    if len(filled) > 1:
        shown = listing([quote(name) for name in filled])
        raise UnreadableError(0, 0, f"several sheets hold something: {shown}", "write sheet: NAME")
    if not names:
        raise UnreadableError(0, 0, "the file has no sheet", _RESAVE)
    return str(filled[0] if filled else names[0])


def _holds_something(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=_LOOKED_AT, values_only=True)
    return any(value is not None for row in rows for value in row)


class _Sheet:
    """One sheet, read with results and with formulas."""

    def __init__(self, sheet: Any, formulas: Callable[[], Any], name: str) -> None:
        sheet.reset_dimensions()  # some writers state wrong ones
        self.sheet = sheet
        self.formulas = formulas
        self.name = name
        self.header: dict[int, str] = {}
        """Column (from 1) to its name."""
        self.tall: dict[tuple[int, int], int] = {}
        """Row and column of a cell merged over rows below to the last of these rows."""
        self.wide: dict[tuple[int, int], int] = {}
        """Row and column of a cell merged over columns to the last of these columns."""
        ranges, self.calculates = beside_values(sheet)
        for left, top, right, bottom in ranges:
            (self.tall if left == right else self.wide)[top, left] = bottom

    def rows(self) -> Iterator[Row | UnreadableError | list[str]]:
        """Yield the columns, then the rows."""
        covering: dict[int, tuple[int, Any]] = {}
        left = _MOST_CELLS
        pairs = zip(self.sheet.iter_rows(), self._written(), strict=False)
        for number, (cells, formulas) in enumerate(pairs, start=1):
            left -= len(cells) + 1
            if left < 0:
                raise UnreadableError(0, 0, "holds too many cells", "remove empty ones, or use CSV")
            values: dict[int, Any] = {}
            wrong = []
            for column, cell in enumerate(cells, start=1):
                formula = formulas[column - 1] if column <= len(formulas) else None
                if formula is None and cell.value is None:
                    continue
                try:
                    value = self._value(cell, formula)
                except _CellError as exc:
                    wrong.append(self._problem(number, column, exc.message, exc.hint))
                    continue
                if value is not None and (not isinstance(value, str) or value.strip()):
                    values[column] = value
                    if (number, column) in self.wide:
                        message = "is merged with cells beside it"
                        wrong.append(self._problem(number, column, message, "unmerge it"))
                if (number, column) in self.tall:
                    covering[column] = self.tall[number, column], value
            if values or wrong:
                shown = {
                    column: value for column, (last, value) in covering.items() if number <= last
                }
                yield from wrong or self._read(shown | values, number)

    def _written(self) -> Iterator[Sequence[Any]]:
        """Yield the rows with formulas instead of results; empty ones if there are no formulas."""
        if not self.calculates:
            return repeat(())
        sheet = self.formulas()
        sheet.reset_dimensions()
        rows: Iterator[Sequence[Any]] = sheet.iter_rows()
        return rows

    def _read(
        self, values: dict[int, Any], number: int
    ) -> Iterator[Row | UnreadableError | list[str]]:
        """Read a row that is not empty; the first one is the header."""
        if self.header:
            yield self._row(values, number)
        else:
            yield from self._read_header(values, number)

    def _value(self, cell: Any, formula: Any) -> Any:
        value = cell.value
        if value is None and getattr(formula, "data_type", "") == "f":
            raise _CellError("holds a formula without a saved result", _RESAVE)
        if getattr(cell, "data_type", "") == "e":
            raise _CellError(f"holds the error {quote(value)}", "correct it, or empty the cell")
        return plain(value)

    def _read_header(
        self, values: dict[int, Any], number: int
    ) -> Iterator[UnreadableError | list[str]]:
        names: dict[str, int] = {}
        for column, value in values.items():
            name = str(value).strip()
            if name in names:
                message = f"is a second column named {quote(name)}"
                yield self._problem(number, column, message, "rename one")
            names.setdefault(name, column)
        self.header = {column: name for name, column in names.items()}
        yield list(names)

    def _row(self, values: dict[int, Any], number: int) -> Row | UnreadableError:
        nameless = [column for column in values if column not in self.header]
        if nameless:
            message = "holds a value in a column without a name"
            return self._problem(
                number, nameless[0], message, "give the column a name in its header"
            )
        return Row(number, {name: values.get(column, "") for column, name in self.header.items()})

    def _problem(self, row: int, column: int, message: str, hint: str) -> UnreadableError:
        place = f"sheet {quote(self.name)}, cell {letters(column)}{row}"
        return UnreadableError(row, column, f"{place}: it {message}", hint)


def beside_values(sheet: Any) -> tuple[list[tuple[int, int, int, int]], bool]:
    """The merged ranges of a sheet, and whether it has formulas.

    A range is its left, top, right and bottom.
    """
    ranges: list[tuple[int, int, int, int]] = []
    formulas, rest = False, b""
    with sheet.parent._archive.open(sheet._worksheet_path) as source:  # noqa: SLF001  # no other way
        while piece := source.read(_PIECE):
            rest += piece
            formulas = formulas or _FORMULA.search(rest) is not None
            end = 0
            for found in _MERGED.finditer(rest):
                left, top, right, bottom = found.groups()
                ranges.append((number_of(left), int(top), number_of(right), int(bottom)))
                end = found.end()
            rest = rest[max(end, len(rest) - 100) :]
    return ranges, formulas


def number_of(column: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    found = 0
    for letter in column:
        found = found * 26 + letter - ord("A") + 1
    return found


class _CellError(Exception):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
