"""A scan in SARIF 2.1.0 (OASIS, 2020), as code hosts and editors read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from portcheck import __version__
from portcheck.model.exposure.scan_finding import Place
from portcheck.model.exposure.scan_report import LockIn, ModelUse, ScanReport

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5_000
"""What code hosts take of one run."""
_SOON_DAYS = 180
_RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "secret": ("A key stands in a file", "error"),
        "model-retired": ("A model is retired: calls fail", "error"),
        "model-retires": ("A model has a date on which it retires", "warning"),
        "no-exit-plan": ("A model or vendor is used that no workload covers", "warning"),
        "lock-in": ("Something is used that stays with the vendor", "warning"),
        "model": ("A model is named", "note"),
        "sdk": ("A library of a vendor is used", "note"),
        "gateway": ("A gateway is used", "note"),
        "host": ("A vendor's address is named", "note"),
        "variable": ("A vendor's environment variable is named", "note"),
        "infrastructure": ("A vendor's resource is deployed", "note"),
    }
)


def sarif(report: ScanReport) -> dict[str, Any]:
    """The scan as one SARIF run; its paths are relative to the folder."""
    results = sorted(_results(report), key=lambda one: _level_order(one["level"]))
    notes = []
    if len(results) > MOST_RESULTS:
        left = len(results) - MOST_RESULTS
        notes = [{"level": "warning", "message": {"text": f"{left} more results: use --json"}}]
    rules = list(_RULES)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "portcheck",
                        "version": __version__,
                        "rules": [_rule(name) for name in rules],
                    }
                },
                "originalUriBaseIds": {
                    "SRCROOT": {"description": {"text": "The folder that was scanned."}}
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
                "results": [
                    {**one, "ruleIndex": rules.index(one["ruleId"])}
                    for one in results[:MOST_RESULTS]
                ],
            }
        ],
    }


def _rule(name: str) -> dict[str, Any]:
    words, level = _RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": f"{words}."},
        "defaultConfiguration": {"level": level},
    }


def _level_order(level: str) -> int:
    return ("error", "warning", "note").index(level)


def _results(report: ScanReport) -> Iterator[dict[str, Any]]:
    for rule, words, places in _statements(report):
        for place in places:
            yield _result(rule, words, place)


def _statements(report: ScanReport) -> Iterator[tuple[str, str, Sequence[Place]]]:
    """Rule, words and places of everything that is said."""
    for secret in report.secrets:
        yield "secret", f"A key stands here: {secret.name}.", secret.places
    for use in report.models:
        rule, words = _of_model(use)
        yield rule, words, use.places
        yield "model", words, use.elsewhere
    for gap in report.uncovered:
        if gap.kind != "lock_in":
            yield "no-exit-plan", f"{gap.name} has no exit plan: {gap.why}.", gap.places
    for tie in report.lock_ins:
        yield "lock-in", _of_tie(tie), tie.places
    for sdk in report.sdks:
        version = f" {', '.join(sdk.versions)}" if sdk.versions else ""
        yield "sdk", f"{sdk.package}{version} ({sdk.vendor or sdk.role}).", sdk.places
    yield from (
        (rule, f"{one.name} ({one.vendor or one.service}).", one.places)
        for rule, uses in (
            ("gateway", report.gateways),
            ("host", report.hosts),
            ("variable", report.variables),
            ("infrastructure", report.infrastructure),
        )
        for one in uses
    )


def _of_model(use: ModelUse) -> tuple[str, str]:
    name = f"{use.model} ({use.service or 'open weights'})"
    then = f"; the vendor names {use.replacement} instead" if use.replacement else ""
    if use.status == "retired":
        return "model-retired", f"{name} retired on {use.retires}{then}."
    if use.status == "retires":
        soon = use.days_left is not None and use.days_left <= _SOON_DAYS
        words = f"{name} retires on {use.retires}, in {use.days_left} days{then}."
        return ("model-retires" if soon else "model"), words
    if use.status == "deprecated":
        return "model-retires", f"{name} is deprecated since {use.deprecated}{then}."
    return "model", f"{name}; no date of retirement is known."


def _of_tie(tie: LockIn) -> str:
    return f"{tie.title} of {tie.vendor or tie.service}: {tie.stays}. Instead: {tie.instead}."


def _result(rule: str, words: str, place: Place) -> dict[str, Any]:
    code = place.context == "code" or rule == "secret"
    text = words if place.context == "code" else f"{words} (in {place.context})"
    region = {"startLine": place.line, "startColumn": place.column}
    name = place.file.encode("utf-8", "surrogateescape")
    found = f"{rule}\n{words}\n".encode() + name
    return {
        "ruleId": rule,
        "level": _RULES[rule][1] if code else "note",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(name, safe="/"), "uriBaseId": "SRCROOT",
                    },
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"portcheck/v1": sha256(found).hexdigest()[:32]},
        "properties": {"context": place.context},
    }  # fmt: skip
