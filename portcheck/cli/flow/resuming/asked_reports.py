"""Remember the reports that the user requested for a run, so that `resume` writes them too.

They are stored in the user's state folder. A run folder may come from anywhere, so it must not name
files to write.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec
from msgspec.structs import replace

from portcheck.cli.flow.observed import state_folder
from portcheck.cli.options import Ending
from portcheck.cli.report_files import JOB_SUMMARY, is_job_summary
from portcheck.errors import StoreError
from portcheck.model.comparison.content import Content
from portcheck.plugins import REPORTS
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore
from portcheck.value import Value

_SUMMARY = f"${JOB_SUMMARY}"
"""Stands for the summary file of a CI job, which is a different file in every step."""


class Asked(Value, kw_only=True):
    """The requested reports of a run and their content."""

    reports: tuple[tuple[str, str], ...]
    """Format and address (`file:`) of each report."""
    content: Content | None


def remember(store: RunStore, ending: Ending) -> None:
    """Store the requested reports; if that fails, `resume` does not write them."""
    if not ending.targets and ending.content is None:
        return
    reports = tuple((name, _name(path)) for name, path in ending.targets)
    found = Asked(reports=reports, content=ending.content)
    with contextlib.suppress(OSError, StoreError):
        file = _file(store)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, msgspec.json.encode(found))


def with_asked(store: RunStore, ending: Ending) -> Ending:
    """The ending with the reports and content that were requested when the run began."""
    try:
        known = msgspec.json.decode(_file(store).read_bytes(), type=Asked)
    except (OSError, msgspec.MsgspecError):
        return ending
    named = {path.absolute() for _, path in ending.targets}
    again = [
        (name, path)
        for name, path in ((name, _path(file)) for name, file in known.reports)
        if path and path not in named and REPORTS.has(name) and path.parent.is_dir()
    ]
    targets = [*ending.targets, *again]
    return replace(ending, targets=targets, content=ending.content or known.content)


def _name(path: Path) -> str:
    """As an address, since the name of a file may be no text that JSON takes."""
    return _SUMMARY if is_job_summary(path) else path.absolute().as_uri()


def _path(file: str) -> Path | None:
    """The file of a report; for a job's summary that of the current job, `None` outside of jobs."""
    if file != _SUMMARY:
        return Path(os.fsdecode(unquote_to_bytes(urlsplit(file).path)))
    named = os.environ.get(JOB_SUMMARY)
    return Path(named).absolute() if named else None


def _file(store: RunStore) -> Path:
    run = f"{store.path.resolve()}\0{store.record().key}"
    return state_folder() / "reports" / f"{hashlib.sha256(os.fsencode(run)).hexdigest()[:32]}.json"
