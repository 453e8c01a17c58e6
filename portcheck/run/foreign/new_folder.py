"""Check that files may be written to a folder, and write a new one as a whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from portcheck.errors import UsageError

OUT_HINT = "name a new folder with --out"


@contextlib.contextmanager
def new_folder(folder: Path, what: str) -> Iterator[Path]:
    """A folder beside a new one, whose place it takes when all of it is written.

    Args:
        folder: new, or an empty one.
        what: the work, for the name of the folder until then.

    Raises:
        UsageError: see `require_new`.
    """
    require_new(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{what}-") as scratch:
        work = Path(scratch) / "made"
        work.mkdir()
        yield work
        if folder.is_dir():
            folder.rmdir()
        work.rename(folder)


def require_no_run(folder: Path, hint: str = "name another folder") -> None:
    """Raise UsageError if it is a run folder: what portcheck wrote there is evidence."""
    if (folder / "plan.json").is_file():
        raise UsageError(f"{folder} is a run folder; nothing was written", hint=hint)


def require_new(folder: Path, hint: str = OUT_HINT) -> None:
    """Raise UsageError if the folder exists and is not empty, or cannot be written.

    Args:
        folder: the folder; it may exist if it is empty.
        hint: how to name another folder.
    """
    if folder.is_symlink():
        raise UsageError(f"{folder} is a link, so a folder cannot be made there", hint=hint)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, so a folder cannot be made there", hint=hint)
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", hint=hint)
    above = next(one for one in folder.absolute().parents if one.exists())
    if not above.is_dir():
        raise UsageError(f"{above} is a file, so a folder cannot be made in it", hint=hint)
    if not os.access(above, os.W_OK | os.X_OK):
        raise UsageError(f"you cannot write to {above}", hint=hint)
