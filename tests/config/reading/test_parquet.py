"""Parquet files: nested values, dates, decimals, what pandas adds; and files that are none."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portcheck.config.problems.document import Collector
from portcheck.config.reading.data_files import DataFile, read_data_file
from portcheck.config.reading.parquet import MAX_BYTES
from portcheck.errors import Problem
from portcheck.extras import install_command

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def write(path: Path, columns: dict[str, Any]) -> None:
    parquet.write_table(pyarrow.table(columns), path)


def read(path: Path) -> tuple[DataFile, list[Problem]]:
    problems = Collector()
    return read_data_file(path, path.name, problems), list(problems.sorted())


def test_values_are_those_of_json(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    said = [{"role": "user", "content": "Tea?"}]
    write(
        path,
        {
            "id": [1, 2],
            "n": [1.0, float("nan")],
            "amount": [Decimal("1.50"), Decimal("2.00")],
            "day": [date(2026, 3, 1), None],
            "at": [datetime(2026, 3, 1, 8, tzinfo=UTC), None],
            "said": [said, said],
            "ok": [True, False],
            "__index_level_0__": [7, 8],
        },
    )
    found, problems = read(path)
    assert problems == []
    assert found.columns == ("id", "n", "amount", "day", "at", "said", "ok")
    first, second = (row.values for row in found.rows)
    assert first == {
        "id": 1,
        "n": 1,
        "amount": 1.5,
        "day": "2026-03-01",
        "at": "2026-03-01T08:00:00+00:00",
        "said": said,
        "ok": True,
    }
    assert (second["n"], second["amount"], second["day"]) == (None, 2, None)
    assert [row.line for row in found.rows] == [1, 2]


def test_what_is_no_parquet_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    for data in (b"", b"id,q\n", b"PAR1" + b"\0" * 40 + b"PAR1"):
        path.write_bytes(data)
        _, (problem,) = read(path)
        assert problem.message == "not a Parquet file that can be read"


@pytest.mark.slow
def test_a_file_that_grows_beyond_bounds_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    plain = pyarrow.array(["x" * 1_000_000] * (MAX_BYTES // 1_000_000 + 1))
    parquet.write_table(pyarrow.table({"id": plain}), path, use_dictionary=False)
    assert path.stat().st_size < 20_000_000
    _, (problem,) = read(path)
    assert problem.message == "larger than 200 MB when decompressed"


def test_without_the_extra_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    write(path, {"id": [1]})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    _, (problem,) = read(path)
    assert problem.message == ".parquet files are read with pyarrow, which is not installed"
    assert problem.hint == install_command("tables")
