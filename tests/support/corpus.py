"""The files of this folder: good ones, and broken ones with everything that is wrong in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portcheck.plugins import DIALECTS

HERE = Path(__file__).resolve().parents[1] / "config"
GOOD = HERE / "good"
BROKEN = HERE / "broken"
EXPECTED: dict[str, list[list[Any]]] = json.loads(
    (BROKEN / "expected.json").read_text("utf-8").replace("{dialects}", ", ".join(DIALECTS.names()))
)
"""File name to its problems: file, line, column, severity, pointer, message, hint, count."""


def write(folder: Path, text: str, name: str = "suite.yaml") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def suite_text(workload: str, top: str = "") -> str:
    """A suite of one workload `w` whose body is the given YAML."""
    body = "".join(f"    {line}\n" for line in workload.strip("\n").split("\n"))
    return f"portcheck: 1\nsuite: s\n{top}workloads:\n  w:\n{body}"
