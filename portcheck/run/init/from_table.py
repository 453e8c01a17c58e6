"""Make a suite from a table of questions, with the right answers if it has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from portcheck.config.reading.rows import Row
from portcheck.errors import UsageError
from portcheck.imports.suites.converted import Made, unique
from portcheck.model.did_you_mean import known
from portcheck.run.answers.log_file import read_rows
from portcheck.run.answers.rows import GUESSES, plain_text
from portcheck.run.foreign.writing import Written, write_made
from portcheck.run.plan.preflight import slug

EXPECTED = (
    *("expected", "expected_answer", "expected_output", "reference", "target", "label", "gold"),
    *("ideal", "answer", "output", "queue", "category", "class"),
)
"""Usual names of the column with the right answer."""
PROMPTS = (*GUESSES["prompt"], "text", "message", "ticket", "body", "user")
_IDS = ("id", "case", "case_id", "key", "number")
_SHORT = 60
_MOST_VALUES = 12


def import_table(
    source: Path,
    folder: Path,
    *,
    prompt: str | None = None,
    expected: str | None = None,
    providers: Mapping[str, Mapping[str, Any]],
) -> tuple[Written, str, str]:
    """Write the suite of a table to a new folder.

    Args:
        source: CSV or JSON Lines.
        folder: where to write; new, or empty.
        prompt: the column with the questions; `None`: it is guessed.
        expected: the column with the right answers; `None`: it is guessed, and may not exist.
        providers: entries of the providers file.

    Returns:
        The result, the column with the questions, and the one with the right answers, or "".

    Raises:
        UsageError: a column is missing or cannot be guessed, or the folder is not empty.
        ConfigError: the table cannot be read.
    """
    rows = read_rows(source)
    columns = list(dict.fromkeys(name for row in rows for name in row.values))
    asked = _column(source, "prompt", prompt, PROMPTS, columns)
    right = _column(source, "expected", expected, EXPECTED, [c for c in columns if c != asked])
    if not asked:
        raise UsageError(
            f"{source}: which column holds the questions?",
            hint=f"name it with --prompt FIELD; the table has: {', '.join(columns)}",
        )
    made = Made(name=slug(source.stem), source=source.name, tool="table")
    made.rows["cases.jsonl"] = _cases(rows, asked, right)
    entry: dict[str, Any] = {"file": "cases.jsonl", "id": "id", "vars": {"prompt": "prompt"}}
    checks = _checks([row["expected"] for row in made.rows["cases.jsonl"]]) if right else []
    made.workloads[made.name] = {
        "about": f"Questions of {source.name}",
        "prompt": {"user": "{{ prompt }}"},
        "cases_from": [entry | ({"checks": checks} if checks else {})],
    }
    made.kept = len(checks)
    made.providers |= {name: dict(one) for name, one in providers.items()}
    return write_made(made, folder), asked, right


def _column(
    source: Path, flag: str, given: str | None, usual: Sequence[str], columns: Sequence[str]
) -> str:
    if given is not None:
        known(given, columns, f"column of {source.name} for --{flag}")
        return given
    by_form = {name.casefold(): name for name in columns}
    return next((by_form[name] for name in usual if name in by_form), "")


def _cases(rows: Sequence[Row], asked: str, right: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    ids = set[str]()
    for row in rows:
        text = row.values.get(asked)
        answer = row.values.get(right) if right else None
        if text in (None, "") or (right and answer in (None, "")):
            continue
        stated = [row.values[name] for name in _IDS if row.values.get(name) not in (None, "")]
        case = unique(str(stated[0]) if stated else f"row-{row.line}", ids)
        ids.add(case)
        if isinstance(answer, (list, dict)):
            answer = plain_text(answer)
        found.append(
            {"id": case, "prompt": plain_text(text)} | ({"expected": answer} if right else {})
        )
    return found


def _checks(answers: Sequence[Any]) -> list[dict[str, Any]]:
    """The checks for these right answers: the whole text if all are short, else its facts."""
    texts = [(plain_text(answer) or "").strip() for answer in answers]
    if any(len(text) > _SHORT for text in texts):
        return [{"facts": {"reference": "{{ row.expected }}"}}]
    distinct = sorted(set(texts))
    few = 1 < len(distinct) <= min(_MOST_VALUES, len(texts) // 3)
    return [*([{"one_of": distinct}] if few else []), {"equals": "{{ row.expected }}"}]
