"""Check that files may be written to a folder, before anything slow is read."""

from __future__ import annotations

import os
from pathlib import Path

from portcheck.errors import UsageError

OUT_HINT = "name a new folder with --out"


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
