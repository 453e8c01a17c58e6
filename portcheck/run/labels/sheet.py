"""Write the queue as CSV, a blind labelling sheet, and read the filled-in sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from portcheck.config.reading.csv_rows import delimiter_of, says_delimiter, table_reader
from portcheck.errors import ConfigError, Problem
from portcheck.model.did_you_mean import did_you_mean
from portcheck.run.labels.item_text import item_view, offered_choices, stored_label
from portcheck.run.labels.queue import Item, as_exported
from portcheck.run.labels.review_session import LONGEST_NOTE

COLUMNS = (
    *("item", "workload", "system", "question", "answer", "answer B", "task", "check"),
    *("choices", "label", "note"),
)
LONGEST_CELL = 32_000
"""Largest number of characters of a cell; spreadsheets accept 32,767."""
_CUT = " [cut: open the page to read all of it]"
_FORMULA = re.compile(r"[=+\-@\t\r\n|%]|\s+[=+\-@]")
"""First characters of cells that a spreadsheet may run as a formula."""


class SheetLabel(Struct, frozen=True, kw_only=True):
    """One label of a filled-in sheet."""

    item: Item
    label: str
    """The stored label."""
    note: str
    reviewer: str
    """Name of the reviewer; "" if the sheet has none."""


def sheet(items: Sequence[Item]) -> bytes:
    """The sheet as CSV, in UTF-8 with a byte order mark; no cell can become a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in items:
        seen = item_view(item)
        answers = [text for _, text in seen.answers]
        writer.writerow(
            [
                item.id,
                *map(
                    cell,
                    (
                        item.workload,
                        seen.system,
                        seen.question,
                        answers[0],
                        answers[1] if item.is_pair else "",
                        seen.task,
                        "\n".join(f"{title}: {text}" for title, text in seen.beside),
                        "\n".join(f"{each.label}: {each.words}" for each in seen.choices),
                    ),
                ),
                "",
                "",
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def cell(text: str) -> str:
    """The text of a cell, which no spreadsheet runs as a formula; a long text is cut."""
    if len(text) > LONGEST_CELL:
        text = text[:LONGEST_CELL] + _CUT
    return f"'{text}" if _FORMULA.match(text) else text


def read_sheet(content: bytes, file: str, items: Sequence[Item]) -> tuple[SheetLabel, ...]:
    """The labels of a sheet; rows without a label are skipped.

    Args:
        content: CSV with commas, semicolons or tabs, in UTF-8 or Windows-1252.
        file: Name of the sheet in messages.
        items: All items that the run can have.

    Raises:
        ConfigError: With every mistake, by row and column of the spreadsheet.
    """
    found, problems = list[SheetLabel](), list[Problem]()
    for each in _rows(_decoded(content), file, as_exported(items)):
        if isinstance(each, SheetLabel):
            found.append(each)
        else:
            problems.append(each)
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(found)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str, file: str, items: Mapping[str, Item]) -> Iterator[SheetLabel | Problem]:
    try:
        delimiter = delimiter_of(text)
        table = list(table_reader(text, delimiter))
    except csv.Error as exc:
        yield _mistake(file, 1, 1, f"this is not a table of cells: {exc}", "save it as CSV")
        return
    top = 1 if table and says_delimiter(table[0], delimiter) else 0
    head = [name.strip().casefold() for name in table[top]] if len(table) > top else []
    lacking = [name for name in ("item", "label") if name not in head]
    if lacking:
        hint = "fill in the sheet from --export, and keep its first row"
        yield _mistake(file, 1, 1, f"there is no column {lacking[0]!r}", hint)
        return
    for number, row in enumerate(table[top + 1 :], start=top + 2):
        cells = dict(zip(head, (value.strip() for value in row), strict=False))
        if cells.get("label"):
            yield _filled(cells, head, number, file, items)


def _filled(
    cells: Mapping[str, str], head: Sequence[str], row: int, file: str, items: Mapping[str, Item]
) -> SheetLabel | Problem:
    item = items.get(cells.get("item", "").lstrip("'"))
    if item is None:
        message = f"this run has no item with the id {cells.get('item', '')[:40]!r}"
        hint = "name the run that the sheet was made from; its answers must be the same"
        return _mistake(file, row, head.index("item") + 1, message, hint)
    given = cells["label"].lstrip("'")
    labels = {each.label.casefold(): each.label for each in offered_choices(item)}
    stored = stored_label(item, labels.get(given.casefold(), given))
    if stored is None:
        hint = did_you_mean(given, tuple(labels.values())) or f"one of {', '.join(labels.values())}"
        message = f"{given[:40]!r} is not a label for this answer"
        return _mistake(file, row, head.index("label") + 1, message, hint)
    return SheetLabel(
        item=item,
        label=stored,
        note=cells.get("note", "")[:LONGEST_NOTE],
        reviewer=cells.get("reviewer", "").lstrip("'"),
    )


def _mistake(file: str, row: int, column: int, message: str, hint: str) -> Problem:
    return Problem(
        file=file,
        line=row,
        column=column,
        pointer="",
        severity="error",
        message=f"row {row}, column {_letters(column)}: {message}",
        hint=hint,
    )


def _letters(column: int) -> str:
    """The name of a column in spreadsheets: A, B, ..., AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
