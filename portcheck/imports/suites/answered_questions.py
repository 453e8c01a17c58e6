"""Convert questions and answers in other tools' logs to rows of a data file and recordings."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.error_classes import Failure
from portcheck.imports.suites.converted import Made, Place, unique
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, FinishReason, Timing, Usage
from portcheck.value import LARGEST

_FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "content_filter": "content_filter",
    "refusal": "refusal",
}
MOST = 100_000
"""Most rows of one import."""


class Asked(Struct, kw_only=True):
    """One question of a foreign file."""

    id: str
    place: Place
    messages: Sequence[Mapping[str, Any]]
    """Turns in the format of Chat Completions; a system prompt comes first."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields that checks may use as `{{ row.NAME }}`."""
    answers: dict[str, list[Completion | Failure]] = field(default_factory=dict)
    """Answers by provider, in the order of repeats."""
    record: Mapping[str, Any] | None = None
    """Its record, if that has an id of its own: where it comes again, nobody answered again."""


def add_workload(
    made: Made,
    name: str,
    asked: Iterable[Asked],
    checks: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
) -> None:
    """Add a workload whose cases are the rows of a data file, with their recorded answers.

    Args:
        made: the suite.
        name: name of the workload in the foreign file.
        asked: its questions; those with one id and the same messages are one case.
        checks: checks of every case.
        settings: other keys of the workload.
    """
    title = unique(name, made.workloads)
    file = f"cases-{len(made.rows) + 1}.jsonl" if made.rows else "cases.jsonl"
    rows: dict[str, dict[str, Any]] = {}
    repeats = 1
    for one in _once(asked, made):
        if len(rows) >= MOST:
            made.omit(one.place, "more rows", f"at most {MOST} are imported")
            break
        row = {"id": one.id, "messages": list(one.messages), **one.fields}
        known = rows.get(one.id)
        if known is not None and known["messages"] != row["messages"]:
            row["id"] = unique(one.id, rows)
            known = None
        if known is None:
            rows[row["id"]] = made.at(row, one.place)
        for provider, answers in one.answers.items():
            kept = made.answers.setdefault(provider, {}).setdefault((title, row["id"]), [])
            kept += answers
            repeats = max(repeats, len(kept))
    if not rows:
        made.omit(Place(made.source), name, "it has no questions")
        return
    made.rows[file] = list(rows.values())
    entry: dict[str, Any] = {"file": file, "id": "id"}
    if repeats > 1:
        entry["repeats"] = min(repeats, 1000)
    entry["prompt"] = {"messages": "{{ row.messages }}"}
    if checks:
        entry["checks"] = [dict(check) for check in checks]
    workload = {**settings, "cases_from": entry}
    made.workloads[title] = made.at(workload, Place(made.source))


def _once(asked: Iterable[Asked], made: Made) -> Iterator[Asked]:
    """Yield what was asked, without the records of a provider that were there already."""
    seen: set[bytes] = set()
    for one in asked:
        if one.record is not None:
            text = json.dumps([*one.answers, one.record], sort_keys=True, default=str)
            record = hashlib.sha256(text.encode()).digest()
            if record in seen:
                made.note("a record that occurs twice, with its id, is one answer")
                continue
            seen.add(record)
        yield one


def completion(
    text: Any,
    *,
    finish: Any = None,
    usage: Mapping[str, Any] | None = None,
    seconds: Any = None,
    calls: Sequence[ToolCall] = (),
    model: Any = None,
) -> Completion:
    """Make an answer as a live run would have read it; anything but text becomes JSON."""
    counts = usage or {}
    return Completion(
        text=as_text(text),
        finish_reason=_FINISH.get(str(finish), "tool_calls" if calls else "stop"),
        tool_calls=tuple(calls),
        usage=Usage(
            input_tokens=_whole(counts.get("input_tokens", counts.get("prompt_tokens"))),
            output_tokens=_whole(counts.get("output_tokens", counts.get("completion_tokens"))),
        ),
        timing=Timing(total_s=_seconds(seconds)),
        served_model=model if isinstance(model, str) and model else None,
    )


def failure(message: Any) -> Failure:
    """Make the failure of a call without an answer."""
    shown = as_text(message)[:300] or "the file has no answer"
    return Failure(error_class="malformed_response", message=shown)


def as_text(value: Any) -> str:
    """Return a text unchanged, "" for `None`, and JSON for anything else."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def turns_of(value: Any) -> list[dict[str, Any]]:
    """Convert an input to turns: a text becomes the user's, a list of messages stays."""
    if isinstance(value, Mapping) and isinstance(value.get("messages"), list):
        value = value["messages"]
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, Mapping) and "role" in one and "content" in one for one in value)
    ):
        return [{"role": one["role"], "content": one["content"]} for one in value]
    if isinstance(value, Mapping) and len(value) == 1:
        inner = next(iter(value.values()))
        value = inner if isinstance(inner, str) else value
    return [{"role": "user", "content": as_text(value)}]


def _whole(value: Any) -> int | None:
    is_count = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if is_count and 0 <= value < LARGEST else None


def _seconds(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= sys.float_info.max else 0.0
