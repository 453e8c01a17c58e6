"""Archives have one form: the same files the same bytes, and nothing beside them."""

from __future__ import annotations

import stat
import struct
import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from portcheck.errors import UsageError
from portcheck.evidence.archive import pack, read_archive, unpack
from portcheck.evidence.manifest import sha256

FILES = {"run/plan.json": b"{}\n", "manifest.sha256": b"", "reports/report.md": b"# hello\n"}


def other(files: Mapping[str, bytes], **how: int) -> bytes:
    """The same files as another program packs them."""
    out = BytesIO()
    with ZipFile(out, "w", how.get("compression", ZIP_STORED)) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = how.get("compression", ZIP_STORED)
            entry.external_attr = how.get("mode", stat.S_IFREG | 0o600) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def test_the_same_files_are_the_same_bytes_in_any_order_and_for_good() -> None:
    packed = pack(FILES)
    assert packed == pack(dict(reversed(FILES.items())))
    assert unpack(packed).files == FILES
    assert unpack(packed).faults == ()
    # Of any Python: bundles that were written by one are checked by another.
    assert sha256(packed)[:16] == "eeaacefcff2db67c"


def test_every_byte_counts() -> None:
    packed = pack(FILES)
    for place in range(len(packed)):
        changed = bytearray(packed)
        changed[place] ^= 0x10
        found = unpack(bytes(changed))
        assert found.faults or found.files != FILES, place
    for cut in (0, 1, len(packed) // 2, len(packed) - 1):
        assert unpack(packed[:cut]).faults
    for longer in (packed + b"\0", b"#!/bin/sh\n" + packed):
        assert unpack(longer).faults


def test_nothing_is_compressed_so_that_nothing_grows() -> None:
    bomb = other({"run/samples.jsonl": b"0" * 3_000_000}, compression=ZIP_DEFLATED)
    assert len(bomb) < 20_000
    found = unpack(bomb)
    assert found.files == {}
    assert "compressed" in found.faults[0]


@pytest.mark.parametrize(
    "name",
    ["../up.json", "/etc/passwd", "run/../../x", "C:/x", "a//b", "run/", "A.json", "a\\b", ""],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    found = unpack(other({name or ".": b"x"}))
    assert found.files == {}
    assert found.faults


def test_links_are_refused() -> None:
    found = unpack(other({"run/plan.json": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777))
    assert found.files == {}
    assert found.faults == ("run/plan.json is a link",)


def test_two_files_of_one_name_are_refused() -> None:
    out = BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a.json", b"1")
        archive.writestr("a.json", b"2")
    assert "it holds two files with the name" in unpack(out.getvalue()).faults[0]


def test_a_size_beyond_the_archive_is_refused() -> None:
    packed = bytearray(pack({"a.json": b"1"}))
    central = packed.index(b"PK\x01\x02")
    packed[central + 20 : central + 28] = struct.pack("<LL", 2**31, 2**31)
    found = unpack(bytes(packed))
    assert found.files == {}
    assert "larger than the archive" in found.faults[0]


def test_what_others_can_write_into_an_archive_is_found() -> None:
    plain = other({"a.json": b"1"}, mode=stat.S_IFREG | 0o4755)
    assert unpack(plain).faults
    out = BytesIO(pack({"a.json": b"1"}))
    with ZipFile(out, "a") as archive:
        archive.comment = b"signed by everybody"
    assert unpack(out.getvalue()).faults


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_of_ours_holds_nothing(content: bytes) -> None:
    assert unpack(content).files == {}


def test_a_file_that_cannot_be_read_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.zip: No such file"):
        read_archive(tmp_path / "gone.zip")
    with pytest.raises(UsageError, match="is a folder"):
        read_archive(tmp_path)
