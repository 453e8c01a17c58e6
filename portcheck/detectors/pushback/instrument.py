"""Define the pushback detector: its rules, and its measured accuracy."""

from __future__ import annotations

from typing import get_args

from portcheck.detectors.card import card
from portcheck.detectors.pushback.classify import DETECTOR, classify
from portcheck.model.score import PushbackLabel
from portcheck.plugins import Detector

PUSHBACK = Detector(
    name=DETECTOR,
    labels=get_args(PushbackLabel),
    classify=classify,
    card=card("pushback"),
    shows=lambda _kind, label: label != "accepted_nonsense",
)
