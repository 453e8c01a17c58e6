"""Convert checks to promptfoo's assertions; inverse of `imports.suites.promptfoo.assertions`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import UNSET

from portcheck.imports.out.exported import CannotExportError
from portcheck.imports.suites.promptfoo.code.transforms import TRIMMED
from portcheck.model.suite import CheckSpec

Assertion = dict[str, Any]
_PYTHON_ALONE = re.compile(r"\\[pPNGKRX]|\(\?[P>#(|&]|\(\?[a-zA-Z]+[-):]|[+*?}]\+|&&|--")
"""Syntax that only Python or the package `regex` has: properties, atomic groups, flags and more."""
_BEGINNING = re.compile(r"\\A(?:\w|\s|\\[^\w\s])+")
"""A pattern that only says how an answer begins."""
_BESIDE = ("expect", "gate", "id")
_NOT_EXACT = (
    "JavaScript that folds case, outer spaces, quotes and a full stop; unlike equals, it does "
    "not fold Unicode forms, inner spaces or numbers"
)
_TRACED = "promptfoo reads calls from a trace, which its provider must write"
_LOSES: Mapping[str, str] = {
    **dict.fromkeys(("called", "never", "before", "at_most"), _TRACED),
    "arguments_match": f"{_TRACED}; there one matching call is enough, here all must match",
    "judge": (
        "llm-rubric: one model that promptfoo chooses says pass or fail; the panel, its "
        "scale, its measured agreement and what it reads are not exported"
    ),
    "prefer": (
        "select-best picks one of all answers in one order; baseline against candidate, "
        "both orders and the margin are not exported"
    ),
    "refusal": "is-refusal is promptfoo's own detector, with other phrases",
    "contains": "promptfoo folds neither spaces nor quotation marks",
    "regex": "JavaScript's syntax: \\d, \\w and case mean ASCII there",
}
"""Kind of check to the part of its meaning that the assertion does not express."""
_NO_LIKE = "promptfoo has no such assertion: write code"
_FLAGS = {"ignore_case": "i", "multiline": "m", "dotall": "s"}


def assertion_of(spec: CheckSpec) -> Assertion:
    """Convert a check to the equivalent assertion.

    Raises:
        CannotExportError: promptfoo has no such assertion.
    """
    if spec.turn is not UNSET:
        raise CannotExportError("it checks one turn of a conversation")
    argument = spec.expect if spec.name == "refusal" else spec.arguments
    made = _assertion(spec.name, argument, lenient=spec.json is not UNSET)
    if spec.extract is not UNSET:
        made["transform"] = _transform(spec.extract)
    if spec.gate in {"security", "red_line"}:
        made["metric"] = spec.gate
    return made


def approximations(spec: CheckSpec) -> Iterator[tuple[str, str]]:
    """Yield check and loss for each part whose assertion is not quite equivalent."""
    yield from _approximations(spec.name, spec.arguments, lenient=spec.json is not UNSET)


def _approximations(
    name: str, argument: Any, *, lenient: bool = False
) -> Iterator[tuple[str, str]]:
    if name in {"all_of", "any_of"}:
        parts = argument["checks"] if isinstance(argument, Mapping) else argument
    else:
        parts = [argument] if name == "not" else []
    for part in parts:
        inner = next(key for key in part if key not in {"weight", "extract", "json", *_BESIDE})
        yield from _approximations(inner, part[inner], lenient="json" in part)
    exact = isinstance(argument, Mapping) and argument.get("exact")
    units = argument if isinstance(argument, Mapping) else {"characters": argument}
    if name == "equals" and not (exact and not isinstance(argument["value"], bool)):
        yield name, _NOT_EXACT
    elif name in {"max_length", "count"} and "characters" in units:
        yield name, "JavaScript counts some characters, such as emoji, as two"
    elif name == "json_schema" and lenient:
        yield name, "contains-json finds JSON anywhere in the answer, by promptfoo's own rules"
    elif name in _LOSES:
        yield name, _LOSES[name]


def _assertion(name: str, argument: Any, *, lenient: bool = False) -> Assertion:
    if name == "json_schema":
        kind = "contains-json" if lenient else "is-json"
        return {"type": kind} | ({"value": argument} if set(argument) != {"$comment"} else {})
    make = _KINDS.get(name)
    if make is None:
        raise CannotExportError(_NO_LIKE)
    return make(argument)


def raw(value: Any) -> Any:
    """Hide a value's templates from promptfoo, so that it takes all text literally.

    Raises:
        CannotExportError: it begins with `file://`, or ends the block that hides templates.
    """
    if isinstance(value, list):
        return [raw(one) for one in value]
    if isinstance(value, Mapping):
        return {name: raw(item) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    if value.startswith("file://"):
        raise CannotExportError("its text begins with file://, which promptfoo reads")
    if any(sign in value for sign in ("{{", "{%", "{#")):
        if "endraw" in value:
            raise CannotExportError(
                "its text would end the block that hides templates from promptfoo"
            )
        return f"{{% raw %}}{value}{{% endraw %}}"
    return value


def _equals(argument: Any) -> Assertion:
    exact = isinstance(argument, Mapping) and argument.get("exact")
    value = argument["value"] if isinstance(argument, Mapping) else argument
    if exact and not isinstance(value, bool):
        return {"type": "equals", "value": raw(str(value))}
    text = json.dumps(str(value).strip().lower())
    strip = "output.trim().replace(/^[\"'`*]+|[\"'`*]+$/g, '').replace(/\\.$/, '').toLowerCase()"
    return {"type": "javascript", "value": raw(f"{strip} === {text}")}


def _contains(argument: Any) -> Assertion:
    if isinstance(argument, (str, list)):
        argument = {"all": argument}
    ignore = argument.get("ignore_case", True)
    start = "i" if ignore else ""
    parts: list[Assertion] = []
    for key in ("all", "any", "none"):
        texts = argument.get(key)
        if not texts:
            continue
        listed = [texts] if isinstance(texts, str) else list(texts)
        if key == "none":
            parts += [{"type": f"not-{start}contains", "value": raw(text)} for text in listed]
        elif key == "all" and len(listed) == 1:
            parts.append({"type": f"{start}contains", "value": raw(listed[0])})
        else:
            parts.append({"type": f"{start}contains-{key}", "value": raw(listed)})
    return parts[0] if len(parts) == 1 else {"type": "assert-set", "assert": parts}


def _regex(argument: Any) -> Assertion:
    settings = argument if isinstance(argument, Mapping) else {"pattern": argument}
    if set(settings) == {"pattern"} and _BEGINNING.fullmatch(settings["pattern"]):
        begins = re.sub(r"\\(.)", r"\1", settings["pattern"].removeprefix("\\A"))
        return {"type": "starts-with", "value": raw(begins)}
    pattern = javascript_pattern(settings["pattern"])
    if settings.get("full"):
        pattern = rf"^\s*(?:{pattern})\s*$"
    flags = "".join(sign for name, sign in _FLAGS.items() if settings.get(name))
    if not flags:
        return {"type": "regex", "value": raw(pattern)}
    if "\n" in pattern:
        raise CannotExportError("its pattern has a line end")
    escaped = re.sub(r"(?<!\\)((?:\\\\)*)/", r"\1\\/", pattern)
    return {"type": "javascript", "value": raw(f"/{escaped}/{flags}.test(output)")}


def javascript_pattern(pattern: str) -> str:
    """Convert a pattern to JavaScript's syntax.

    Raises:
        CannotExportError: it uses syntax that JavaScript does not have.
    """
    if _PYTHON_ALONE.search(pattern):
        raise CannotExportError("its pattern uses what JavaScript does not have")
    return pattern.replace("\\A", "^").replace("\\Z", "$")


def _length(argument: Any) -> Assertion:
    if isinstance(argument, int):
        argument = {"characters": argument}
    return _count({unit: {"max": most} for unit, most in argument.items()})


def _count(argument: Mapping[str, Any]) -> Assertion:
    parts: list[Assertion] = []
    for unit, stated in argument.items():
        bounds = {"exactly": stated} if isinstance(stated, int) else stated
        if unit == "words":
            exactly = bounds.get("exactly")
            value = dict(bounds) if exactly is None else exactly
            parts.append({"type": "word-count", "value": value})
        elif unit == "characters":
            signs = {"min": ">=", "max": "<=", "exactly": "==="}
            code = " && ".join(f"output.length {signs[key]} {n}" for key, n in bounds.items())
            parts.append({"type": "javascript", "value": code})
        else:
            raise CannotExportError(_NO_LIKE)
    return parts[0] if len(parts) == 1 else {"type": "assert-set", "assert": parts}


def _distance(argument: Mapping[str, Any]) -> Assertion:
    same = isinstance(argument["value"], str) and argument.get("ignore_case") is False
    if not same or "max_edits" not in argument or argument.get("unit") == "words":
        raise CannotExportError("promptfoo counts edits of letters alone, with their case")
    return {
        "type": "levenshtein",
        "value": raw(argument["value"]),
        "threshold": argument["max_edits"],
    }


def _latency(argument: Any) -> Assertion:
    seconds = argument.get("total_s") if isinstance(argument, Mapping) else argument
    if seconds is None or (isinstance(argument, Mapping) and "first_token_s" in argument):
        raise CannotExportError("promptfoo does not measure the time of the first token")
    return {"type": "latency", "threshold": round(seconds * 1000, 6)}


def _refusal(argument: Any) -> Assertion:
    if argument not in ("full", "none"):
        raise CannotExportError("it accepts any behaviour, so it checks nothing")
    return {"type": "is-refusal" if argument == "full" else "not-is-refusal"}


def _finish(argument: Any) -> Assertion:
    if isinstance(argument, list) and len(argument) == 1:
        argument = argument[0]
    if argument not in ("stop", "length", "content_filter", "tool_calls"):
        raise CannotExportError("promptfoo accepts one reason, but not this one")
    return {"type": "finish-reason", "value": argument}


def _judge(argument: Mapping[str, Any]) -> Assertion:
    reference = argument.get("reference")
    beside = f"\nReference: {reference}" if reference else ""
    return {"type": "llm-rubric", "value": raw(argument["rubric"] + beside)}


def _parts(checks: Any) -> list[Assertion]:
    made = []
    for part in checks:
        beside = {key: part[key] for key in ("weight", "extract", "json") if key in part}
        name = next(key for key in part if key not in {*beside, "expect", "gate", "id"})
        argument = part.get("expect", part[name]) if name == "refusal" else part[name]
        one = _assertion(name, argument, lenient="json" in beside)
        if "extract" in beside:
            one["transform"] = _transform(beside["extract"])
        if "weight" in beside:
            one["weight"] = beside["weight"]
        made.append(one)
    return made


def _all(argument: Any) -> Assertion:
    settings = argument if isinstance(argument, Mapping) else {"checks": argument}
    made: Assertion = {"type": "assert-set", "assert": _parts(settings["checks"])}
    if settings.get("score") == "weighted":
        made["threshold"] = settings.get("at_least", 1)
    return made


def _any(argument: Any) -> Assertion:
    checks = argument["checks"] if isinstance(argument, Mapping) else argument
    parts = _parts(checks)
    # Just below the share of one part, as floating-point sums of thirds are inexact.
    return {"type": "assert-set", "threshold": round(1 / len(parts) - 1e-9, 9), "assert": parts}


def _not(argument: Mapping[str, Any]) -> Assertion:
    inner = _parts([argument])[0]
    kind = inner["type"]
    if kind == "assert-set":
        raise CannotExportError("promptfoo cannot negate a set of assertions")
    if kind == "javascript":
        return {**inner, "value": f"!({inner['value']})"}
    return {**inner, "type": kind[4:] if kind.startswith("not-") else f"not-{kind}"}


def _transform(extract: Any) -> str:
    settings = extract if isinstance(extract, Mapping) else {extract: True}
    if settings.get("regex") == TRIMMED:
        return "output.trim()"
    path = settings.get("json")
    if isinstance(path, str):
        steps = path.split(".")
        if all(re.fullmatch(r"[A-Za-z_]\w*|\d+", step) for step in steps):
            return "JSON.parse(output)" + "".join(
                f"[{step}]" if step.isdecimal() else f".{step}" for step in steps
            )
    raise CannotExportError("a part of the answer that is not a field of its JSON")


def _code(argument: Any) -> Assertion:
    if argument != "sql":
        raise CannotExportError("promptfoo parses only SQL")
    return {"type": "contains-sql"}


def _used(argument: Any) -> Assertion:
    return {"type": "trajectory:tool-used", "value": raw(argument)}


def _at_most(argument: Mapping[str, int]) -> Assertion:
    parts: list[Assertion] = [
        {"type": "trajectory:step-count", "value": {"type": "tool", "pattern": name, "max": most}}
        for name, most in argument.items()
    ]
    return parts[0] if len(parts) == 1 else {"type": "assert-set", "assert": parts}


def _arguments(argument: Mapping[str, Any]) -> Assertion:
    match = next((one for one in ("subset", "exact") if one in argument), None)
    if match is None or set(argument) != {"tool", match} or not isinstance(argument["tool"], str):
        raise CannotExportError("promptfoo looks for one call of one tool with these arguments")
    mode = "exact" if match == "exact" else "partial"
    value = {"name": argument["tool"], "args": raw(argument[match]), "mode": mode}
    return {"type": "trajectory:tool-args-match", "value": value}


_KINDS: Mapping[str, Callable[[Any], Assertion]] = {
    "equals": _equals,
    "contains": _contains,
    "regex": _regex,
    "max_length": _length,
    "count": _count,
    "edit_distance": _distance,
    "latency": _latency,
    "cost": lambda argument: {"type": "cost", "threshold": argument},
    "refusal": _refusal,
    "finish_reason": _finish,
    "code": _code,
    "judge": _judge,
    "prefer": lambda argument: {"type": "select-best", "value": raw(argument["rubric"])},
    "called": _used,
    "never": lambda argument: {**_used(argument), "type": "not-trajectory:tool-used"},
    "before": lambda argument: {"type": "trajectory:tool-sequence", "value": {"steps": argument}},
    "at_most": _at_most,
    "arguments_match": _arguments,
    "all_of": _all,
    "any_of": _any,
    "not": _not,
}
