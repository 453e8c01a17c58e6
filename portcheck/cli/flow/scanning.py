"""Scan a folder and compare the findings with the workloads of suites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from portcheck import pipeline
from portcheck.cli import options
from portcheck.data.platforms import platform_of
from portcheck.errors import UsageError
from portcheck.model.exposure.scan_report import CoveringWorkload, ScanReport
from portcheck.scan.exposure import report
from portcheck.scan.folder import scan_folder


def scanned(
    folder: Path,
    suites: Sequence[Path],
    providers: Path | None,
    *,
    exclude: Sequence[str],
    as_of: date,
) -> ScanReport:
    """Report what a folder uses, compared with the workloads of suites.

    Raises:
        UsageError: it is not a folder, or a providers file is named without a suite.
        ConfigError: with every mistake in suites and providers file.
    """
    if providers is not None and not suites:
        raise UsageError("--providers needs --suite", hint="name the suites that may cover it")
    workloads = tuple(one for suite in suites for one in _workloads(suite, providers))
    read, findings = scan_folder(folder, exclude=exclude)
    return report(str(folder), read, findings, workloads, as_of)


def _workloads(suite: Path, providers: Path | None) -> Iterator[CoveringWorkload]:
    loaded = pipeline.load(suite, options.providers_file(providers, suite))
    specs = {spec.id: spec for spec in loaded.providers}
    for workload in loaded.suite.workloads:
        spec = specs.get(workload.runs_on or "")
        yield CoveringWorkload(
            suite=loaded.suite.name,
            workload=workload.id,
            provider=workload.runs_on or "",
            vendor=spec.vendor if spec else "",
            service=platform_of(spec) if spec else None,
            model=spec.model if spec else None,
        )
