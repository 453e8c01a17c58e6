"""Writes SARIF 2.1.0 (OASIS, 2020) for code hosts and editors; all commands use this writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import quote

from msgspec import field

from portcheck.value import Value

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5_000
"""Most results that code hosts accept from one run."""
Level = Literal["error", "warning", "note"]
_ORDER: tuple[Level, ...] = ("error", "warning", "note")
_ROOT = "SRCROOT"


class Rule(Value, kw_only=True):
    """One kind of result."""

    id: str
    words: str
    """What it means, a clause without a full stop."""
    level: Level


class Result(Value, kw_only=True):
    """One thing that was found."""

    rule: str
    """Id of its rule."""
    level: Level
    words: str
    file: str = ""
    """Path below the root, as the operating system gives it; "" if no file is known."""
    line: int = 1
    column: int = 1
    name: str = ""
    """Its subject, if that is not a file: `support/ticket-triage/claude`."""
    identity: str = ""
    """Key by which a host finds it again in a later run, with rule and file; "": its words."""
    properties: Mapping[str, str] = field(default_factory=dict)


def sarif_log(
    version: str, rules: Sequence[Rule], results: Iterable[Result], *, root: str, more: str
) -> dict[str, Any]:
    """One run of portcheck; more severe results come first.

    Args:
        version: version of portcheck.
        rules: all rules that results may name.
        results: the results, in any order.
        root: the folder to which paths are relative, a sentence.
        more: how to get the results above `MOST_RESULTS`, for example `use --json`.
    """
    found = sorted(results, key=lambda one: _ORDER.index(one.level))
    places = {rule.id: place for place, rule in enumerate(rules)}
    notes = []
    if len(found) > MOST_RESULTS:
        left = len(found) - MOST_RESULTS
        notes = [{"level": "warning", "message": {"text": f"{left} more results: {more}"}}]
    driver = {"name": "portcheck", "version": version, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {_ROOT: {"description": {"text": root}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [_result(one, places[one.rule]) for one in found[:MOST_RESULTS]],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": f"{rule.words}."},
        "defaultConfiguration": {"level": rule.level},
    }


def _result(one: Result, place: int) -> dict[str, Any]:
    file = one.file.encode("utf-8", "surrogateescape")
    found = f"{one.rule}\n{one.identity or one.words}\n".encode("utf-8", "backslashreplace") + file
    location: dict[str, Any] = {}
    if file:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(file, safe="/"), "uriBaseId": _ROOT},
            "region": {"startLine": one.line, "startColumn": one.column},
        }
    if one.name:
        location["logicalLocations"] = [{"fullyQualifiedName": one.name}]
    return {
        "ruleId": one.rule,
        "ruleIndex": place,
        "level": one.level,
        "message": {"text": one.words},
        **({"locations": [location]} if location else {}),
        "partialFingerprints": {"portcheck/v1": sha256(found).hexdigest()[:32]},
        **({"properties": dict(one.properties)} if one.properties else {}),
    }
