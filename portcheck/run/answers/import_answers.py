"""Turns existing answers into a suite, providers and recordings that `portcheck run` reads.

Every row of a JSON Lines file is one answer of one provider to one case. Rows with an error or
without an answer become recorded failures: missing pairs, never answers.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from portcheck.config import load as config
from portcheck.config.load import Loaded
from portcheck.config.writing import to_yaml
from portcheck.error_classes import ErrorClass, Failure
from portcheck.errors import ConfigError, UsageError
from portcheck.model.completion import Completion, FinishReason, Timing, Usage
from portcheck.plugins import CHECKS, GATES
from portcheck.providers.recording import RecordingWriter
from portcheck.run.answers.rows import (
    Answers,
    choose_fields,
    read_rows,
    sort_rows,
    value_at,
)
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.preflight import slug, unique_slugs
from portcheck.run.plan.unchecked import unchecked
from portcheck.run.store.folder import write_file

_FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "end_turn": "stop",
    "eos": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "max_tokens": "length",
    "tool_calls": "tool_calls",
    "tool_use": "tool_calls",
    "content_filter": "content_filter",
    "safety": "content_filter",
    "refusal": "refusal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file of answers is to be read."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """Our name (a key of `GUESSES`) to the file's field; dots reach into objects."""
    keep: tuple[str, ...] = ()
    """Further fields, for templates of checks: `{{ row.FIELD }}`."""
    checks: tuple[Any, ...] = ()
    """Checks as a suite writes them."""
    workload: str = ""
    """Id of the workload; by default the name of the file."""
    margin: float | None = None
    floor: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was made of a file."""

    folder: Path
    providers: Mapping[str, int]
    """Provider to the number of its answers, failures included."""
    failures: Mapping[str, int]
    cases: int
    fields: Mapping[str, str]
    """The mapping that was used, guesses included."""
    repeats: int
    """The most answers that one provider gave to one case; fewer leave missing answers."""
    weaknesses: tuple[str, ...] = ()
    """Why no run of the suite can be safe, and what to do about it."""


def import_answers(source: Path, folder: Path, settings: ImportOptions) -> Imported:
    """Writes `suite.yaml`, `cases.jsonl`, `providers.yaml` and `recordings/` into a new folder.

    Raises:
        UsageError: the folder is not empty, or a needed field cannot be found.
        ConfigError: mistakes in the file, or in the checks.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty", hint="name a new folder with --out")
    rows = read_rows(source)
    fields = choose_fields(rows, settings.fields, source)
    cases, answers = sort_rows(source, rows, fields)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".import-") as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        _write_suite(made, source, cases, answers, settings)
        files = _write_providers(made, answers, fields)
        loaded = _load(made)
        failures = _write_recordings(loaded, source, answers, fields, files)
        if folder.is_dir():
            folder.rmdir()
        made.rename(folder)
    return Imported(
        folder=folder,
        providers={
            name: sum(len(found) for found in by_case.values()) for name, by_case in answers.items()
        },
        failures=failures,
        cases=len(cases),
        fields=fields,
        repeats=_repeats(answers),
        weaknesses=tuple(_weaknesses(loaded)),
    )


def _weaknesses(loaded: Loaded) -> Iterator[str]:
    for workload in loaded.suite.workloads:
        if (lacking := unchecked(workload)) is not None:
            yield (
                f"{workload.id} {lacking[0]}; {lacking[1]}: import again with --keep FIELD and "
                "--check 'equals: \"{{ row.FIELD }}\"', where FIELD holds the right answer"
            )


def _repeats(answers: Answers) -> int:
    return max(len(rows) for by_case in answers.values() for rows in by_case.values())


# --- writing ---------------------------------------------------------------------------------


def _write_suite(
    made: Path,
    source: Path,
    cases: Mapping[str, Mapping[str, Any]],
    answers: Answers,
    settings: ImportOptions,
) -> None:
    has_system = any(case.get("system") for case in cases.values())
    has_group = any(case.get("group") is not None for case in cases.values())
    lines = []
    for name, case in cases.items():
        row = {path: value_at(case["row"], path) for path in settings.keep}
        row |= {"id": name, "prompt": case["prompt"]}
        if has_system:
            row["system"] = case.get("system") or ""
        if has_group:
            group = case.get("group")
            row["group"] = f"(none) {name}" if group is None else str(group)
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    write_file(made / "cases.jsonl", "".join(lines).encode("utf-8", "backslashreplace"))
    variables = {"prompt": "prompt"} | ({"system": "system"} if has_system else {})
    cases_from: dict[str, Any] = {"file": "cases.jsonl", "id": "id", "vars": variables}
    if has_group:
        cases_from["group"] = "group"
    if settings.checks:
        cases_from["checks"] = list(settings.checks)
    workload: dict[str, Any] = {
        "about": f"Answers imported from {source.name}",
        "prompt": {"system": "{{ system }}"} if has_system else {},
    }
    workload["prompt"]["user"] = "{{ prompt }}"
    if _repeats(answers) > 1:
        workload["repeats"] = _repeats(answers)
    workload["cases_from"] = cases_from
    limits = {"margin": settings.margin, "floor": settings.floor}
    stated = {key: value for key, value in limits.items() if value is not None}
    if stated:
        workload["gates"] = {gate: dict(stated) for gate in _fed(settings.checks)}
    name = settings.workload or slug(source.stem)
    suite = {"portcheck": 1, "suite": name, "workloads": {name: workload}}
    write_file(made / "suite.yaml", to_yaml(suite).encode())


def _fed(checks: Sequence[Any]) -> list[str]:
    """The score gates that the checks feed, and `refusal`, which every case feeds."""
    kinds = CHECKS
    found = {"refusal"}
    for check in checks:
        for name in check if isinstance(check, Mapping) else ():
            if name in kinds.names():
                found.add(check.get("gate", kinds.get(name).gate))
    gates = sorted((GATES.get(name) for name in found), key=lambda gate: gate.order)
    return [gate.name for gate in gates if gate.kind == "score"]


def _write_providers(made: Path, answers: Answers, fields: Mapping[str, str]) -> dict[str, Path]:
    entries: dict[str, Any] = {}
    files: dict[str, Path] = {}
    slugs = unique_slugs(list(answers))
    for provider, by_case in answers.items():
        file = f"recordings/{slugs[provider]}.jsonl"
        first = next(iter(by_case.values()))[0].values
        vendor = value_at(first, fields["vendor"]) if "vendor" in fields else None
        entries[provider] = {
            "vendor": str(vendor or provider.partition("/")[0]),
            "dialect": "recorded",
            "model": provider,
            "file": file,
        }
        files[provider] = made / file
    write_file(made / "providers.yaml", to_yaml({"portcheck": 1, "providers": entries}).encode())
    (made / "recordings").mkdir()
    for provider, path in files.items():
        with RecordingWriter(path, {"source": "recorded", "model": provider}):
            pass  # the header; load checks that the file is there
    return files


def _load(made: Path) -> Loaded:
    try:
        return config.load([made / "suite.yaml"], made / "providers.yaml")
    except ConfigError as exc:  # the files are ours: what is wrong in them came from a flag
        raise ConfigError(
            [replace(p, file="--check", line=0, column=0, pointer="") for p in exc.problems]
        ) from exc


def _write_recordings(
    loaded: Loaded,
    source: Path,
    answers: Answers,
    fields: Mapping[str, str],
    files: Mapping[str, Path],
) -> dict[str, int]:
    """Adds the answers under the hashes that a run of the new suite will ask for."""
    names = [spec.id for spec in loaded.providers]
    if len(names) < 2:
        raise UsageError(
            f"{source} holds answers of one provider only: {names[0]}",
            hint="a comparison needs two; name the field that holds the provider with --provider",
        )
    plan = build_plan(loaded.suite, loaded.providers, baseline=names[0])
    failures: dict[str, int] = dict.fromkeys(names, 0)
    for provider, path in files.items():
        with RecordingWriter(
            path, {"source": "recorded", "model": provider, "file": source.name}
        ) as writer:
            for trial in plan.trials:
                if trial.provider != provider:
                    continue
                rows = answers[provider].get(trial.case, [])
                row = rows[trial.repeat].values if trial.repeat < len(rows) else None
                outcome = _outcome(row, fields)
                failures[provider] += isinstance(outcome, Failure)
                writer.add(
                    trial.request_hash, trial.ordinal, outcome, _text(row, fields, "date") or ""
                )
    return failures


def _outcome(row: Mapping[str, Any] | None, fields: Mapping[str, str]) -> Completion | Failure:
    if row is None:
        return Failure(
            error_class="not_found", message="the file has no answer for this case and repeat"
        )
    failed = bool(value_at(row, fields["error"])) if "error" in fields else False
    error = (_text(row, fields, "error") if failed else None) or ""
    answer = value_at(row, fields["answer"])
    if error or not isinstance(answer, str):
        message = error or "the row has no answer"
        kind: ErrorClass = "overloaded" if "overload" in message.lower() else "server"
        return Failure(error_class=kind, message=message[:500])
    raw = _text(row, fields, "finish")
    return Completion(
        text=answer,
        finish_reason=_FINISH.get(str(raw).lower(), "other") if raw else "other",
        raw_finish_reason=raw,
        timing=Timing(total_s=_seconds(row, fields)),
        usage=Usage(
            input_tokens=_count(row, fields, "input_tokens"),
            output_tokens=_count(row, fields, "output_tokens"),
            reasoning_tokens=_count(row, fields, "reasoning_tokens"),
        ),
        served_model=_text(row, fields, "provider"),
    )


def _text(row: Mapping[str, Any] | None, fields: Mapping[str, str], name: str) -> str | None:
    value = value_at(row, fields[name]) if row is not None and name in fields else None
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(row: Mapping[str, Any], fields: Mapping[str, str], name: str) -> float | None:
    value = value_at(row, fields[name]) if name in fields else None
    if not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        return None
    return float(value)


def _count(row: Mapping[str, Any], fields: Mapping[str, str], name: str) -> int | None:
    value = _number(row, fields, name)
    return None if value is None else int(value)


def _seconds(row: Mapping[str, Any], fields: Mapping[str, str]) -> float:
    in_ms, in_s = _number(row, fields, "latency_ms"), _number(row, fields, "latency_s")
    return in_s if in_s is not None else (in_ms or 0.0) / 1000


def describe_fields(fields: Mapping[str, str]) -> Iterator[str]:
    """`our name <- field`, for a person to check the guesses."""
    for name, path in fields.items():
        yield f"{name} <- {path}"
