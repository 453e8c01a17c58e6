"""Read logs of Inspect: a JSON file, or a ZIP archive that is read member by member."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.imports.suites.inspect_log import Log

MOST_MEMBER = 100_000_000
"""Most bytes of one member, unpacked."""
MOST_ALL = 2_000_000_000
"""Most bytes of all members that are read, unpacked."""
_ZSTANDARD = 93
"""Number of the compression method (APPNOTE.TXT of PKWARE, section 4.4.5)."""
_LOCAL = struct.Struct("<4s5H3I2H")
"""Header of a member, up to the lengths of its name and extra field."""
_WINDOW = 2**27
"""Most bytes that a frame may make the decompressor keep."""
_CONVERT = "convert the log: inspect log convert"
MOST_SAMPLES = 100_000
MOST_JSON = 1_000_000_000
"""Most bytes of a log that is one JSON file."""


def read_log(path: Path) -> Log:
    """A log with its header and its samples, which are unpacked one by one on demand.

    Raises:
        UsageError: there is no such file, or it is not a log of Inspect.
    """
    try:
        if zipfile.is_zipfile(path):
            return _from_archive(path)
        if path.stat().st_size > MOST_JSON:
            raise UsageError(f"{path}: larger than 1 GB", hint="convert it to the format eval")
        data = _json(path.read_bytes(), path)
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror or 'cannot be read'}") from exc
    if not isinstance(data, dict) or not isinstance(data.get("eval"), dict):
        raise _no_log(path)
    samples = data.get("samples")
    listed = samples if isinstance(samples, list) else []
    header = {key: value for key, value in data.items() if key != "samples"}
    return Log(
        str(path),
        header,
        # A sample that is not an object counts as an empty one, and is reported as such.
        ((str(path), one if isinstance(one, dict) else {}) for one in listed[: MOST_SAMPLES + 1]),
    )


def _no_log(path: Path) -> UsageError:
    return UsageError(
        f"{path}: this is not an Inspect log", hint="name a file that ends in .eval or .json"
    )


def _json(data: bytes, path: Path) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise _no_log(path) from None


def _from_archive(path: Path) -> Log:
    with _open(path) as archive:
        names = set(archive.namelist())
        first = "header.json" if "header.json" in names else "_journal/start.json"
        if first not in names:
            raise _no_log(path)
        header = _json(_member(archive, first, path), path)
    if not isinstance(header, dict) or not isinstance(header.get("eval"), dict):
        raise _no_log(path)
    return Log(str(path), header, _samples(path))


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except Exception as exc:  # a damaged archive can raise anything
        raise UsageError(f"{path}: the ZIP archive cannot be read", hint=_CONVERT) from exc


def _samples(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    left = MOST_ALL
    with _open(path) as archive:
        names = [
            name
            for name in archive.namelist()
            if name.startswith("samples/") and name.endswith(".json")
        ]
        for name in names[: MOST_SAMPLES + 1]:
            data = _member(archive, name, path)
            left -= len(data)
            if left < 0:
                raise UsageError(
                    f"{path}: its samples unpack to more than 2 GB", hint="split the log"
                )
            sample = _json(data, path)
            yield f"{path}/{name}", sample if isinstance(sample, dict) else {}


def _zstandard(member: zipfile.ZipInfo, path: Path) -> bytes:
    """The bytes of a member in Inspect's compression, which `zipfile` reads from Python 3.14 on.

    Raises:
        UsageError: the library that reads it is not installed.
        BadZipFile: the member is damaged.
    """
    try:
        import zstandard  # noqa: PLC0415  # an extra
    except ImportError as exc:
        raise UsageError(
            f"{path}: its samples are compressed with Zstandard",
            hint=f"{install_command('inspect')}, or {_CONVERT}",
        ) from exc
    with path.open("rb") as handle:
        handle.seek(member.header_offset)
        local = handle.read(_LOCAL.size)
        if len(local) < _LOCAL.size:
            raise zipfile.BadZipFile("cut")
        name_length, extra_length = _LOCAL.unpack(local)[-2:]
        handle.seek(name_length + extra_length, os.SEEK_CUR)
        packed = handle.read(min(member.compress_size, MOST_MEMBER))
    try:
        unpack = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        with unpack.stream_reader(io.BytesIO(packed)) as reader:
            return reader.read(MOST_MEMBER + 1)
    except zstandard.ZstdError as exc:
        raise zipfile.BadZipFile("not Zstandard") from exc


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """The bytes of a member: never more than allowed, even if the archive states another size.

    Raises:
        UsageError: the member is damaged or too large, or a library is missing.
    """
    try:
        if archive.getinfo(name).compress_type == _ZSTANDARD:
            data = _zstandard(archive.getinfo(name), path)
        else:
            with archive.open(name) as handle:
                data = handle.read(MOST_MEMBER + 1)
    except UsageError:
        raise
    except Exception as exc:  # a damaged member can raise anything
        raise UsageError(f"{path}: {name} cannot be unpacked", hint=_CONVERT) from exc
    if len(data) > MOST_MEMBER:
        raise UsageError(f"{path}: {name} unpacks to more than 100 MB", hint="split the log")
    return data
