"""The report files that a run was asked for, and with which texts, for `resume` to write again.

They are kept in the user's own state, never in the run folder: that may come from anywhere, and
must not name files to write.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import msgspec
from msgspec.structs import replace

from portcheck.cli.flow.observed import state_folder
from portcheck.cli.options import Ending
from portcheck.errors import StoreError
from portcheck.model.comparison.content import Content
from portcheck.plugins import REPORTS
from portcheck.run.store.folder import RunStore, write_file
from portcheck.value import Value


class Asked(Value, kw_only=True):
    """What a run was asked for."""

    reports: tuple[tuple[str, str], ...]
    """Format and file of each."""
    content: Content | None


def remember(store: RunStore, ending: Ending) -> None:
    """Keeps what the ending asks for; what cannot be kept is not written again."""
    if not ending.targets and ending.content is None:
        return
    reports = tuple((name, str(path.absolute())) for name, path in ending.targets)
    found = Asked(reports=reports, content=ending.content)
    with contextlib.suppress(OSError, StoreError):
        file = _file(store)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, msgspec.json.encode(found))


def with_asked(store: RunStore, ending: Ending) -> Ending:
    """The ending with what the run was asked for before: reports that can be written, texts."""
    try:
        known = msgspec.json.decode(_file(store).read_bytes(), type=Asked)
    except (OSError, msgspec.MsgspecError):
        return ending
    named = {path.absolute() for _, path in ending.targets}
    again = [
        (name, path)
        for name, path in ((name, Path(file)) for name, file in known.reports)
        if path not in named and name in REPORTS.names() and path.parent.is_dir()
    ]
    targets = [*ending.targets, *again]
    return replace(ending, targets=targets, content=ending.content or known.content)


def _file(store: RunStore) -> Path:
    run = f"{store.path.resolve()}\0{store.record().key}"
    return state_folder() / "reports" / f"{hashlib.sha256(run.encode()).hexdigest()[:32]}.json"
