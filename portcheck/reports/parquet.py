"""Write verdicts and gates as Parquet with pyarrow, which the extra `parquet` installs."""

from __future__ import annotations

import io
from typing import Any

from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat
from portcheck.reports.gate_table import COLUMNS, rows


def render(report: RunReport) -> bytes:
    """Write the table of CSV with typed columns; one version of pyarrow gives the same bytes."""
    import pyarrow as pa  # noqa: PLC0415  # an extra, and slow to import
    from pyarrow import parquet  # noqa: PLC0415

    types: dict[str, Any] = {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
    }
    schema = pa.schema([pa.field(name, types[kind]) for name, kind in COLUMNS.items()])
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows(report)]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(found, schema=schema), out, compression="zstd")
    return out.getvalue()


REPORT = ReportFormat(
    name="parquet",
    suffix=".parquet",
    summary="A row for each gate of each verdict, with typed columns.",
    render=render,
    binary=True,
    module="pyarrow",
    extra="parquet",
)
