"""Answers that exist already, to a suite, providers and recordings that `portcheck run` reads.

Every row of a JSON Lines file is one answer of one provider to one case. Rows with an error or
without an answer become recorded failures: missing pairs, never answers.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portcheck.config import load as config
from portcheck.config.writing import to_yaml
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.completion import Completion, ErrorClass, Failure, FinishReason, Timing, Usage
from portcheck.providers.recording import RecordingWriter
from portcheck.run.plan import build_plan
from portcheck.run.preflight import slug
from portcheck.run.store import write_file

GUESSES: Mapping[str, tuple[str, ...]] = {
    "case": ("case", "case_id", "question_id", "prompt_id"),
    "prompt": ("prompt", "question", "input", "query"),
    "answer": ("text", "answer", "response", "output", "completion"),
    "provider": ("model", "provider"),
    "system": ("system", "system_prompt"),
    "vendor": ("vendor",),
    "error": ("error",),
    "finish": ("finish_reason", "stop_reason"),
    "latency_ms": ("latency_ms",),
    "latency_s": ("latency_s",),
    "input_tokens": ("input_tokens", "prompt_tokens"),
    "output_tokens": ("output_tokens", "completion_tokens"),
    "reasoning_tokens": ("reasoning_tokens",),
    "date": ("date", "timestamp", "created_at"),
    "group": (),
}
"""What a field is taken from when no flag says so: the first of these that the first row has.
Grouping is never guessed: it changes what counts as one observation."""

REQUIRED = ("prompt", "answer", "provider")

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
class ImportSettings:
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


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    data: Mapping[str, Any]


def import_answers(source: Path, folder: Path, settings: ImportSettings) -> Imported:
    """Writes `suite.yaml`, `cases.jsonl`, `providers.yaml` and `recordings/` into a new folder.

    Raises:
        UsageError: the folder is not empty, or a needed field cannot be found.
        ConfigError: mistakes in the file, or in the checks.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty", hint="name a new folder with --out")
    rows = _read(source)
    fields = _fields(rows, settings.fields, source)
    cases, answers = _sort(source, rows, fields)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".import-") as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        _write_suite(made, source, cases, answers, settings)
        files = _write_providers(made, answers, fields)
        failures = _write_recordings(made, source, answers, fields, files)
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
    )


# --- reading ---------------------------------------------------------------------------------


def _read(source: Path) -> list[_Row]:
    problems: list[Problem] = []
    rows: list[_Row] = []
    try:
        lines = source.read_text(encoding="utf-8").split("\n")
    except OSError as exc:
        raise UsageError(f"{source} cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{source} is not UTF-8 text", hint="save it as UTF-8") from exc
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as exc:
            problems.append(_problem(source, number, f"not JSON: {exc}"))
            continue
        if isinstance(data, dict):
            rows.append(_Row(number, data))
        else:
            problems.append(_problem(source, number, "not a JSON object"))
    if not rows and not problems:
        problems.append(_problem(source, 0, "the file holds no answers"))
    if problems:
        raise ConfigError(problems)
    return rows


def _problem(source: Path, line: int, message: str, hint: str = "") -> Problem:
    return Problem(
        file=str(source), line=line, column=1 if line else 0, pointer="", message=message, hint=hint
    )


def _fields(rows: Sequence[_Row], given: Mapping[str, str], source: Path) -> dict[str, str]:
    first = rows[0].data
    found = dict(given)
    for name, guesses in GUESSES.items():
        guess = next((guess for guess in guesses if guess in first), None)
        if name not in found and guess is not None:
            found[name] = guess
    for name in REQUIRED:
        if name not in found:
            raise UsageError(
                f"{source}: which field holds the {name}?",
                hint=f"say it with --{name} FIELD; the first row has: {', '.join(first)}",
            )
    for name, path in given.items():
        if not any(_get(row.data, path) is not None for row in rows):
            raise UsageError(
                f"--{name.replace('_', '-')} {path}: no row has that field",
                hint=f"the first row has: {', '.join(first)}",
            )
    return found


def _get(data: Mapping[str, Any], path: str) -> Any:
    if path in data:
        return data[path]
    value: Any = data
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value


Answers = dict[str, dict[str, list[_Row]]]
"""Provider to case to its rows, in the file's order."""


def _sort(
    source: Path, rows: Sequence[_Row], fields: Mapping[str, str]
) -> tuple[dict[str, dict[str, Any]], Answers]:
    cases: dict[str, dict[str, Any]] = {}
    answers: Answers = defaultdict(lambda: defaultdict(list))
    numbers: dict[str, str] = {}
    problems: list[Problem] = []
    for row in rows:
        values = {name: _get(row.data, path) for name, path in fields.items()}
        if not isinstance(values["prompt"], str) or not values["prompt"]:
            problems.append(_problem(source, row.line, "the prompt is not a text"))
            continue
        if not isinstance(values["provider"], str) or not values["provider"]:
            problems.append(_problem(source, row.line, "the provider is not a text"))
            continue
        case = _case_id(values, numbers)
        known = cases.setdefault(case, {**values, "row": row.data})
        if any(known.get(name) != values.get(name) for name in ("prompt", "system", "group")):
            problems.append(
                _problem(
                    source,
                    row.line,
                    f"case {case!r} has another prompt here than before",
                    "name the field that tells cases apart with --case",
                )
            )
            continue
        answers[values["provider"]][case].append(row)
    if problems:
        raise ConfigError(problems)
    return cases, answers


def _case_id(values: Mapping[str, Any], numbers: dict[str, str]) -> str:
    if values.get("case") is not None:
        return str(values["case"])
    key = json.dumps([values["prompt"], values.get("system")])
    return numbers.setdefault(key, f"prompt-{len(numbers) + 1:04d}")


# --- writing ---------------------------------------------------------------------------------


def _write_suite(
    made: Path,
    source: Path,
    cases: Mapping[str, Mapping[str, Any]],
    answers: Answers,
    settings: ImportSettings,
) -> None:
    has_system = any(case.get("system") for case in cases.values())
    has_group = any(case.get("group") is not None for case in cases.values())
    lines = []
    for name, case in cases.items():
        row = {"id": name, "prompt": case["prompt"]}
        if has_system:
            row["system"] = case.get("system") or ""
        if has_group:
            row["group"] = str(case["group"])
        row |= {path: _get(case["row"], path) for path in settings.keep}
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
    repeats = max(len(rows) for by_case in answers.values() for rows in by_case.values())
    if repeats > 1:
        workload["repeats"] = repeats
    workload["cases_from"] = cases_from
    limits = {"margin": settings.margin, "floor": settings.floor}
    stated = {key: value for key, value in limits.items() if value is not None}
    if stated:
        gates = ("task", "refusal", "pushback", "structure", "tools")
        workload["gates"] = {gate: dict(stated) for gate in gates}
    name = settings.workload or slug(source.stem)
    suite = {"portcheck": 1, "suite": name, "workloads": {name: workload}}
    write_file(made / "suite.yaml", to_yaml(suite).encode())


def _write_providers(made: Path, answers: Answers, fields: Mapping[str, str]) -> dict[str, Path]:
    entries: dict[str, Any] = {}
    files: dict[str, Path] = {}
    for provider, by_case in answers.items():
        file = f"recordings/{slug(provider)}.jsonl"
        if any(str(path).endswith(file) for path in files.values()):
            file = f"recordings/{slug(provider)}-{len(files)}.jsonl"
        first = next(iter(by_case.values()))[0].data
        vendor = _get(first, fields["vendor"]) if "vendor" in fields else None
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


def _write_recordings(
    made: Path,
    source: Path,
    answers: Answers,
    fields: Mapping[str, str],
    files: Mapping[str, Path],
) -> dict[str, int]:
    """Adds the answers under the hashes that a run of the new suite will ask for."""
    loaded = config.load([made / "suite.yaml"], made / "providers.yaml")
    names = [spec.id for spec in loaded.providers]
    if len(names) < 2:
        raise UsageError(
            f"{source} holds answers of one provider only: {names[0]}",
            hint="a comparison needs two; the field that tells them apart is named by --provider",
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
                row = rows[trial.repeat].data if trial.repeat < len(rows) else None
                outcome = _outcome(row, fields)
                failures[provider] += isinstance(outcome, Failure)
                writer.add(
                    trial.request_hash, trial.ordinal, outcome, _text(row, fields, "date") or ""
                )
    return failures


def _outcome(row: Mapping[str, Any] | None, fields: Mapping[str, str]) -> Completion | Failure:
    if row is None:
        return Failure(error_class="not_found", message="the file holds no such answer")
    error = _text(row, fields, "error")
    answer = _get(row, fields["answer"])
    if error or not isinstance(answer, str):
        message = error or "the row holds no answer"
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
    value = _get(row, fields[name]) if row is not None and name in fields else None
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(row: Mapping[str, Any], fields: Mapping[str, str], name: str) -> float | None:
    value = _get(row, fields[name]) if name in fields else None
    return float(value) if isinstance(value, (int, float)) and value >= 0 else None


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
