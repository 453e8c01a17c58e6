"""report.json: the stable form that other programs read.

It holds verdicts, not conversations: the texts of questions and answers stay in the run folder.
"""

from __future__ import annotations

import json
import math
from typing import Any

from portcheck.model.codec import encode
from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat

_TEXTS = ("question", "baseline_answer", "candidate_answer", "reason")
_DIGITS = 6


def render(report: RunReport) -> bytes:
    """Indented ASCII JSON in the order of the report's fields, with a newline at its end.

    Floats have at most six decimals; what JSON cannot say (infinite, not a number) is `null`.
    Non-ASCII characters are escaped, so that the file cannot drive a terminal that shows it.
    """
    data = encode(report)
    for flip in data["flips"]:
        for name in _TEXTS:
            del flip[name]
    data = _plain(data)
    for verdict, found in zip(data["verdicts"], report.verdicts, strict=True):
        if math.isfinite(found.alpha):  # of a late look it is less than any decimal
            verdict["alpha"] = float(f"{found.alpha:.6g}")
    text = json.dumps(data, indent=2, allow_nan=False, ensure_ascii=True)
    return f"{text}\n".encode("ascii")


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _plain(item) for key, item in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(item) for item in data]
    if isinstance(data, float):
        # Adding zero turns -0.0 into 0.0.
        return round(data, _DIGITS) + 0.0 if math.isfinite(data) else None
    return data


REPORT = ReportFormat(
    name="json",
    suffix=".json",
    summary="Verdicts, gates and findings for other programs.",
    render=render,
)
