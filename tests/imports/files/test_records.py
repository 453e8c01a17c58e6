"""Files in other encodings and packings are read, or it is said what to do with them."""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
from pathlib import Path

import pytest

from portcheck.imports.exchange import Skipped
from portcheck.imports.files.record import Record
from portcheck.imports.files.records import records

LINE = '{"model": "m", "text": "Grüße"}'


def read(folder: Path, raw: bytes) -> list[Record | Skipped]:
    log = folder / "log.jsonl"
    log.write_bytes(raw)
    return list(records(log, "log.jsonl"))


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("mark", "encoding", "said"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
        (b"", "utf-16-le", "UTF-16LE"),
        (b"", "utf-16-be", "UTF-16BE"),
        (b"", "utf-32-le", "UTF-32LE"),
        (b"", "utf-32-be", "UTF-32BE"),
    ],
)
def test_another_encoding_is_named_with_the_command_that_converts_it(
    tmp_path: Path, mark: bytes, encoding: str, said: str, packed: type[bytes]
) -> None:
    (found,) = read(tmp_path, packed(mark + f"{LINE}\n{LINE}\n".encode(encoding)))
    assert isinstance(found, Skipped)
    assert found.reason == (f"is {said}, not UTF-8; convert it: iconv -f {said} -t UTF-8 OLD > NEW")


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_the_mark_of_utf_8_and_gzip_are_read(tmp_path: Path, packed: type[bytes]) -> None:
    (found,) = read(tmp_path, packed(codecs.BOM_UTF8 + LINE.encode()))
    assert isinstance(found, Record)
    assert found.raw.decode() == LINE


@pytest.mark.parametrize(
    ("raw", "command"),
    [
        (bz2.compress(LINE.encode()), "bunzip2"),
        (lzma.compress(LINE.encode()), "unxz"),
        (b"PK\x03\x04" + b"x" * 20, "unpack it"),
        (b"PAR1" + b"x" * 20, "JSON Lines"),
    ],
)
def test_another_packing_is_named_with_what_to_do(tmp_path: Path, raw: bytes, command: str) -> None:
    (found,) = read(tmp_path, raw)
    assert isinstance(found, Skipped)
    assert command in found.reason
