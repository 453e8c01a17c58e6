"""What a scripted model says in a tool loop, in no vendor's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Call(NamedTuple):
    """A tool, and what it is called with."""

    tool: str
    arguments: Mapping[str, Any]


class Said(NamedTuple):
    """One answer: calls, or the text that ends a loop."""

    calls: Sequence[Call] = ()
    text: str = ""
