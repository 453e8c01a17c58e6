"""Read the rows of a Parquet file with pyarrow, which the extra `tables` installs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portcheck.config.reading.rows import Row
from portcheck.config.reading.typed_values import extra, plain
from portcheck.config.reading.yaml_loader import UnreadableError

MAX_BYTES = 200_000_000
"""Most bytes of all columns, decompressed."""
_TOGETHER = 500
_INDEX = "__index_level_"
"""Prefix of the index columns that pandas adds."""


def parquet_rows(path: Path) -> Iterator[Row | list[str]]:
    """Yield the columns, then the rows; a row's line is its number.

    Raises:
        UnreadableError: it is not a Parquet file, or too large.
    """
    parquet = extra("pyarrow.parquet", ".parquet")
    try:
        with parquet.ParquetFile(path) as file:
            about = file.metadata
            groups = range(about.num_row_groups)
            if sum(about.row_group(group).total_byte_size for group in groups) > MAX_BYTES:
                limit = f"larger than {MAX_BYTES // 1_000_000} MB when decompressed"
                raise UnreadableError(0, 0, limit, "split it, or leave out columns")  # noqa: TRY301
            columns = [name for name in file.schema_arrow.names if not name.startswith(_INDEX)]
            yield columns
            number = 0
            for batch in file.iter_batches(_TOGETHER, columns=columns, use_threads=False):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, {name: plain(value) for name, value in values.items()})
    except UnreadableError:
        raise
    except Exception as exc:  # a damaged file can raise anything
        raise UnreadableError(0, 0, "not a Parquet file that can be read", "save it again") from exc
