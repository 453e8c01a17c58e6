"""All cues, by their names."""

from __future__ import annotations

from types import ModuleType

from portcheck.detectors.refusal.cue import Cue
from portcheck.detectors.refusal.patterns import (
    attitude,
    declining,
    lacking,
    leading,
    moral,
    premise,
    wishes,
    withholding,
)
from portcheck.detectors.refusal.patterns import cited_rules as rules


def _of(*modules: ModuleType) -> dict[str, Cue]:
    return {
        cue.name: cue for module in modules for cue in vars(module).values() if isinstance(cue, Cue)
    }


CUES = _of(declining, withholding, rules, lacking, attitude, moral, leading, premise)
"""Cues in answers."""
PROMPT_CUES = _of(wishes)
"""Cues in prompts."""
