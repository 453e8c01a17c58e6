"""Convert promptfoo's assertions to checks; each kind of assertion is a row of `KINDS`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from portcheck.imports.suites.converted import CannotSayError, FileRefusedError, Files
from portcheck.imports.suites.promptfoo import rubrics
from portcheck.imports.suites.promptfoo.code.javascript import (
    Check,
    javascript_check,
    joined,
    negated,
)
from portcheck.imports.suites.promptfoo.code.patterns import python_pattern
from portcheck.imports.suites.promptfoo.code.python import python_check
from portcheck.imports.suites.promptfoo.code.transforms import TRIMMED, extract_of
from portcheck.imports.suites.promptfoo.templates import LONE, translate
from portcheck.imports.suites.promptfoo.trajectories import is_of_steps, trajectory_check

_UNLIKE = (
    "shared words do not show that an answer is right: require parts of it with contains, facts "
    "or wording, or use judge"
)
_CLOSENESS = "portcheck does not compare embeddings: use judge with a reference"
_PAGES = "HTML and XML parsers accept nearly anything: use regex, or python with --allow-code"
_CODE = "it is code, which an import never runs: rewrite it as a check `python` with --allow-code"
NONE: Mapping[str, str] = {
    **dict.fromkeys(("rouge-n", "rouge-l", "rouge-s", "bleu", "gleu", "meteor"), _UNLIKE),
    **dict.fromkeys(("similar", "similar:cosine", "similar:dot", "similar:euclidean"), _CLOSENESS),
    **dict.fromkeys(("is-html", "contains-html", "is-xml", "contains-xml"), _PAGES),
    "classifier": "it calls a classifier: a plug-in or a check `python` can",
    "moderation": "it calls a moderation service: `refusal` judges blocked answers",
    "guardrails": (
        "a block by the provider is an answer, which the automatic check `refusal` judges"
    ),
    "perplexity": "most vendors do not return probabilities",
    "perplexity-score": "most vendors do not return probabilities",
    "search-rubric": "a judge that searches the web gives different answers each day",
    "max-score": "portcheck does not choose a candidate by the score of its answer",
    "human": "people label answers after a run, with `portcheck review`",
    "context-relevance": "retrieved text is not the model's answer",
    "ruby": _CODE,
    "webhook": "a suite cannot name hosts: use a plug-in",
    "skill-used": "only its program knows skills, a model calls tools: use called",
}
"""Kinds without an equivalent, and why."""


_EDGES = frozenset({"equals", "starts-with", "regex", "levenshtein", "javascript", "python"})
"""Kinds for which white space around the output matters."""
_WHOLE = frozenset({"latency", "cost", "is-refusal", "finish-reason", "select-best"})
"""Kinds that look at more than the text of an answer."""


class Asking(Struct, frozen=True):
    """The context in which an assertion is read."""

    files: Files
    tools: tuple[str, ...] = ()
    """Names of the tools that the request declares."""
    judges: bool = False
    """Whether there is a panel of judges."""
    transform: Any = None
    """The test's transform of the output, which comes before the assertion's own."""
    parsed: bool = False
    """Whether every answer must follow a schema: promptfoo then parses it for code."""


def check_of(assertion: Mapping[str, Any], asking: Asking) -> Check:
    """Convert an assertion to a check.

    Raises:
        CannotSayError: it has no equivalent.
    """
    kind = assertion.get("type")
    if not isinstance(kind, str):
        raise CannotSayError("it has no type")
    if kind == "assert-set":
        return _set(assertion, asking)
    inverse, name = kind.startswith("not-"), kind.removeprefix("not-")
    if is_of_steps(kind):
        return trajectory_check(assertion, asking.tools)
    if name.startswith("trace-"):
        raise CannotSayError("it reads a trace, which portcheck does not record")
    if name in NONE:
        raise CannotSayError(NONE[name])
    make = KINDS.get(name)
    if make is None:
        raise CannotSayError("promptfoo's documentation has no such type")
    if name in JUDGED and not asking.judges:
        raise CannotSayError(
            "a panel of two vendors must judge it: name one with --judge, as in "
            "--judge openai:gpt-5.4-2026-03-05 --judge anthropic:messages:claude-sonnet-5"
        )
    check = make(assertion, asking)
    if inverse:
        check = {"refusal": "none"} if name == "is-refusal" else negated(check)
    return _extracted(check, assertion, asking)


def _transform(assertion: Mapping[str, Any], asking: Asking) -> Any:
    """The transform of the output before the comparison; `None` if there is none."""
    first, second = asking.transform, assertion.get("transform")
    if first is None or second is None:
        return second if first is None else first
    if first == "JSON.parse(output)" and isinstance(second, str):
        return second
    raise CannotSayError("the output is transformed twice")


def _extracted(check: Check, assertion: Mapping[str, Any], asking: Asking) -> Check:
    transform = _transform(assertion, asking)
    name = str(assertion.get("type")).removeprefix("not-")
    if transform is None or name in _WHOLE:
        return check
    if name == "javascript" and transform == "JSON.parse(output)":
        return check  # its parts name the fields themselves
    extract = extract_of(transform)
    if extract is None and name in _EDGES and str(transform).rstrip("; ").endswith(".trim()"):
        extract = {"regex": TRIMMED}
    return {**check, "extract": extract} if extract is not None else check


def _set(assertion: Mapping[str, Any], asking: Asking) -> Check:
    parts = assertion.get("assert")
    if not isinstance(parts, list) or not parts:
        raise CannotSayError("the set is empty")
    made = []
    for part in parts:
        if not isinstance(part, Mapping):
            raise CannotSayError("one of its assertions is not a mapping")
        try:
            made.append((check_of(part, asking), part.get("weight", 1)))
        except CannotSayError as exc:
            raise CannotSayError(f"its assertion {part.get('type')}: {exc}") from None
    return weighted(made, assertion.get("threshold"))


def weighted(parts: list[tuple[Check, Any]], threshold: Any) -> Check:
    """Join several checks: all must pass, or a weighted mean must be at least `threshold`.

    Raises:
        CannotSayError: the check `all_of` does not accept a weight or the threshold.
    """
    if threshold is None:
        return joined("all_of", [check for check, _ in parts])
    if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        raise CannotSayError(f"the threshold {threshold!r} is not between 0 and 1")
    weights = [weight for _, weight in parts]
    if not all(isinstance(one, (int, float)) and one >= 0 for one in weights) or not sum(weights):
        raise CannotSayError("a weight is not a number above 0")
    if threshold == 0:
        raise CannotSayError("with a threshold of 0 every answer passes: it checks nothing")
    checks = [
        check | ({"weight": weight} if weight != 1 else {}) for check, weight in parts if weight > 0
    ]
    return {"all_of": {"checks": checks, "score": "weighted", "at_least": threshold}}


# --- one kind each -----------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """Convert a value to the text that a check compares, and translate its template."""
    if isinstance(value, bool) or value is None:
        raise CannotSayError("its value is not a text")
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        raise CannotSayError("its value is not a text")
    if value.startswith("file://"):
        raise CannotSayError(f"its value comes from {value}, which is not imported")
    if not value:
        raise CannotSayError("its value is empty: it checks nothing")
    made = translate(value).text
    lone = LONE.match(made)
    return f"{{{{ {lone[1]} | string }}}}" if lone else made


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        if "{{" in value:
            raise CannotSayError("a template makes its list of texts")
        value = _by_commas(value)
    if not isinstance(value, list) or not value:
        raise CannotSayError("its value is not a list of texts")
    return [text_of(one) for one in value]


def _by_commas(text: str) -> list[str]:
    """Split a text at commas outside of quotes."""
    pieces = re.findall(r'\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)', text)
    return [found for quoted, bare in pieces if (found := (quoted or bare).strip())]


def _equals(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    value = assertion.get("value")
    if isinstance(value, (dict, list)):
        return {"json_schema": {"const": value}}
    return {"equals": {"value": text_of(value), "exact": True}}


def _contains(how: str, *, ignore_case: bool) -> Callable[[Mapping[str, Any], Asking], Check]:
    def make(assertion: Mapping[str, Any], _asking: Asking) -> Check:
        value = assertion.get("value")
        found = [text_of(value)] if how == "one" else _texts(value)
        many = "any" if how == "any" else "all"
        return {"contains": {many: found, "ignore_case": ignore_case}}

    return make


def _starts(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    text = text_of(assertion.get("value"))
    if "{{" in text:
        raise CannotSayError("a template makes its text, so a pattern cannot quote it")
    escaped = re.sub(r"([^\w\s])", r"\\\1", text)
    return {"regex": f"\\A{escaped}"}


def _regex(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    return {"regex": python_pattern(text_of(assertion.get("value")))}


def _schema(assertion: Mapping[str, Any], asking: Asking) -> dict[str, Any]:
    value = assertion.get("value")
    if isinstance(value, str) and value.startswith("file://"):
        name = value.removeprefix("file://")
        if not name.endswith((".json", ".yaml", ".yml")):
            raise CannotSayError(f"its schema comes from code: {name}")
        try:
            value = asking.files.document(name).value
        except FileRefusedError as exc:
            raise CannotSayError(f"its schema is in {name}: {exc}") from None
    elif isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise CannotSayError("its schema is a text that is not JSON") from None
    if value is None:
        return {"$comment": "any JSON"}
    if not isinstance(value, dict):
        raise CannotSayError("its schema is not a mapping")
    return {key: part for key, part in value.items() if key != "$schema"} or {"$comment": "any"}


def _is_json(assertion: Mapping[str, Any], asking: Asking) -> Check:
    return {"json_schema": _schema(assertion, asking)}


def _contains_json(assertion: Mapping[str, Any], asking: Asking) -> Check:
    if assertion.get("value") is None:  # promptfoo looks for an object, in a list too
        among = {"type": "array", "contains": {"type": "object"}}
        return {"json_schema": {"anyOf": [{"type": "object"}, among]}, "json": "lenient"}
    schema = _schema(assertion, asking)
    kind = {} if {"type", "anyOf", "oneOf", "allOf"} & set(schema) else {"type": "object"}
    return {"json_schema": kind | schema, "json": "lenient"}


def _tool_calls(_assertion: Mapping[str, Any], asking: Asking) -> Check:
    if not asking.tools:
        raise CannotSayError("it declares no tools that can be imported")
    return joined("any_of", [{"tool_call": name} for name in asking.tools])


def _number(assertion: Mapping[str, Any], factor: float) -> float:
    found = assertion.get("threshold")
    if isinstance(found, bool) or not isinstance(found, (int, float)) or found <= 0:
        raise CannotSayError("its threshold is not a number above 0")
    return found * factor


def _distance(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    most = assertion.get("threshold", 5)
    if not isinstance(most, (int, float)) or most < 0:
        raise CannotSayError("its threshold is not a number")
    argument = {"value": text_of(assertion.get("value")), "max_edits": int(most)}
    return {"edit_distance": argument | {"ignore_case": False}}


def _words(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    value = assertion.get("value")
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, int):
        return {"count": {"words": {"exactly": value}}}
    bounds = {key: value[key] for key in ("min", "max") if key in value} if value else {}
    if not bounds or not all(isinstance(bound, int) for bound in bounds.values()):
        raise CannotSayError("its value is neither a number nor bounds")
    return {"count": {"words": bounds}}


def _finish(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    reason = assertion.get("value")
    if reason not in ("stop", "length", "content_filter", "tool_calls"):
        raise CannotSayError("its reason is not stop, length, content_filter or tool_calls")
    return {"finish_reason": reason}


def _code(assertion: Mapping[str, Any], asking: Asking) -> Check:
    value = assertion.get("value")
    if not isinstance(value, str) or value.startswith("file://"):
        raise CannotSayError(_CODE)
    if assertion.get("threshold") is not None:
        raise CannotSayError("it is code with its own score")
    name = str(assertion.get("type")).removeprefix("not-")
    if name == "python":
        return python_check(value)
    transform = _transform(assertion, asking)
    parsed = transform == "JSON.parse(output)" or (asking.parsed and transform is None)
    return javascript_check(value, parsed=parsed)


def _f1(assertion: Mapping[str, Any], _asking: Asking) -> Check:
    value = assertion.get("value")
    names = [one.strip() for one in value.split(",")] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(n, str) and n for n in names) or not names:
        raise CannotSayError("its value is not a list of tools")
    if assertion.get("threshold", 1) != 1:
        raise CannotSayError("a share of the right tools has no equivalent below 1")
    return joined("all_of", [{"tool_call": name} for name in names])


Make = Callable[[Mapping[str, Any], Asking], Check]
KINDS: Mapping[str, Make] = {
    "equals": _equals,
    "contains": _contains("one", ignore_case=False),
    "icontains": _contains("one", ignore_case=True),
    "contains-all": _contains("all", ignore_case=False),
    "icontains-all": _contains("all", ignore_case=True),
    "contains-any": _contains("any", ignore_case=False),
    "icontains-any": _contains("any", ignore_case=True),
    "starts-with": _starts,
    "regex": _regex,
    "is-json": _is_json,
    "contains-json": _contains_json,
    "is-sql": lambda _a, _b: {"code": "sql"},
    "contains-sql": lambda _a, _b: {"code": "sql"},
    "is-refusal": lambda _a, _b: {"refusal": "full"},
    "is-valid-openai-tools-call": _tool_calls,
    "is-valid-openai-function-call": _tool_calls,
    "is-valid-function-call": _tool_calls,
    "tool-call-f1": _f1,
    "latency": lambda a, _b: {"latency": _number(a, 0.001)},
    "cost": lambda a, _b: {"cost": _number(a, 1)},
    "levenshtein": _distance,
    "word-count": _words,
    "finish-reason": _finish,
    "javascript": _code,
    "python": _code,
    **{
        name: (lambda a, _b, name=name: rubrics.judged(name, a, text_of))  # type: ignore[misc]
        for name in rubrics.JUDGED
    },
}
JUDGED = frozenset(rubrics.JUDGED)
