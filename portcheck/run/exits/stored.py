"""The exit plan that a run folder holds, without the rest of its report."""

from __future__ import annotations

import os

from msgspec import Struct

from portcheck.model.codec import decode_json
from portcheck.model.exit_plan import ExitPlan
from portcheck.run.exits.plan import SCHEMA_VERSION
from portcheck.run.store.durable_files import regular, reported
from portcheck.run.store.folder import RunStore


class _Report(Struct):
    """report.json."""

    exit_plan: ExitPlan | None = None


def stored_exit_plan(store: RunStore) -> ExitPlan | None:
    """The exit plan of report.json; `None` where there is none that this version can read.

    Raises:
        StoreError: the file cannot be opened.
    """
    path = store.path / "report.json"
    if not path.exists():
        return None
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        content = stream.read()
    try:
        plan = decode_json(_Report, content).exit_plan
    except ValueError:
        return None
    return plan if plan is not None and plan.schema_version == SCHEMA_VERSION else None
