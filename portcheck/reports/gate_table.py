"""Put verdicts and gates into one table for CSV and Parquet, with a row per gate of each verdict.

A verdict without gates has one row, whose cells for the gate are empty. New columns are only ever
added at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal

from portcheck.model.parity import GateResult, RunReport, Verdict
from portcheck.model.visible_text import one_line
from portcheck.reports.words.names import name_of, provider_names

Kind = Literal["text", "whole", "number", "truth"]
Cell = str | int | float | bool | None
_GATE_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "gate": "text",
        "hard": "truth",
        "outcome": "text",
        "scale": "text",
        "cases": "whole",
        "clusters": "whole",
        "pairs": "whole",
        "missing": "whole",
        "baseline": "number",
        "candidate": "number",
        "difference": "number",
        "ci_low": "number",
        "ci_high": "number",
        "margin": "number",
        "floor": "number",
        "confidence": "number",
        "method": "text",
        "detector": "text",
        "more_cases": "whole",
    }
)
_RENAMED = {"baseline": "baseline_value", "candidate": "candidate_value"}

COLUMNS: Mapping[str, Kind] = MappingProxyType(
    {
        "run": "text",
        "suite": "text",
        "as_of": "text",
        "workload": "text",
        "baseline": "text",
        "baseline_name": "text",
        "candidate": "text",
        "candidate_name": "text",
        "verdict": "text",
        "counted": "text",
        "rule": "text",
        "look": "whole",
        "reasons": "text",
        "conditions": "text",
        **{_RENAMED.get(name, name): kind for name, kind in _GATE_KINDS.items()},
        "baseline_guardrail": "text",
        "candidate_guardrail": "text",
    }
)
"""Kind of each column by name, in order; any cell may be empty."""


def rows(report: RunReport) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows in the order of the report; text is on one line, numbers are finite."""
    names = provider_names(report)

    def title(provider: str) -> str:
        return name_of(names, provider).title

    guarded = {str(one.get("id")): one.get("guardrail") for one in report.run.providers}
    for verdict in report.verdicts:
        head = _head(report, verdict, title)
        sides = (guarded.get(verdict.baseline), guarded.get(verdict.candidate))
        for gate in verdict.gates or (None,):
            yield (*head, *_gate(gate), *map(_plain, sides))


def _head(report: RunReport, verdict: Verdict, title: Callable[[str], str]) -> tuple[Cell, ...]:
    cells: tuple[Any, ...] = (
        report.run.id,
        report.run.suite,
        report.run.as_of,
        verdict.workload,
        verdict.baseline,
        title(verdict.baseline),
        verdict.candidate,
        title(verdict.candidate),
        verdict.verdict,
        verdict.counted,
        verdict.rule,
        verdict.look,
        " ".join(verdict.reasons),
        " ".join(verdict.conditions),
    )
    return tuple(map(_plain, cells))


def _gate(gate: GateResult | None) -> tuple[Cell, ...]:
    return tuple(None if gate is None else _plain(getattr(gate, name)) for name in _GATE_KINDS)


def _plain(value: Any) -> Cell:
    if isinstance(value, str):
        return one_line(value, None)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value  # type: ignore[no-any-return]  # the kinds above hold nothing else
