"""Check the formats and files of reports, and write them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from portcheck.cli.output import Output
from portcheck.config.reading.data_files import SUFFIXES
from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.model.did_you_mean import did_you_mean
from portcheck.plugins import REPORTS, ReportFormat
from portcheck.run.store.digests import OWN
from portcheck.run.store.durable_files import reported, write_file

JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable with the file of a CI job's summary, which every step may append to."""

INPUTS = (".yaml", ".yml", *SUFFIXES)
"""Suffixes of suites, providers and their data, which no report may replace."""


def report_targets(
    given: Sequence[str] | None, reads: Sequence[Path | None] = ()
) -> list[tuple[str, Path]]:
    """Parse every `--report` to (format, file), before anything is paid for.

    Args:
        given: values of the form `FORMAT=FILE`.
        reads: files that the command reads, which no report may replace.

    Raises:
        UsageError: a format is unknown or does not load, or a file cannot be written there.
    """
    targets: list[tuple[str, Path]] = []
    taken = {path.resolve() for path in reads if path is not None}
    for text in given or ():
        name, _, file = text.partition("=")
        if not file:
            formats = ", ".join(REPORTS.names())
            raise UsageError(
                f"--report {text}: expected FORMAT=FILE",
                hint=f"formats: {formats}; for example --report html=report.html",
            )
        found, path = format_of(name), Path(file)
        if path.resolve() in taken and not is_job_summary(path):
            raise UsageError(
                f"--report {text}: the command reads that file, or writes another report there",
                hint="name another file",
            )
        require_writable(path, f"--report {text}", found.suffix)
        taken.add(path.resolve())
        targets.append((found.name, path))
    return targets


def format_of(name: str) -> ReportFormat:
    """The report format of that name.

    Raises:
        UsageError: it does not exist, does not load, or needs a package that is not installed.
    """
    if not REPORTS.has(name):
        hint = did_you_mean(name, REPORTS.names())
        raise UsageError(f"no report format is called {name!r}", hint=hint)
    found = REPORTS.get(name)
    if found.module and find_spec(found.module) is None:
        raise UsageError(
            f"the format {name} needs {found.module}, which is not installed",
            hint=install_command(found.extra) if found.extra else f"pip install {found.module}",
        )
    return found


def require_writable(path: Path, flag: str, suffix: str = "") -> None:
    """Check that a file can be written there.

    Args:
        path: the file.
        flag: the option that named it, for the message.
        suffix: the usual suffix of the new file. An existing file with this suffix may be an older
            version and is replaced.

    Raises:
        UsageError: its folder does not exist, it is a folder or a file of a run, or it looks like
            a suite or its data.
    """
    if not path.parent.is_dir() or path.is_dir():
        raise UsageError(f"{flag}: {path.parent} is not a folder you can write to")
    require_not_of_a_run(path, flag)
    kind = path.suffix.lower()
    if kind in INPUTS and kind != suffix and path.is_file() and not is_job_summary(path):
        raise UsageError(
            f"{flag}: this would replace {path.name}, which looks like a suite or its data",
            hint="name another file, or remove that one first",
        )


def require_not_of_a_run(path: Path, flag: str) -> None:
    """Check that a path is not a file of a run folder.

    Raises:
        UsageError: it is one.
    """
    place = path.resolve()
    if place.name in OWN and (place.parent / "plan.json").is_file():
        raise UsageError(f"{flag}: the run itself is kept in that file", hint="name another file")


def write_report(path: Path, content: bytes) -> None:
    """Write a report; replaces a file, but appends to the summary of a CI job.

    Raises:
        StoreError: it cannot be written.
        UsageError: it is a file of a run folder.
    """
    require_not_of_a_run(path, str(path))
    if not is_job_summary(path):
        write_file(path, content)
        return
    with reported(path), path.open("ab") as stream:
        stream.write((b"\n" if stream.tell() else b"") + content)


def print_or_write(output: Output, text: str, path: Path | None) -> None:
    """Print a result, or write it to a file and say so.

    Raises:
        StoreError: the file cannot be written.
        UsageError: the file cannot be written there.
    """
    if path is None:
        output.result(text)
    else:
        require_writable(path, f"--out {path}")
        write_report(path, text.encode())
        output.note(f"written: {path}")


def is_job_summary(path: Path) -> bool:
    """Whether a path is the summary file of this CI job."""
    named = os.environ.get(JOB_SUMMARY)
    return bool(named) and path.absolute() == Path(named or "").absolute()
