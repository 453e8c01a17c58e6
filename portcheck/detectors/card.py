"""Reads the cards that lie beside detectors; `benchmarks/write_cards.py` writes them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from portcheck.model.score import Card


@cache
def card(package: str) -> Card:
    """The card of a detector of this package, by the name of its folder."""
    content = files("portcheck.detectors").joinpath(package, "card.json").read_bytes()
    return msgspec.json.decode(content, type=Card)
