"""Read the exit plan in a run folder, without the rest of the report."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from portcheck.model.codec import decode_json
from portcheck.model.exit_plan import SCHEMA_VERSION, ExitPlan
from portcheck.run.store.durable_files import regular, reported
from portcheck.run.store.folder import RunStore


class _Report(Struct):
    """The part of report.json that is read."""

    exit_plan: ExitPlan | None = None


_SOURCES = ("samples.jsonl", "judgements.jsonl", "scores.jsonl", "labels.jsonl")


def sources_of(store: RunStore) -> dict[str, int]:
    """The existing files on which verdicts depend, with their sizes in bytes."""
    paths = [store.path / name for name in _SOURCES]
    return {path.name: path.lstat().st_size for path in paths if path.exists()}


def oldest_first(stores: Iterable[RunStore]) -> list[RunStore]:
    """The runs in the order in which they ended."""

    def ended(store: RunStore) -> str:
        record = store.record()
        return record.finished_at or record.started_at

    return sorted(stores, key=ended)


def stored_exit_plan(store: RunStore) -> ExitPlan | None:
    """The exit plan in report.json; `None` if there is none, or it may be out of date.

    It may be out of date if answers, judgements, scores or labels changed after the report. A plan
    of another version, or one whose parts do not fit together, does not count.

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
    if plan is None or not _is_whole(plan) or plan.sources != sources_of(store):
        return None
    return plan


def _is_whole(plan: ExitPlan) -> bool:
    """Whether the plan has this version and its parts fit together: anybody may have written it."""
    routes = {route.provider for route in plan.routes}
    workloads = [each.workload for each in plan.workloads]
    targets = [[target.candidate for target in each.targets] for each in plan.workloads]
    return (
        plan.schema_version == SCHEMA_VERSION
        and len(set(workloads)) == len(workloads)
        and all(len(set(names)) == len(names) and routes.issuperset(names) for names in targets)
        and all(map(_is_day, _days(plan)))
    )


def _days(plan: ExitPlan) -> list[str]:
    ends = (day for route in plan.routes for day in (route.retires, route.contract_ends) if day)
    targets = [target for each in plan.workloads for target in each.targets]
    judged = [target.judged_on for target in targets]
    answered = [target.answers_from for target in targets if target.answers_from is not None]
    return [plan.as_of, *judged, *answered, *ends]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
