"""Cells of tables, and of what is inserted into one, stand under their headings."""

from __future__ import annotations

from portcheck.imports.redaction.cues.columns import cells


def test_cells_stand_under_their_headings() -> None:
    table = "| id | name |\n|---|---|\n| 17 | Lamp |\n\nend\n"
    assert [(one.heading, table[one.start : one.end]) for one in cells(table)] == [
        ("id", "17"),
        ("name", "Lamp"),
    ]
    written = "INSERT INTO people (name, tax_id) VALUES ('Lamp', '8841-2')"
    assert [(one.heading, written[one.start : one.end]) for one in cells(written)] == [
        ("name", "Lamp"),
        ("tax_id", "8841-2"),
    ]
    assert not [*cells("a, b\nno table here\n")]
