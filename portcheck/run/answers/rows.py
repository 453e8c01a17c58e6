"""A file of answers, row by row: which field means what, which case and provider a row is of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from portcheck.config.reading.data_files import Row
from portcheck.errors import ConfigError, Problem, UsageError

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


def read_rows(source: Path) -> list[Row]:
    """All rows of a JSON Lines file; blank lines are passed over.

    Raises:
        UsageError: the file cannot be read.
        ConfigError: with every line that is not a JSON object; or the file has no lines.
    """
    problems: list[Problem] = []
    rows: list[Row] = []
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
        except (ValueError, RecursionError) as exc:
            problems.append(_problem(source, number, f"not JSON: {exc}"))
            continue
        if isinstance(data, dict):
            rows.append(Row(number, data))
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


def choose_fields(rows: Sequence[Row], given: Mapping[str, str], source: Path) -> dict[str, str]:
    """Our names to the file's fields: what was given, and guesses for the rest.

    Raises:
        UsageError: a needed field cannot be guessed, or a given one is in no row.
    """
    first = rows[0].values
    found = dict(given)
    for name, guesses in GUESSES.items():
        guess = next((guess for guess in guesses if guess in first), None)
        if name not in found and guess is not None:
            found[name] = guess
    for name in REQUIRED:
        if name not in found:
            raise UsageError(
                f"{source}: which field holds the {name}?",
                hint=f"name it with --{name} FIELD; the first row has: {', '.join(first)}",
            )
    for name, path in given.items():
        if not any(value_at(row.values, path) is not None for row in rows):
            raise UsageError(
                f"--{name.replace('_', '-')} {path}: no row has that field",
                hint=f"the first row has: {', '.join(first)}",
            )
    return found


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """The field of that name, or the one that dots lead to; `None` where there is none."""
    if path in data:
        return data[path]
    value: Any = data
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value


Answers = dict[str, dict[str, list[Row]]]
"""Provider to case to its rows, in the file's order."""


def sort_rows(
    source: Path, rows: Sequence[Row], fields: Mapping[str, str]
) -> tuple[dict[str, dict[str, Any]], Answers]:
    """Case id to what its first row says of it, and the rows of each provider and case.

    Raises:
        ConfigError: every row without a prompt or provider, or with another prompt than its case.
    """
    cases: dict[str, dict[str, Any]] = {}
    answers: Answers = defaultdict(lambda: defaultdict(list))
    numbers: dict[str, str] = {}
    problems: list[Problem] = []
    for row in rows:
        values = {name: value_at(row.values, path) for name, path in fields.items()}
        if not isinstance(values["prompt"], str) or not values["prompt"]:
            problems.append(_problem(source, row.line, "the prompt is not text"))
            continue
        if not isinstance(values["provider"], str) or not values["provider"]:
            problems.append(_problem(source, row.line, "the provider is not text"))
            continue
        case = _case_id(values, numbers)
        known = cases.setdefault(case, {**values, "row": row.values})
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
