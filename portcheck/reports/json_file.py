"""Write report.json, the stable format for other programs.

It holds verdicts, not conversations: the texts of questions and answers stay in the run folder.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from portcheck.model.codec import encode
from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat

_TEXTS = ("question", "baseline_answer", "candidate_answer", "reason")
_DIGITS = 6
_EXIT_DIGITS = 10
"""Significant digits in an exit plan: a call costs far less than a cent, and is multiplied."""


def render(report: RunReport) -> bytes:
    """Write indented ASCII JSON in the order of the report's fields, ending in a newline.

    Floats have at most six decimals, those of the exit plan ten digits; infinity and NaN, which
    JSON cannot express, become `null`. Non-ASCII characters are escaped, so the file cannot
    control a terminal that shows it.
    """
    data = encode(report)
    data.pop("cases", None)
    for flip in data["flips"]:
        for name in _TEXTS:
            del flip[name]
    plan = _plain(data["exit_plan"], _significant)
    data = _plain(data, _rounded) | {"exit_plan": plan}
    for verdict, found in zip(data["verdicts"], report.verdicts, strict=True):
        if math.isfinite(found.alpha):  # a late look's alpha may round to 0
            verdict["alpha"] = float(f"{found.alpha:.6g}")
    text = json.dumps(data, indent=2, allow_nan=False, ensure_ascii=True)
    return f"{text}\n".encode("ascii")


def _plain(data: Any, number: Callable[[float], float]) -> Any:
    if isinstance(data, dict):
        return {key: _plain(item, number) for key, item in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(item, number) for item in data]
    if isinstance(data, float):
        # Adding zero turns -0.0 into 0.0.
        return number(data) + 0.0 if math.isfinite(data) else None
    return data


def _rounded(value: float) -> float:
    return round(value, _DIGITS)


def _significant(value: float) -> float:
    short = float(f"{value:.{_EXIT_DIGITS}g}")
    return short if math.isfinite(short) else value  # the largest numbers round to infinity


REPORT = ReportFormat(
    name="json",
    suffix=".json",
    summary="Verdicts, gates and findings for other programs.",
    render=render,
)
