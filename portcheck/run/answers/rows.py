"""Map the fields of rows of answers, and sort the rows by case and provider."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from portcheck.config.reading.rows import Row
from portcheck.errors import UsageError
from portcheck.run.answers.log_file import Mistakes

GUESSES: Mapping[str, tuple[str, ...]] = {
    "case": ("case", "case_id", "question_id", "prompt_id"),
    "prompt": ("prompt", "question", "input", "query"),
    "answer": ("text", "answer", "response", "output", "completion"),
    "provider": ("model", "provider"),
    "system": ("system", "system_prompt"),
    "vendor": ("vendor",),
    "error": ("error",),
    "refusal": ("refusal",),
    "finish": ("finish_reason", "stop_reason"),
    "tool_calls": ("tool_calls",),
    "status": ("status_code", "http_status", "status"),
    "latency_ms": ("latency_ms",),
    "latency_s": ("latency_s",),
    "input_tokens": ("input_tokens", "prompt_tokens"),
    "output_tokens": ("output_tokens", "completion_tokens"),
    "reasoning_tokens": ("reasoning_tokens",),
    "date": ("date", "timestamp", "created_at"),
    "group": (),
}
"""portcheck's field to its possible names in a file; without a flag, the first that any row has is
used. A group is never guessed, because groups change what counts as one observation."""

REQUIRED = ("prompt", "answer", "provider")
_OF_CASE = ("case", "prompt", "system", "date", "group")
"""Fields that apply to all answers of a row."""
_COLUMN, _CELL = "(column)", "(cell)"
_REFERENCES = frozenset(
    {"expected", "reference", "gold", "golden", "target", "truth", "correct", "ideal", "label"}
    | {"labels", "category", "topic", "tag", "tags", "type", "split", "source", "difficulty"}
    | {"lang", "language", "comment", "comments", "note", "notes", "id", "index", "row"}
)
"""Words in the names of text columns that are not a model's answers."""
_MEASURES = re.compile(
    r"[_\s-](?:ms|s|id|score|cost|error|tokens?|time|latency|reason|date)$", re.IGNORECASE
)


def value_at(data: Any, path: str) -> Any:
    """The field with this name, or at this path with dots; `None` if there is none.

    In a list, a step of the path is a position, as in `choices.0.message`.
    """
    if isinstance(data, Mapping) and path in data:
        return data[path]
    value = data
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            return None
    return value


def plain_text(value: Any) -> str | None:
    """A field as text: objects, lists, numbers, true and false as JSON; `None` stays `None`."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


class Fields(Struct, frozen=True):
    """The mapping of portcheck's fields to those of a file."""

    names: Mapping[str, str]
    """portcheck's name, a key of `GUESSES`, to the file's field."""
    columns: tuple[str, ...] = ()
    """If a row has the answers of several models: the columns with one model's answers each."""

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a row, by portcheck's names."""
        return {name: value_at(values, path) for name, path in self.names.items()}

    def describe(self) -> list[str]:
        """`name <- field` for each field, so that a person can check the guesses."""
        shown = [
            f"{name} <- {path}" for name, path in self.names.items() if path not in {_COLUMN, _CELL}
        ]
        columns = ", ".join(self.columns)
        return [*shown, f"one provider per column <- {columns}"] if columns else shown


def choose_fields(
    rows: Sequence[Row],
    given: Mapping[str, str],
    source: Path,
    *,
    columns: Sequence[str] = (),
    kept: Sequence[str] = (),
) -> Fields:
    """The mapping of fields: those of flags, and guesses for the others.

    Args:
        rows: all rows.
        given: portcheck's name to the file's field, from flags.
        source: the file, for messages.
        columns: columns with the answers of one provider each; guessed if no field has a provider
            or an answer.
        kept: fields that have no answers.

    Raises:
        UsageError: a required field cannot be guessed, or no row has a field of a flag.
    """
    known = dict.fromkeys(name for row in rows for name in row.values)
    found = dict(given)
    for name, guesses in GUESSES.items():
        guess = next((guess for guess in guesses if guess in known), None)
        if name not in found and guess is not None:
            found[name] = guess
    chosen = tuple(columns)
    if not chosen and "provider" not in found and "answer" not in found:
        chosen = _answer_columns(rows, known, {*found.values(), *kept})
    for column in columns:
        _in_a_row(rows, "answer-columns", column, known)
    if columns or len(chosen) > 1:
        named = {name: path for name, path in found.items() if name in _OF_CASE}
        found = {**named, "provider": _COLUMN, "answer": _CELL}
    for name in REQUIRED:
        if name not in found:
            raise UsageError(
                f"{source}: which field holds the {name}?", hint=_how_named(name, rows[0], known)
            )
    for name, path in given.items():
        _in_a_row(rows, name.replace("_", "-"), path, known)
    return Fields(found, chosen if found["answer"] == _CELL else ())


def _how_named(name: str, row: Row, known: Mapping[str, None]) -> str:
    hint = f"name it with --{name} FIELD"
    if name != "prompt":
        hint += ", or, if each column holds one model's answers, the columns with --answer-columns"
    hint += f"; the rows have: {', '.join(known)}"
    if any(isinstance(one, dict) for one in row.values.values()):
        hint += "; to read bodies of requests and answers use portcheck import traffic"
    return hint


def _in_a_row(rows: Sequence[Row], flag: str, path: str, known: Mapping[str, None]) -> None:
    if not any(value_at(row.values, path) is not None for row in rows):
        raise UsageError(
            f"--{flag} {path}: no row has that field", hint=f"the rows have: {', '.join(known)}"
        )


def _answer_columns(
    rows: Sequence[Row], known: Mapping[str, None], taken: set[str]
) -> tuple[str, ...]:
    """The columns that may be answers: no other field's, with text in at least half of the rows."""
    usual = {guess for guesses in GUESSES.values() for guess in guesses}
    found = []
    for name in known:
        words = set(re.split(r"[\W_]+", name.lower()))
        if name in taken | usual or words & _REFERENCES or _MEASURES.search(name):
            continue
        cells = [value_at(row.values, name) for row in rows]
        if 2 * sum(isinstance(cell, str) for cell in cells) >= len(rows):
            found.append(name)
    return tuple(found)


def one_answer_a_row(rows: Sequence[Row], fields: Fields) -> list[Row]:
    """The rows, with one row for each answer; empty cells are left out."""
    if not fields.columns:
        return list(rows)
    return [
        Row(row.line, {**row.values, _COLUMN: column, _CELL: cell})
        for row in rows
        for column in fields.columns
        if (cell := value_at(row.values, column)) is not None
    ]


Answers = dict[str, dict[str, list[Row]]]
"""Provider to case to its rows, in the file's order."""


def sort_rows(
    source: Path, rows: Sequence[Row], fields: Fields
) -> tuple[dict[str, dict[str, Any]], Answers]:
    """Case id to the fields of its first row, and the rows of each provider and case.

    Raises:
        ConfigError: rows have no prompt or provider, or another prompt than their case.
    """
    cases: dict[str, dict[str, Any]] = {}
    answers: Answers = defaultdict(lambda: defaultdict(list))
    numbers: dict[str, str] = {}
    mistakes = Mistakes(source)
    for row in rows:
        values = fields.of(row.values)
        wrong = next((n for n in ("prompt", "provider") if not _is_text(values[n])), None)
        if wrong:
            mistakes.add(
                row.line, f"the {wrong} is not text", f"it comes from {fields.names[wrong]}"
            )
            continue
        case = _case_id(values, numbers)
        known = cases.setdefault(case, {**values, "row": row.values})
        differs = [
            name for name in ("prompt", "system", "group") if known.get(name) != values.get(name)
        ]
        if differs:
            mistakes.add(
                row.line,
                f"case {case!r} has a different {differs[0]} here than before",
                "name the field that distinguishes cases with --case",
            )
            continue
        answers[values["provider"]][case].append(row)
    mistakes.stop()
    return cases, answers


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _case_id(values: Mapping[str, Any], numbers: dict[str, str]) -> str:
    if values.get("case") is not None:
        return str(values["case"])
    key = json.dumps([values["prompt"], values.get("system")])
    return numbers.setdefault(key, f"prompt-{len(numbers) + 1:04d}")
