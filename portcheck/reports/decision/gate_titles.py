"""Titles of gates that need no explanation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "capability": "Takes the requests",
        "task": "Right answers",
        "refusal": "Answers what it should",
        "pushback": "Objects to false premises",
        "structure": "Form of the output",
        "tools": "Tool calls",
        "twins": "Harmless requests beside attacks",
        "preference": "Preferred of two answers",
        "security": "Security controls",
        "red_line": "Red lines",
        "policy": "Requirements on the vendor",
        "errors": "Failed calls",
        "latency": "Speed",
        "cost": "Price",
        "lifecycle": "Retirement of the model",
    }
)


def gate_title(gate: str) -> str:
    """The title of a gate, in a few words; a plug-in's gate keeps its name."""
    return _TITLES.get(gate, gate)
