"""Build the JSON Schemas that are published for editors and those that the loader uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portcheck.config.value_schemas import definitions
from portcheck.data.vendors import presets
from portcheck.error_classes import Failure
from portcheck.model.completion import Completion
from portcheck.model.did_you_mean import known
from portcheck.model.exit_plan import ExitPlan
from portcheck.model.exposure.scan_report import ScanReport
from portcheck.model.judgement import Judgement, Label
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Score
from portcheck.model.suite import Plugin
from portcheck.plugins import CHECKS, DIALECTS, GATES, CheckKind
from portcheck.value import Value

_OF_A_RUN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "plan": ("plan_file", "plan.json of a run folder."),
        "samples": ("sample", "A line of samples.jsonl of a run folder."),
        "scores": ("score", "A line of scores.jsonl of a run folder."),
        "labels": ("label", "A line of labels.jsonl of a run folder."),
        "judgements": ("judgement", "A line of judgements.jsonl of a run folder."),
        "events": ("event", "A line of events.jsonl of a run folder."),
    }
)
"""Kind of file to its definition in the schema of run folders and its description."""
KINDS = (
    *("suite", "policy", "providers", "report", "exit-plan", "request", "run", "scan"),
    *(*_OF_A_RUN, "history", "recordings"),
)
_SCHEMAS = Path(__file__).parents[1] / "schemas"
_REFERENCE = re.compile(r'"#/\$defs/([^"]+)"')
_TEMPLATE = {"type": "string", "pattern": r"\{\{"}


def published(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind of file; `run` means all files of a run folder.

    The suite's schema has every built-in check and gate; those of plugins may have any arguments
    and limits there, because plugins are not loaded before they are used.

    Raises:
        UsageError: there is no such kind of file.
    """
    if known(kind, KINDS, "schema") == "exit-plan":
        return _of_value("exit-plan", "The exit plan in report.json.", ExitPlan)
    if kind == "scan":
        return _of_value("scan", "What `portcheck scan --json` prints.", ScanReport)
    if kind in _OF_A_RUN:
        return _of_a_run(kind)
    schema = _document(kind)
    if kind in {"suite", "policy"}:
        for name in ("check", "part"):
            schema["$defs"][name] = _check_schema(schema["$defs"].pop(f"{name}_frame"))
    elif kind == "providers":
        entry = schema["$defs"]["provider"]["properties"]
        entry["dialect"]["examples"] = list(DIALECTS.names())
        entry["preset"]["enum"] = list(presets())
    elif kind == "report":
        schema["properties"]["exit_plan"] = {
            "anyOf": [{"$ref": "#/$defs/exit_plan"}, {"type": "null"}]
        }
        schema["$defs"] |= definitions(ExitPlan)
    elif kind == "run":
        schema["$defs"] |= definitions(Plan, Plugin, Sample, Score, Judgement, Label)
    elif kind == "recordings":
        schema["$defs"] |= definitions(Completion, Failure)
    return schema


def _of_a_run(kind: str) -> dict[str, Any]:
    """The schema of one file of a run folder, with the definitions that it needs."""
    name, about = _OF_A_RUN[kind]
    known = published("run")["$defs"]
    needed: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in needed:
            needed[one] = known[one]
            waiting += _REFERENCE.findall(json.dumps(known[one]))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"portcheck {kind}",
        "description": about,
        "$ref": f"#/$defs/{name}",
        "$defs": dict(sorted(needed.items())),
    }


def _of_value(name: str, about: str, value: type[Value]) -> dict[str, Any]:
    found = definitions(value)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"portcheck {name}",
        "description": f"{about} Within a schema_version fields are only added.",
        "$ref": f"#/$defs/{next(iter(found))}",
        "$defs": found,
    }


@cache
def structure(kind: str, *, own: bool = False) -> Mapping[str, Any]:
    """The schema for the loader, without references and without the arguments of checks.

    Args:
        kind: kind of the file.
        own: leave out the gates of plugins: finding them takes longer than reading most files, and
            few files name one.
    """
    schema = _document(kind, own=own)
    return {**_inlined(schema, schema["$defs"]), "$defs": {}}


def check_frame() -> Mapping[str, Any]:
    """The schemas of the keys that are allowed next to a check's name."""
    return _frame("check_frame", own=True)


def part_frame() -> Mapping[str, Any]:
    """The schemas of the keys that are allowed next to the name of a part of a check."""
    return _frame("part_frame", own=True)


@cache
def frame_structure(*, part: bool, own: bool = False) -> Mapping[str, Any]:
    """The schema of all keys next to the name of a check or of a part of one.

    For `own` see `structure`.
    """
    return {"properties": _frame("part_frame" if part else "check_frame", own=own)}


@cache
def _frame(name: str, *, own: bool) -> Mapping[str, Any]:
    schema = _document("suite", own=own)
    frame: Mapping[str, Any] = _inlined(schema["$defs"][name], schema["$defs"])
    return frame


def validator(schema: Any) -> Any:
    """Make a validator that fetches nothing and does not accept 1.0 as an integer."""
    from referencing import Registry  # noqa: PLC0415  # slow to import, and for mistakes only

    return _validator_class()(schema, registry=Registry())


def metaschema_errors(schema: Any) -> Iterator[Any]:
    """Yield the library's errors about a JSON Schema of a suite."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # see `validator`

    yield from Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)


_POLICY_TEXT = {"type": "string", "minLength": 1}
_POLICY_TEXTS = {"type": ["string", "array"], "minLength": 1, "items": _POLICY_TEXT, "minItems": 1}
_POLICY: Mapping[str, Any] = {
    "portcheck": {"description": "Version of the file format.", "type": "integer", "enum": [1]},
    "policy": {"description": "Name of the policy.", "$ref": "#/$defs/id"},
    "statement": {"description": "What no answer may do, in a sentence.", **_POLICY_TEXT},
    "owner": {"description": "The owner, who is responsible for it.", **_POLICY_TEXT},
    "review": {"description": "Date of the next review.", **_POLICY_TEXT},
    "gate": {"description": "The gate that its cases feed. Default: red_line."},
    "scope": {
        "description": "Where it applies: workload ids or patterns of them, regions, uses.",
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(("workloads", "regions", "uses"), _POLICY_TEXTS),
    },
    "touches": {
        "description": "Entries of public lists of risks, for readers of reports.",
        **_POLICY_TEXTS,
    },
    "add_to_system": {
        "description": "A paragraph that its cases append to the system prompt of a workload.",
        **_POLICY_TEXT,
    },
}
_OF_CASES = (
    *("prompt", "vars", "checks", "cases", "cases_from", "sampling", "repeats", "response_schema"),
    *("tools", "tools_from", "tool_choice", "tool_results", "otherwise", "max_steps"),
    *("turns", "history", "extract", "json"),
)
"""Keys that a policy shares with a workload."""
_TWIN = ("tools", "tool_choice", "tool_results", "otherwise", "max_steps", "turns", "history")
"""Keys that the twin of a case may set differently, besides prompt, variables and checks."""


def _policy(*, own: bool) -> dict[str, Any]:
    suite = _document("suite", own=own)
    case = suite["$defs"]["case"]
    form = {"description": "The channel of the attack, which `through` selects by.", **_POLICY_TEXT}
    twin = {"description": "A harmless request in the same form."}
    said = {word: case["properties"][word] for word in ("prompt", "vars", "checks", *_TWIN)}
    case["properties"] |= {
        "form": form,
        "twin": {
            **twin,
            "type": "object",
            "required": ["checks"],
            "additionalProperties": False,
            "properties": said,
        },
    }
    words = suite["$defs"]["workload"]["properties"]
    gate = suite["$defs"]["case"]["properties"]["gate"]["enum"]
    return {
        "$schema": suite["$schema"],
        "title": "portcheck policy",
        "description": "A line that no answer may cross, its owner, and cases that test it.",
        "type": "object",
        "required": ["portcheck", "policy", "statement", "owner", "review"],
        "additionalProperties": False,
        "properties": {
            **_POLICY,
            "gate": {**_POLICY["gate"], "enum": gate},
            **{word: words[word] for word in _OF_CASES},
        },
        "$defs": suite["$defs"],
    }


def _document(kind: str, *, own: bool = False) -> dict[str, Any]:
    """A published schema with the schemas of the gates, which are not in its file."""
    if kind == "policy":
        return _policy(own=own)
    text = _SCHEMAS.joinpath(f"{kind}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    if kind in {"suite", "report"}:
        _add_gates(schema["$defs"], kind, own=own)
    return schema


def _add_gates(defs: dict[str, Any], kind: str, *, own: bool) -> None:
    gates = sorted(GATES.built_in.values(), key=lambda gate: gate.order)
    others = [] if own else [name for name in GATES.names() if name not in GATES.built_in]
    if kind == "report":
        defs["gate"]["properties"]["gate"]["enum"] = [gate.name for gate in gates] + others
        return
    limits = {gate.name: gate.limits for gate in gates}
    defs["gates"]["properties"] = limits | {name: {"type": "object"} for name in others}
    fed = [gate.name for gate in gates if gate.fed_by == "checks"]
    defs["check_frame"]["gate"]["enum"] = fed + others
    guarded = [gate.name for gate in gates if gate.kind == "zero_tolerance"]
    defs["case"]["properties"]["gate"]["enum"] = guarded + others


def _integer(_checker: Any, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def _validator_class() -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # see `validator`
    from jsonschema.validators import extend  # noqa: PLC0415

    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", _integer)
    return extend(Draft202012Validator, type_checker=checker)  # type: ignore[no-untyped-call]  # the library has no types here


def _inlined(schema: Any, defs: Mapping[str, Any]) -> Any:
    """Replace local references in a schema: resolving them takes most of a validation."""
    if isinstance(schema, list):
        return [_inlined(item, defs) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {
        key: _inlined(item, defs) for key, item in schema.items() if key not in {"$ref", "$defs"}
    }
    if "$ref" in schema:
        target = _inlined(defs[schema["$ref"].removeprefix("#/$defs/")], defs)
        return {**target, **out}
    return out


def _check_schema(frame: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = dict(frame)
    for name in CHECKS.names():
        kind = CHECKS.built_in.get(name)
        properties[name] = True if kind is None else _argument(kind)
    return {
        "description": "One check by its name, with the keys that go with it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "oneOf": [{"required": [name]} for name in CHECKS.names()],
    }


def _argument(kind: CheckKind) -> dict[str, Any]:
    argument = _templated(dict(kind.arguments))
    if kind.composition:
        argument = _with_parts(argument)
    if kind.expects:
        expect = {"enum": list(kind.expects)}
        argument = {
            "anyOf": [
                {"type": "null"},
                expect,
                {"type": "object", "properties": {"expect": expect}},
                argument,
            ]
        }
    return {"description": kind.summary, **argument}


def _with_parts(schema: Any) -> Any:
    """The schema of a composition's arguments, with the possible parts filled in."""
    if not isinstance(schema, dict):
        return [_with_parts(item) for item in schema] if isinstance(schema, list) else schema
    if schema.get("type") == "object" and "properties" not in schema:
        return {"$ref": "#/$defs/part"}
    return {key: _with_parts(item) for key, item in schema.items()}


def _templated(schema: Any) -> Any:
    """The schema with a template allowed for every number, boolean, enum or list."""
    if not isinstance(schema, dict):
        return schema
    out = dict(schema)
    if isinstance(out.get("properties"), dict):
        out["properties"] = {key: _templated(item) for key, item in out["properties"].items()}
    if "items" in out:
        out["items"] = _templated(out["items"])
    return {"anyOf": [out, _TEMPLATE]}
