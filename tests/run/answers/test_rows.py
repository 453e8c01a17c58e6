from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portcheck.config.reading.rows import Row
from portcheck.errors import UsageError
from portcheck.run.answers.rows import Fields, choose_fields, one_answer_a_row, value_at

SOURCE = Path("log")


def rows(*values: dict[str, Any]) -> list[Row]:
    return [Row(number, value) for number, value in enumerate(values, start=2)]


def test_a_field_that_only_later_rows_have_is_found() -> None:
    found = choose_fields(
        rows(
            {"model": "a", "prompt": "p", "error": "x"}, {"model": "a", "prompt": "p", "text": ""}
        ),
        {},
        SOURCE,
    )
    assert found.names["answer"] == "text"
    assert found.names["error"] == "error"


def test_a_column_a_model_is_found_and_told() -> None:
    shared = {"reference answer": "x", "gpt_latency_ms": "3", "note": "n"}
    table = rows(
        {"id": "1", "question": "p", "gpt": "x", "claude": None, **shared},
        {"id": "2", "question": "q", "gpt": "y", "claude": "z", **shared},
    )
    fields = choose_fields(table, {}, SOURCE)
    assert fields.columns == ("gpt", "claude")
    assert fields.describe() == ["prompt <- question", "one provider per column <- gpt, claude"]
    found = [fields.of(row.values) for row in one_answer_a_row(table, fields)]
    assert [(row["prompt"], row["provider"], row["answer"]) for row in found] == [
        ("p", "gpt", "x"),
        ("q", "gpt", "y"),
        ("q", "claude", "z"),
    ]
    kept = choose_fields(
        rows({"prompt": "p", "a": "x", "b": "x", "c": "x"}), {}, SOURCE, kept=["b"]
    )
    assert kept.columns == ("a", "c")


def test_columns_can_be_named() -> None:
    table = rows(
        {"prompt": "p", "answer": "gold", "model": "x", "one": "1", "two": "2", "three": "3"}
    )
    fields = choose_fields(table, {}, SOURCE, columns=["one", "three"])
    assert fields.columns == ("one", "three")
    found = [fields.of(row.values)["answer"] for row in one_answer_a_row(table, fields)]
    assert found == ["1", "3"]
    with pytest.raises(UsageError, match="--answer-columns four: no row has that field"):
        choose_fields(table, {}, SOURCE, columns=["one", "four"])


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "p", "answer": "gold", "gpt": "x", "claude": "y"},
        {"prompt": "p", "model": "gpt", "said": "x", "meant": "y"},
        {"prompt": "p", "gpt": "x", "score": 3},
    ],
)
def test_what_may_mean_something_else_is_asked_for(row: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="which field holds the") as caught:
        choose_fields(rows(row), {}, SOURCE)
    assert "--answer-columns" in caught.value.hint


def test_bodies_of_an_api_are_sent_to_the_import_of_traffic() -> None:
    row: dict[str, object] = {"request": {"messages": []}, "response": {"choices": []}}
    with pytest.raises(UsageError, match="which field holds the prompt") as caught:
        choose_fields(rows(row), {}, SOURCE)
    assert "portcheck import traffic" in caught.value.hint


def test_a_row_an_answer_stays_as_it_is() -> None:
    table = rows({"model": "a", "prompt": "p", "text": "x"})
    assert one_answer_a_row(table, choose_fields(table, {}, SOURCE)) == table


def test_dots_lead_into_objects_and_lists() -> None:
    data = {"a": {"b": [{"c": 1}]}, "a.b": 2}
    assert value_at(data, "a.b.0.c") == 1
    assert value_at(data, "a.b") == 2
    assert value_at(data, "a.b.1.c") is None
    assert value_at(data, "a.x") is None
    assert Fields({"answer": "a.b.0.c"}).of(data) == {"answer": 1}
