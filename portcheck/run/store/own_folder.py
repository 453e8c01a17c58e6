"""Check that a run folder is the user's own before writing to it or sending its requests."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from portcheck.errors import UsageError
from portcheck.run.store.durable_files import reported

_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def require_own(folder: Path, *, trusted: bool = False) -> None:
    """Raise UsageError if another user can change a run folder.

    Args:
        folder: the run folder; a link to it is followed.
        trusted: the user vouches for its data; this does not affect where keys are sent.
    """
    if trusted:
        return
    with reported(folder):
        found = folder.stat()
    why = ""
    if found.st_uid != os.geteuid():
        why = "belongs to another user"
    elif found.st_mode & _OTHERS:
        why = "can be changed by other users"
    if why:
        raise UsageError(
            f"{folder} {why}",
            hint="copy it and work on the copy (portcheck makes folders for you alone), "
            "or say --trust-folder if its data is good",
        )
