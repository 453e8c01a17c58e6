"""Write the findings of a scan as SARIF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from portcheck import __version__
from portcheck.model.exposure.sarif import Level, Result, Rule, sarif_log
from portcheck.model.exposure.scan_finding import Place
from portcheck.model.exposure.scan_report import LockIn, ModelUse, ScanReport

_SOON_DAYS = 180
_RULES: Mapping[str, tuple[str, Level]] = MappingProxyType(
    {
        "secret": ("A file holds a key", "error"),
        "model-retired": ("A model is retired: calls fail", "error"),
        "model-retires": ("A model has a retirement date", "warning"),
        "no-exit-plan": ("The code uses a model or vendor that no workload covers", "warning"),
        "lock-in": ("The code uses something that cannot leave the vendor", "warning"),
        "model": ("The code names a model", "note"),
        "sdk": ("The code uses a vendor's library", "note"),
        "gateway": ("The code uses a gateway", "note"),
        "host": ("The code names a vendor's address", "note"),
        "variable": ("The code names a vendor's environment variable", "note"),
        "infrastructure": ("The code deploys a vendor's resource", "note"),
    }
)


def sarif(report: ScanReport) -> dict[str, Any]:
    """Write the scan as one SARIF run; its paths are relative to the folder."""
    return sarif_log(
        __version__,
        [Rule(id=name, words=words, level=level) for name, (words, level) in _RULES.items()],
        (
            _result(rule, words, place)
            for rule, words, places in _statements(report)
            for place in places
        ),
        root="The folder that was scanned.",
        more="use --json",
    )


def _statements(report: ScanReport) -> Iterator[tuple[str, str, Sequence[Place]]]:
    """Yield the rule, message and places of each statement."""
    for secret in report.secrets:
        yield "secret", f"This line holds a key: {secret.name}.", secret.places
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
        return "model-retires", f"{name} has been deprecated since {use.deprecated}{then}."
    return "model", f"{name}; no retirement date is known."


def _of_tie(tie: LockIn) -> str:
    return f"{tie.title} of {tie.vendor or tie.service}: {tie.stays}. Instead: {tie.instead}."


def _result(rule: str, words: str, place: Place) -> Result:
    is_code = place.context == "code"
    return Result(
        rule=rule,
        level=_RULES[rule][1] if is_code or rule == "secret" else "note",
        words=words if is_code else f"{words} (in {place.context})",
        file=place.file,
        line=place.line,
        column=place.column,
        identity=words,
        properties={"context": place.context},
    )
