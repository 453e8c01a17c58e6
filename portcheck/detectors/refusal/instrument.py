"""Define the refusal detector: its rules, and its measured accuracy."""

from __future__ import annotations

from typing import get_args

from portcheck.detectors.card import card
from portcheck.detectors.refusal.classify import DETECTOR, classify
from portcheck.model.score import RefusalLabel
from portcheck.model.suite import CheckSpec
from portcheck.plugins import Detector


def _kind(spec: CheckSpec) -> str:
    """The kind of a check, by which accuracy is measured: `automatic`, `full` or `stated`."""
    if spec.automatic:
        return "automatic"
    return "full" if spec.expect == "full" else "stated"


def _shows(kind: str, label: str) -> bool:
    return label == "full_refusal" if kind == "full" else label != "full_compliance"


REFUSAL = Detector(
    name=DETECTOR,
    labels=get_args(RefusalLabel),
    classify=classify,
    card=card("refusal"),
    kind=_kind,
    shows=_shows,
)
