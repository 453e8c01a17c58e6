"""Read lists of tools from servers of the Model Context Protocol (`tools/list`, 2025-06-18)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portcheck.config.problems.quoting import describe, quote
from portcheck.config.reading.local_files import FileMistake, inside

MAX_BYTES = 10_000_000


def read_tools(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read the tools in a file, with the keys of a suite: `name`, `description`, `parameters`.

    The file has a list of tools, an object with `tools`, or the whole reply of a server.

    Raises:
        FileMistake: it cannot be read, or is not such a list.
    """
    path = inside(folder, name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileMistake(f"{quote(name)} is larger than {MAX_BYTES:,} bytes", "")
        value = json.loads(path.read_bytes())
    except OSError as exc:
        raise FileMistake(f"{quote(name)} cannot be read: {exc.strerror}", "") from None
    except (ValueError, RecursionError) as exc:
        raise FileMistake(f"{quote(name)} is not JSON: {exc}", "") from None
    for step in ("result", "tools"):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
    if not isinstance(value, list):
        hint = 'write {"tools": [{"name": ..., "inputSchema": ...}]}'
        raise FileMistake(f"{quote(name)} is not a list of tools", hint)
    return [_tool(one, name, number) for number, one in enumerate(value, start=1)]


def _tool(value: Any, file: str, number: int) -> dict[str, Any]:
    place = f"tool {number} in {quote(file)}"
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise FileMistake(f"{place} has no name", 'write {"name": ..., "inputSchema": {...}}')
    parameters = value.get("inputSchema", {"type": "object", "properties": {}})
    if not isinstance(parameters, Mapping):
        raise FileMistake(f"the inputSchema of {place} needs an object", describe(parameters))
    described = value.get("description")
    return {
        "name": value["name"],
        **({"description": described} if isinstance(described, str) else {}),
        "parameters": dict(parameters),
    }
