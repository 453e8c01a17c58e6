"""Logs of Inspect that are damaged."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from portcheck.errors import UsageError
from portcheck.run.foreign.archives import read_log

CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"


def _without_magic(data: bytearray) -> None:
    at = data.index(CENTRAL)
    data[at : at + 4] = b"XXXX"


def _of_a_later_version(data: bytearray) -> None:
    at = data.index(CENTRAL)
    data[at + 6 : at + 8] = struct.pack("<H", 99)


def _cut(data: bytearray) -> None:
    at = data.index(END)
    data[at + 16 : at + 20] = struct.pack("<I", 0xFFFFFF0)


def _with_other_bytes(data: bytearray) -> None:
    at = data.index(b"header.json") + len("header.json")
    data[at : at + 8] = b"\xff" * 8


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_without_magic, "the ZIP archive cannot be read"),
        (_of_a_later_version, "the ZIP archive cannot be read"),
        (_cut, "header.json cannot be unpacked"),
        (_with_other_bytes, "header.json cannot be unpacked"),
    ],
)
def test_a_damaged_archive_is_a_mistake_of_the_user(
    tmp_path: Path, damage: Callable[[bytearray], None], message: str
) -> None:
    path = tmp_path / "log.eval"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", '{"eval": {}}' * 50)
    data = bytearray(path.read_bytes())
    damage(data)
    path.write_bytes(data)
    with pytest.raises(UsageError, match=message) as caught:
        read_log(path)
    assert caught.value.hint == "convert the log: inspect log convert"
