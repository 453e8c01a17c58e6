"""Export a run as tables: its cases with their checks, and every answer with its scores."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import UNSET

from portcheck.imports.out.exported import (
    Exported,
    RunData,
    list_settings,
    messages_of,
    own_checks,
)
from portcheck.model.codec import encode
from portcheck.model.suite import Case, CheckSpec

CASES = ("workload", "case", "group", "tags", "system", "user", "messages", "checks")
ANSWERS = (
    *("workload", "case", "repeat", "provider", "variant", "model", "answer", "finish_reason"),
    *("tool_calls", "error", "input_tokens", "output_tokens", "seconds", "passed"),
    "failed_checks",
)


def export_tables(run: RunData) -> Exported:
    """Make `cases.csv` and `answers.csv`."""
    made = Exported()
    cases = [
        _case(workload.id, case) for workload in run.plan.suite.workloads for case in workload.cases
    ]
    made.cases = len(cases)
    made.checks = sum(
        len(own_checks(case)) for workload in run.plan.suite.workloads for case in workload.cases
    )
    for workload in run.plan.suite.workloads:
        list_settings(workload, made, frozenset())
    made.tables["cases.csv"] = (CASES, cases)
    add_answers(run, made)
    return made


def add_answers(run: RunData, made: Exported) -> None:
    """Add `answers.csv`, with a row for each trial that ran."""
    made.tables["answers.csv"] = (ANSWERS, list(_answers(run)))


def _case(workload: str, case: Case) -> Sequence[Any]:
    messages = messages_of(case)
    if case.request.files:
        messages.append({"files": len(case.request.files)})
    return (
        workload,
        case.id,
        case.group or "",
        ", ".join(case.tags) if case.tags is not UNSET else "",
        case.request.system or "",
        case.request.asked,
        json.dumps(messages, ensure_ascii=False),
        json.dumps([written(spec) for spec in own_checks(case)], ensure_ascii=False),
    )


def written(spec: CheckSpec) -> dict[str, Any]:
    """Write a check as in a suite."""
    made: dict[str, Any] = {spec.name: encode(spec.arguments)}
    if spec.expect is not None:
        made["expect"] = spec.expect
    made["gate"] = spec.gate
    if spec.extract is not UNSET:
        made["extract"] = encode(spec.extract)
    if spec.json is not UNSET:
        made["json"] = spec.json
    if spec.turn is not UNSET:
        made["turn"] = spec.turn
    return made


def _answers(run: RunData) -> Iterator[Sequence[Any]]:
    scores = run.scores or {}
    models = {spec.id: spec.model or "" for spec in run.plan.providers}
    for trial in run.plan.trials:
        sample = run.samples.get(trial.key)
        if sample is None:
            continue
        found, lost = sample.completion, sample.failure
        scored = scores.get(trial.key)
        failed = [one.check for one in scored or () if one.outcome.status == "failed"]
        yield (
            trial.workload,
            trial.case,
            trial.repeat + 1,
            trial.provider,
            trial.variant or "",
            (found.served_model if found else None) or models.get(trial.provider, ""),
            found.text if found else "",
            found.finish_reason if found else "",
            json.dumps(encode(found.tool_calls)) if found and found.tool_calls else "",
            f"{lost.error_class}: {lost.message}" if lost else "",
            "" if found is None or found.usage.input_tokens is None else found.usage.input_tokens,
            "" if found is None or found.usage.output_tokens is None else found.usage.output_tokens,
            found.timing.total_s if found else "",
            "" if scored is None else not failed,
            ", ".join(failed),
        )
