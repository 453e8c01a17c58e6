"""Whether a run folder is the user's own: what is written there, and sent for it, is at stake."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from portcheck.errors import UsageError
from portcheck.run.store.durable_files import reported

_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def require_own(folder: Path, *, trusted: bool = False) -> None:
    """Raises UsageError where somebody else can change a run folder that is about to be written.

    Args:
        folder: the run folder; a link to it is followed.
        trusted: the user says that the data in it is good. No key goes anywhere for that.
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
