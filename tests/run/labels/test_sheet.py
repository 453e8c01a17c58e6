"""The labelling sheet: blind, harmless in a spreadsheet, and exact about mistakes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from review_runs import JUDGE, PREFER, REFUSAL, answered, plan_of

from portcheck.errors import ConfigError
from portcheck.run.labels.queue import EVERYTHING, Scope
from portcheck.run.labels.review_session import Review
from portcheck.run.labels.sheet import COLUMNS, LONGEST_CELL, cell, read_sheet, sheet


@pytest.fixture
def review(tmp_path: Path) -> Review:
    plan = plan_of({"c0": (JUDGE,), "c1": (PREFER,)})
    texts = {"old": ["=1+1", "Short."], "new": ['+cmd|" /C calc"!A0', "Long.\nTwo, lines."]}
    return Review(answered(tmp_path / "run", plan, texts), "Ana")


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def test_a_sheet_is_blind_and_runs_nothing(review: Review) -> None:
    content = sheet(review.items)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = table(content)
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 3
    for row in rows:
        assert all(not value.startswith(tuple("=+-@\t\r")) for value in row.values())
        assert not row["item"].isdecimal()
        text = repr({key: value for key, value in row.items() if key != "item"}).casefold()
        assert not any(word in text for word in ("candidate", "baseline", "random", "judge"))


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\n=1", "|x", "%0A=1", "\r=1", "\u00a0=1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell("plain = text") == "plain = text"
    assert len(cell("x" * 50_000)) < LONGEST_CELL + 100


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_labels_are_read_back(review: Review, delimiter: str) -> None:
    rows = table(sheet(review.items))
    for row in rows:
        row["label"] = "A" if row["answer B"] else " Pass "
    rows[0]["note"] = "D\u00e9j\u00e0 vu"
    found = read_sheet(written(rows, delimiter), "s.csv", review.items)
    assert [one.item for one in found] == list(review.items)
    for one in found:
        side = "candidate" if one.item.candidate_first else "baseline"
        assert one.label == (side if one.item.is_pair else "pass")
    assert (found[0].note, found[0].reviewer) == ("D\u00e9j\u00e0 vu", "")
    latin = read_sheet(written(rows, ";", "cp1252"), "s.csv", review.items)
    assert latin[0].note == "D\u00e9j\u00e0 vu"
    stated = b"sep=;\r\n" + written(rows, ";")
    assert read_sheet(stated, "s.csv", review.items)[0].note == "D\u00e9j\u00e0 vu"


def test_rows_without_a_label_are_passed_over_and_reviewers_are_read(review: Review) -> None:
    rows = [{**row, "reviewer": "Ben"} for row in table(sheet(review.items))]
    rows[1]["label"] = "unsure"
    (found,) = read_sheet(written(rows), "s.csv", review.items)
    assert (found.item, found.label, found.reviewer) == (review.items[1], "unsure", "Ben")


def test_a_sheet_keeps_why_it_asked_without_showing_it(tmp_path: Path) -> None:
    plan = plan_of({"c": (replace(REFUSAL, id="stated"),)})
    texts = {"old": ["Done."], "new": ["I'm sorry, but I can't help with that request."]}
    store = answered(tmp_path / "run", plan, texts)
    rows = [{**row, "label": "unsure"} for row in table(sheet(Review(store, "Ana").items))]
    whole = Review(store, "Ana", Scope(sample=0, flips=EVERYTHING)).everything
    assert {item.drawn for item in whole} == {"flip"}
    found = read_sheet(written(rows), "s.csv", whole)
    assert [one.item.drawn for one in found] == ["random", "random"]


def test_every_mistake_is_named_by_row_and_column(review: Review) -> None:
    rows = table(sheet(review.items))
    rows[0]["label"] = "excellent"
    rows[1]["label"], rows[1]["item"] = "pass", "i000"
    rows[2]["label"] = "pss" if not rows[2]["answer B"] else "C"
    with pytest.raises(ConfigError) as caught:
        read_sheet(written(rows), "s.csv", review.items)
    first, second, third = caught.value.problems
    assert (first.file, first.line, first.column) == ("s.csv", 2, 10)
    assert first.message.startswith("row 2, column J: 'excellent' is not a label")
    assert (second.line, second.column) == (3, 1)
    assert second.message.startswith("row 3, column A: this run has no item")
    assert (third.line, third.column) == (4, 10)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no column 'item'"),
        (b"item,answer\r\nx,y\r\n", "there is no column 'label'"),
        (b'item,label\r\n"x', "not a table"),
    ],
)
def test_what_is_no_sheet_is_refused(review: Review, content: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_sheet(content, "s.csv", review.items)
    assert message in caught.value.problems[0].message
