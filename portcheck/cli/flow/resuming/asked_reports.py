"""The report files that a run was asked for, so that `resume` writes them again.

They are kept in the user's own state, never in the run folder: that may come from anywhere, and
must not name files to write.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from portcheck.cli.flow.observed import state_folder
from portcheck.cli.options import Ending
from portcheck.errors import StoreError
from portcheck.plugins import REPORTS
from portcheck.run.store.folder import RunStore, write_file

Targets = Sequence[tuple[str, Path]]


def remember(store: RunStore, targets: Targets) -> None:
    """Keeps the format and file of every report; what cannot be kept is not written again."""
    if not targets:
        return
    found = [(name, str(path.absolute())) for name, path in targets]
    with contextlib.suppress(OSError, StoreError):
        file = _file(store)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, msgspec.json.encode(found))


def with_asked(store: RunStore, ending: Ending) -> Ending:
    """The ending with every report that the run was asked for before, where it can be written."""
    try:
        known = msgspec.json.decode(_file(store).read_bytes(), type=list[tuple[str, str]])
    except (OSError, msgspec.MsgspecError):
        return ending
    named = {path.absolute() for _, path in ending.targets}
    again = [
        (name, path)
        for name, path in ((name, Path(file)) for name, file in known)
        if path not in named and name in REPORTS.names() and path.parent.is_dir()
    ]
    return replace(ending, targets=[*ending.targets, *again])


def _file(store: RunStore) -> Path:
    run = f"{store.path.resolve()}\0{store.record().key}"
    return state_folder() / "reports" / f"{hashlib.sha256(run.encode()).hexdigest()[:32]}.json"
