"""Error messages for unreadable files of a run folder: where, why and what to do.

Within a record version fields are only added, and an unknown field may change what the others
mean. So a record of a newer portcheck is never half understood: it is refused, with a message that
names the newer version and does not call the file damaged.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypeVar

from msgspec import ValidationError

from portcheck import __version__
from portcheck.errors import StoreError
from portcheck.model.codec import decode_json
from portcheck.model.visible_text import one_line
from portcheck.run.store.durable_files import regular, reported
from portcheck.shell_words import file_word

T = TypeVar("T")
ZEROS = "zero bytes stand where text should, as a loss of power can leave them"
_LONGEST_RECORD = 2**24
"""Most bytes of run.json that are searched for a version."""
_LONGEST_REASON = 300
_WHAT_TO_DO = {
    "samples.jsonl": "`portcheck resume {run} --repair` asks again for what such lines held, and "
    "keeps the file as it is beside the new one",
    "scores.jsonl": "`portcheck score {run}` makes it again from the answers",
    "labels.jsonl": "correct or remove that line, and remove digests.json: the other labels stay "
    "as they are",
    "judgements.jsonl": "remove that line and digests.json; `portcheck resume {run}` asks "
    "again for what it held",
    "run.json": "`portcheck resume {run} --repair` writes it again from what else is known, and "
    "keeps the file as it is beside the new one",
    "plan.json": "put a copy of it back if there is one: without it nobody knows what the answers "
    "of this run are to; else begin a new run",
}


def damaged(path: Path, reason: str, line: int = 0) -> StoreError:
    """The error for a damaged file.

    Args:
        path: the file, in its run folder.
        reason: what is wrong.
        line: the line, 1-based; 0: the whole file.
    """
    place = f"{path}:{line}" if line else str(path)
    return StoreError(f"{place} is damaged: {one_line(reason, _LONGEST_REASON)}", hint=_hint(path))


def unreadable(path: Path, content: bytes, exc: ValueError, line: int = 0) -> StoreError:
    """The error for content that is not JSON or has the wrong structure.

    Args:
        path: the file, in its run folder.
        content: the unreadable line, or the whole file.
        exc: the error of its decoder.
        line: number of the line, 1-based; 0: the whole file.
    """
    if b"\0" in content:
        at = content.index(b"\0")
        return damaged(path, ZEROS, line or content.count(b"\n", 0, at) + 1)
    if isinstance(exc, ValidationError):
        newer = written_by_newer(path.parent)
        place = f"{path}:{line or 1}"
        if newer:
            return StoreError(
                f"{place} was written by a newer portcheck, {newer} (this is {__version__}), and "
                f"cannot be read by this one: {one_line(str(exc), _LONGEST_REASON)}",
                hint=f"update portcheck to {newer} or later",
            )
        return damaged(path, str(exc), line or 1)
    row, column = _position(content, exc)
    what = exc.msg if isinstance(exc, json.JSONDecodeError) else str(exc)
    return damaged(path, f"{what}, column {column}" if column else what, line or row)


def decoded(kind: type[T], content: bytes, path: Path, line: int = 0) -> T:
    """Decode a file or one line of it. Raises StoreError if it is unreadable."""
    try:
        return decode_json(kind, content)
    except ValueError as exc:
        raise unreadable(path, content, exc, line) from exc


def require_no_zeros(path: Path, handle: int) -> None:
    """Raise StoreError if a file contains a zero byte, which text never does.

    The file is read in blocks: it may be all zeros and larger than memory.
    """
    with reported(path), os.fdopen(handle, "rb", closefd=False) as stream:
        line = 1
        while block := stream.read(2**20):
            at = block.find(b"\0")
            if at >= 0:
                raise damaged(path, ZEROS, line + block.count(b"\n", 0, at))
            line += block.count(b"\n")
        stream.seek(0)


def written_by_newer(folder: Path) -> str:
    """The portcheck version that wrote a run folder; "" unless it is newer than this one."""
    try:
        with os.fdopen(regular(folder / "run.json"), "rb") as stream:
            record = json.loads(stream.read(_LONGEST_RECORD))
    except (OSError, ValueError, RecursionError):
        return ""
    stated = record.get("portcheck_version") if isinstance(record, dict) else None
    return one_line(stated, 40) if isinstance(stated, str) and _is_newer(stated) else ""


def _is_newer(stated: str) -> bool:
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - only after a fault

    try:
        return Version(Version(stated).public) > Version(Version(__version__).public)
    except InvalidVersion:
        return False


def _position(content: bytes, exc: ValueError) -> tuple[int, int]:
    """Line and column, 1-based; the column is 0 if the error does not state it."""
    if isinstance(exc, json.JSONDecodeError):
        return exc.lineno, exc.colno
    if isinstance(exc, UnicodeDecodeError):
        return content.count(b"\n", 0, exc.start) + 1, exc.start - content.rfind(
            b"\n", 0, exc.start
        )
    return 1, 0


def _hint(path: Path) -> str:
    return _WHAT_TO_DO.get(path.name, "").format(run=file_word(path.parent))
