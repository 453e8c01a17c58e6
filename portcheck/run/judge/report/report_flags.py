"""Read from report.json the flags with which a run was last judged."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from portcheck.model.codec import decode_json
from portcheck.model.comparison.content import Content
from portcheck.model.run import SinceNight
from portcheck.model.suite import Plugin
from portcheck.run.store.durable_files import regular, reported
from portcheck.run.store.folder import RunStore


class RunFlags(Struct, frozen=True, kw_only=True):
    """What is read of the field `run` of report.json."""

    as_of: date | None = None
    plugins: tuple[Plugin, ...] = ()


class ReportFlags(Struct, frozen=True, kw_only=True):
    """The flags in report.json; a report made with the same flags has the same bytes."""

    run: RunFlags = RunFlags()
    fail_on: tuple[str, ...] | UnsetType = UNSET
    allowed_waivers: tuple[str, ...] = ()
    since: tuple[SinceNight, ...] | UnsetType = UNSET
    power: Any = UNSET
    content: Content | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """Formats that the report depends on: those of plug-ins, and html if power was drawn."""
        with_power = () if self.power is UNSET else ("html",)
        return (*with_power, *(each.name for each in self.run.plugins if each.kind == "format"))


def read_report_flags(store: RunStore) -> ReportFlags:
    """Read report.json; returns defaults if it is missing or unreadable.

    Raises:
        StoreError: The file cannot be opened.
    """
    path = store.path / "report.json"
    if not path.exists():
        return ReportFlags()
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        content = stream.read()
    try:
        return decode_json(ReportFlags, content)
    except ValueError:
        return ReportFlags()
