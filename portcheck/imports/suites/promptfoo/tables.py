"""Convert rows of a table to tests; columns that begin with `__` are more than variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portcheck.imports.suites.converted import Made, Place

_CONFIG = re.compile(r"__config:__expected(\d*):(\w+)\Z")
_WRITTEN = re.compile(r"\s*((?:not-)?[a-z][a-z0-9:-]*?)(?:\(([^()]+)\))?(?::\s?(.*))?\Z", re.DOTALL)
_DISTANCE = "0.75"
"""promptfoo's default threshold of `levenshtein` in a table."""
_CODE = ("fn:", "eval:", "javascript:")
_PLAIN = {"is-json", "contains-json", "is-refusal", "is-sql", "contains-sql", "is-html", "is-xml"}
_PLAIN |= {"contains-html", "contains-xml", "is-valid-openai-tools-call", "answer-relevance"}
_PLAIN |= {"is-valid-openai-function-call", "is-valid-function-call", "guardrails", "latency"}
_WITH_VALUE = (
    *("bleu", "classifier", "contains", "contains-all", "contains-any", "contains-json", "cost"),
    *("context-faithfulness", "context-recall", "context-relevance", "equals", "factuality"),
    *("finish-reason", "g-eval", "gleu", "icontains", "icontains-all", "icontains-any"),
    *("is-json", "latency", "levenshtein", "llm-rubric", "meteor", "model-graded-closedqa"),
    *("model-graded-factuality", "moderation", "perplexity", "perplexity-score", "pi", "python"),
    *("regex", "rouge-n", "select-best", "similar", "similar:cosine", "similar:dot"),
    *("similar:euclidean", "starts-with", "webhook", "word-count", "tool-call-f1", "ruby"),
)


def test_of_row(row: Mapping[str, Any], place: Place, made: Made) -> dict[str, Any]:
    """Convert a row to a test in the format of a configuration."""
    test: dict[str, Any] = {"vars": {}}
    expected: list[str] = []
    settings: dict[int, dict[str, Any]] = {}
    for column, cell in row.items():
        text = str(cell)
        if not column.startswith("__"):
            test["vars"][column] = cell
        elif column.startswith("__expected"):
            expected += [text.strip()] if text.strip() else []
        elif found := _CONFIG.match(column):
            if text.strip():
                settings.setdefault(int(found[1] or 1), {})[found[2]] = number(text)
        elif text.strip():
            _column(column, text, test, place, made)
    test["assert"] = [
        {**assertion_of(text), **settings.pop(place_of, {})}
        for place_of, text in enumerate(expected, 1)
    ]
    for place_of in sorted(settings):
        why = f"the row has {len(expected)} assertions"
        made.omit(place, f"column __config:__expected{place_of}", why)
    return test


def _column(column: str, text: str, test: dict[str, Any], place: Place, made: Made) -> None:
    """Add a column that is neither a variable nor an expected value to a test."""
    name = column.removeprefix("__")
    if name.startswith("metadata:"):
        key = name.removeprefix("metadata:")
        items = [one.replace("\\,", ",").strip() for one in re.split(r"(?<!\\),", text)]
        value = items if key.endswith("[]") else text
        test.setdefault("metadata", {})[key.removesuffix("[]")] = value
    elif name in {"prefix", "suffix"}:
        test.setdefault("options", {})[name] = text
    elif name == "description":
        test["description"] = text
    elif name == "threshold":
        test["threshold"] = number(text)
    elif name != "metric":
        made.omit(place, f"column {column}", "promptfoo's documentation has no such column")


def number(text: str) -> Any:
    """The number in a cell; the cell's text if it is not a number."""
    try:
        found = float(text)
    except ValueError:
        return text
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def assertion_of(text: str) -> dict[str, Any]:
    """Convert a cell of `__expected` to an assertion; text without a type becomes `equals`."""
    for start in _CODE:
        if text.startswith(start):
            return {"type": "javascript", "value": text.removeprefix(start).strip()}
    if text.startswith("grade:"):
        return {"type": "llm-rubric", "value": text.removeprefix("grade:").strip()}
    found = _WRITTEN.match(text)
    if found is None:
        return {"type": "equals", "value": text}
    kind, threshold, value = found[1], found[2], found[3]
    bare = kind.removeprefix("not-")
    if value is None and bare not in _PLAIN:
        return {"type": "equals", "value": text}
    if bare not in _WITH_VALUE and bare not in _PLAIN:
        return {"type": "equals", "value": text}
    made: dict[str, Any] = {"type": kind}
    if threshold is not None or bare == "levenshtein":
        made["threshold"] = number(threshold or _DISTANCE)
    if value is not None and value.strip():
        made["value"] = value.strip()
    if bare in {"latency", "cost"} and "threshold" not in made and "value" in made:
        made["threshold"] = number(made.pop("value"))
    return made
