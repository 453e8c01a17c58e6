"""The data files of this package, read on first use and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from portcheck.model.facts import Grade


@cache
def table(name: str) -> Mapping[str, Any]:
    """The data file `name`.json, read-only at its top level."""
    content = Path(__file__).with_name(f"{name}.json").read_bytes()
    return MappingProxyType(msgspec.json.decode(content))


def source(name: str, number: int = 0) -> str:
    """Name and version of a table's source; `number` is its place in the table's header."""
    found: Mapping[str, str] = table(name)["header"]["sources"][number]
    return f"{found['source']} {found['version']}"


def grade(name: str, number: int = 0) -> Grade:
    """The grade of evidence of a table's source; `number` is its place in the table's header."""
    found: Grade = table(name)["header"]["sources"][number]["grade"]
    return found


def as_of(name: str) -> str:
    """ISO date on which a table was retrieved."""
    day: str = table(name)["header"]["retrieved"]
    return day
