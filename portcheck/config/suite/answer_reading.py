"""Read `extract` and `json`, which say how checks read answers, of a check or a workload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from portcheck.config.problems.document import Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import Mistake
from portcheck.detectors.extraction import extraction_problem
from portcheck.model.chat import Request
from portcheck.model.numbers import count
from portcheck.model.suite import CheckSpec
from portcheck.plugins import GATES, CheckKind

READS_JSON = frozenset({"json_schema", "json_fields", "stability"})
"""Checks that read an answer as JSON."""
_HINT = "write one of regex: PATTERN, json: FIELD, after: TEXT, fence: LANGUAGE"


def reading(
    kind: CheckKind, frame: Mapping[str, Any], gate: str, around: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields of a check about reading answers, if they differ from the defaults.

    Settings of the workload apply to checks that compare text or JSON, but never to a
    zero-tolerance gate: a leak outside the extracted part is a leak.

    Args:
        kind: the kind of check.
        frame: the keys next to its name.
        gate: the gate that it feeds.
        around: the settings of the workload.
    """
    stated = {word: frame[word] for word in ("extract", "json") if word in frame}
    found = {**(around if _compares(kind, gate) else {}), **stated}
    how = found.get("extract")
    read: dict[str, Any] = {}
    if how:
        read["extract"] = {how: True} if isinstance(how, str) else how
    if found.get("json") == "lenient" and _may_read_json(kind):
        read["json"] = "lenient"
    return read


def _compares(kind: CheckKind, gate: str) -> bool:
    tolerant = GATES.has(gate) and GATES.get(gate).kind != "zero_tolerance"
    return tolerant and kind.looks_at_text


def _may_read_json(kind: CheckKind) -> bool:
    return kind.name in READS_JSON or kind.composition is not None


def reading_mistakes(kind: CheckKind, frame: Mapping[str, Any], steps: Steps) -> list[Mistake]:
    """Mistakes in `extract` and `json` of a check."""
    if frame.get("extract") and not kind.looks_at_text:
        message = f"{quote(kind.name)} checks whole answers, and does not take 'extract'"
        return [Mistake((*steps, "extract"), message, "remove it", on_key=True)]
    if frame.get("json") == "lenient" and not _may_read_json(kind):
        message = f"{quote(kind.name)} does not read JSON, and does not take 'json'"
        return [Mistake((*steps, "json"), message, "remove it", on_key=True)]
    return extract_mistakes(frame.get("extract"), (*steps, "extract"))


def extract_mistakes(how: Any, steps: Steps) -> list[Mistake]:
    """Mistakes in an `extract` that its schema cannot find."""
    if how in (None, False, "json", "fence"):
        return []
    if not isinstance(how, Mapping):
        return [Mistake(steps, f"cannot extract {quote(str(how))}", _HINT)]
    if len(how) > 1:
        return [Mistake(steps, "extracts in more than one way", _HINT)]
    if False in how.values():
        (word,) = how
        return [Mistake((*steps, word), f"{quote(word)} cannot be false", "write true, or a name")]
    problem = extraction_problem(how)
    if problem is not None:
        return [Mistake((*steps, "regex"), problem, "docs/checks.md shows extract")]
    return []


def turn_fault(spec: CheckSpec, request: Request) -> Mistake | None:
    """The mistake of a check of a turn that the conversation does not have, or `None`."""
    turns = 1 + len(request.turns or ())
    if spec.turn is UNSET or spec.turn <= turns:
        return None
    message = f"there is no turn {spec.turn}: the conversation has {count(turns, 'turn')}"
    return Mistake((), message, "turn 1 is the prompt")
