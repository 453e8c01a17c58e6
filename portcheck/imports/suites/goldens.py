"""Read goldens and test cases of DeepEval, and rows of Braintrust."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from portcheck.imports.suites.answered_questions import (
    Asked,
    add_workload,
    as_text,
    completion,
    failure,
    turns_of,
)
from portcheck.imports.suites.converted import Made, Place
from portcheck.imports.suites.promptfoo.rubrics import AGREES

Row = tuple[Place, Mapping[str, Any]]
ReadRow = Callable[[Place, Mapping[str, Any], str, Made], Asked | None]
_NO_CHECK = (
    "the file does not say how to compare answers with it: import again with --check 'equals: "
    '"{{ row.expected }}"\' or with a panel, --judge'
)


def import_rows(
    rows: Iterable[tuple[str, Row]],
    read: ReadRow,
    checks: Sequence[Mapping[str, Any]],
    panel: Any,
    made: Made,
) -> Made:
    """Add rows as one workload.

    Args:
        rows: rows, each with the file's name of the provider that answered.
        read: makes a question from a row, or returns `None` if the row is not a question.
        checks: the user's checks, which may use `{{ row.expected }}` and other fields.
        panel: ids of judges, if there are any.
        made: the suite.
    """
    asked = [one for provider, (place, row) in rows if (one := read(place, row, provider, made))]
    expects = [one for one in asked if one.fields.get("expected")]
    if expects and any("row.expected" in as_text(check) for check in checks):
        for one in asked:
            if not one.fields.get("expected"):
                made.omit_record(one.place, "row", "it has no expected output for the checks")
        asked = expects
    found = [dict(check) for check in checks]
    if panel and expects and len(expects) == len(asked):
        found.append({"judge": {"rubric": AGREES, "reference": "{{ row.expected }}"}})
    if expects and not found:
        made.omit(expects[0].place, "the expected output as a check", _NO_CHECK)
    made.kept += len(found)
    settings: dict[str, Any] = {"about": f"Imported from {made.tool}"}
    if panel:
        settings["judges"] = panel
    add_workload(made, made.name, asked, [made.at(c, Place("--check")) for c in found], settings)
    return made


def _first(row: Mapping[str, Any], *names: str) -> Any:
    """The first of these fields that is not empty."""
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


# --- DeepEval ----------------------------------------------------------------------------------

_KNOWN = frozenset(
    {"input", "actual_output", "actualOutput", "expected_output", "expectedOutput", "context"}
    | {"retrieval_context", "retrievalContext", "name", "comments", "source_file", "sourceFile"}
    | {"additional_metadata", "additionalMetadata", "metadata", "tags", "custom_column_key_values"}
    | {"customColumnKeyValues", "token_cost", "completion_time", "completionTime", "success"}
    | {"runDuration", "order", "evaluationCost", "tokenCost", "multimodal", "identifier"}
)


_FILE = re.compile(r"\[DEEPEVAL:(?:IMAGE|PDF|MLLM)\w*:")
"""DeepEval's placeholder for an image or a document."""


def golden(place: Place, row: Mapping[str, Any], provider: str, made: Made) -> Asked | None:
    """Read a golden or a test case of one turn, or a conversation up to the user's last turn."""
    turns = row.get("turns")
    messages: list[dict[str, Any]] = []
    if isinstance(turns, list):
        messages = turns_of(turns)
        while messages and messages[-1]["role"] != "user":
            messages.pop()
    elif isinstance(row.get("input"), str) and row["input"]:
        messages = [{"role": "user", "content": row["input"]}]
    if any(_FILE.search(as_text(message["content"])) for message in messages):
        made.omit_record(place, "golden", "it holds files, not text alone")
        return None
    if not messages:
        made.omit_record(
            place, "golden", "it has no input: portcheck does not ask scenarios of a simulated user"
        )
        return None
    for key in sorted(set(row) - _KNOWN - {"turns"}):
        if row[key] not in (None, [], {}, ""):
            made.omit(place, key, _why(key))
    answer = _first(row, "actual_output", "actualOutput")
    fields: dict[str, Any] = {"expected": as_text(_first(row, "expected_output", "expectedOutput"))}
    for name in ("context", "retrieval_context", "retrievalContext"):
        value = row.get(name)
        if value:
            pieces = value if isinstance(value, list) else [value]
            fields["context"] = "\n".join(as_text(one) for one in pieces)
            break
    fields.setdefault("context", "")
    return Asked(
        id=as_text(row.get("name")) or f"golden-{place.line}",
        place=place,
        messages=messages,
        fields=fields,
        answers={} if answer is None else {provider: [_timed(answer, row)]},
    )


def _timed(answer: Any, row: Mapping[str, Any]) -> Any:
    return completion(answer, seconds=_first(row, "completion_time", "completionTime"))


def _why(key: str) -> str:
    if "tool" in key.lower():
        return "its tools have no schema: declare them in the suite, and use tool_call"
    if key in {"metricsData", "metrics_data", "metrics"}:
        return (
            "portcheck scores the answers itself: write the metric as a check, with --check "
            "or --judge"
        )
    return "a case has no such field here"


# --- Braintrust --------------------------------------------------------------------------------


def braintrust_row(place: Place, row: Mapping[str, Any], provider: str, made: Made) -> Asked | None:
    """Read a record of a dataset or the root span of an experiment; skip the other spans."""
    if row.get("is_root") is False or _is_step(row):
        made.note("spans below the root are steps of an answer, and are not imported")
        return None
    if row.get("input") is None:
        made.omit_record(place, "row", "it has no input")
        return None
    metadata = row.get("metadata")
    facts = metadata if isinstance(metadata, Mapping) else {}
    scores = row.get("scores")
    for name in scores if isinstance(scores, Mapping) else {}:
        made.omit(Place(place.file), f"score {name}", _SCORE)
    metrics = row.get("metrics")
    counts = metrics if isinstance(metrics, Mapping) else {}
    answers: dict[str, list[Any]] = {}
    model = as_text(facts.get("model")) or provider
    if row.get("error"):
        answers = {model: [failure(row["error"])]}
    elif row.get("output") is not None:
        seconds = _difference(counts.get("start"), counts.get("end"))
        answers = {model: [completion(_text(row["output"]), usage=counts, seconds=seconds)]}
    return Asked(
        id=as_text(_first(row, "origin_id", "dataset_record_id", "id")) or f"row-{place.line}",
        place=place,
        messages=turns_of(row["input"]),
        fields={"expected": as_text(row.get("expected"))},
        answers=answers,
        record=row if _first(row, "span_id", "id") is not None else None,
    )


_SCORE = "portcheck scores the answers itself: write the metric as a check, with --check or --judge"


def _is_step(row: Mapping[str, Any]) -> bool:
    root, span = row.get("root_span_id"), row.get("span_id")
    return root is not None and span is not None and root != span


def _difference(start: Any, end: Any) -> Any:
    both = isinstance(start, (int, float)) and isinstance(end, (int, float))
    return end - start if both else None


def _text(output: Any) -> Any:
    """The text of an output that is a model's message; otherwise the output itself."""
    one = output[0] if isinstance(output, list) and len(output) == 1 else output
    message = one.get("message", one) if isinstance(one, Mapping) else None
    content = message.get("content") if isinstance(message, Mapping) else None
    return content if isinstance(content, str) else output


def listed(value: Any) -> Iterator[Any]:
    """Yield the rows of a JSON document: a list, or the list inside an export's object."""
    if isinstance(value, Mapping):
        for key in ("testCases", "test_cases", "goldens", "rows", "data", "events", "objects"):
            if isinstance(value.get(key), list):
                value = value[key]
                break
        else:
            value = [value]
    yield from value if isinstance(value, list) else ()
