"""Everything that `scan` says about a folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from portcheck.model.exposure.scan_finding import Place, ScanFinding
from portcheck.value import Value, Whole

SCAN_VERSION = 1
"""Version of the JSON of `scan`; within it fields are only added."""


class FilesRead(Value, kw_only=True):
    """How much was scanned, and what was skipped."""

    files: Whole
    lines: Whole
    bytes: Whole
    skipped: Mapping[str, Whole]
    """Reason to the number of files or folders that were skipped for it."""
    examples: Mapping[str, tuple[str, ...]]
    """Reason to a few of their names."""


class VendorUse(Value, kw_only=True):
    """A company that the code uses."""

    vendor: str
    services: tuple[str, ...]
    packages: tuple[str, ...]
    models: Whole
    """Number of its models that the code names."""
    places: tuple[Place, ...]
    covered_by: tuple[str, ...]
    """Workloads (`suite/workload`) that run on it."""


class ModelUse(Value, kw_only=True):
    """A model that the code names."""

    model: str
    service: str | None
    vendor: str | None
    purpose: str
    """`chat`, `embedding`, `speech`, `image`, `moderation`, `rerank` or `other`."""
    status: Literal["retired", "retires", "deprecated", "no date"]
    retires: str | None
    deprecated: str | None
    replacement: str | None
    days_left: Whole | None
    """Days from the day of the scan to the day from which calls fail; negative where it is past."""
    source: str
    """Source of the dates; "" if there are none."""
    covered_by: tuple[str, ...]
    """Workloads (`suite/workload`) that run on it."""
    places: tuple[Place, ...]
    """Places in code."""
    elsewhere: tuple[Place, ...]
    """Places in tests, comments, text, catalogues and documentation."""


class SdkUse(Value, kw_only=True):
    """A library of a vendor, gateway or framework."""

    package: str
    service: str
    vendor: str | None
    role: str
    """`vendor`, `cloud`, `gateway`, `framework` or `self-hosted`."""
    versions: tuple[str, ...]
    """Versions in lock files, else the requested ones."""
    locked: bool
    places: tuple[Place, ...]


class NamedUse(Value, kw_only=True):
    """A variable, host, gateway or resource, or a secret in its masked form."""

    name: str
    service: str | None
    vendor: str | None
    places: tuple[Place, ...]


class LockIn(Value, kw_only=True):
    """A feature that cannot leave its vendor."""

    id: str
    title: str
    service: str | None
    vendor: str | None
    stays: str
    """What stays at the vendor."""
    instead: str
    """What to use instead."""
    page: str
    places: tuple[Place, ...]


class CoveringWorkload(Value, kw_only=True):
    """A workload of a suite, and today's provider."""

    suite: str
    workload: str
    provider: str
    vendor: str
    service: str | None
    model: str | None
    seen: bool = False
    """Whether the code uses that model, or, where the entry names none, that vendor."""

    @property
    def name(self) -> str:
        """Suite and workload."""
        return f"{self.suite}/{self.workload}"


class Uncovered(Value, kw_only=True):
    """A use that no workload covers, so that it has no exit plan."""

    kind: Literal["model", "vendor", "lock_in"]
    name: str
    vendor: str | None
    why: str
    places: tuple[Place, ...]


class ScanReport(Value, kw_only=True):
    """The result of `scan`."""

    schema_version: Whole
    folder: str
    as_of: str
    read: FilesRead
    vendors: tuple[VendorUse, ...]
    models: tuple[ModelUse, ...]
    sdks: tuple[SdkUse, ...]
    gateways: tuple[NamedUse, ...]
    hosts: tuple[NamedUse, ...]
    variables: tuple[NamedUse, ...]
    infrastructure: tuple[NamedUse, ...]
    secrets: tuple[NamedUse, ...]
    lock_ins: tuple[LockIn, ...]
    workloads: tuple[CoveringWorkload, ...]
    uncovered: tuple[Uncovered, ...]
    findings: tuple[ScanFinding, ...]
