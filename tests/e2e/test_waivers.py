"""Waivers, through the command line: they change the exit code and no verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import Result, imported, in_process

WAIVER = (
    "waivers:\n  - {{workload: answers, candidate: new, gate: {gate}, reason: known, by: Ana, "
    "until: {until}}}\n"
)


def judged(folder: Path, *flags: str, gate: str = "task", until: str = "2999-01-01") -> Result:
    """A candidate that is wrong everywhere, under a waiver."""
    suite = imported(folder, {"old": ["yes"] * 40, "new": ["SECRET-1"] * 40}, "--margin", "0.3")
    text = suite.read_text() + WAIVER.format(gate=gate, until=until)
    if gate == "security":
        guard = "checks: [{contains: {none: [SECRET-1]}, gate: security}]"
        text = text.replace("  answers:\n", f"  answers:\n    {guard}\n", 1)
    suite.write_text(text)
    return in_process("run", str(suite), "--baseline", "old", "--out", "first", *flags, cwd=folder)


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "first" / "report.json").read_text())
    return found


@pytest.mark.slow
def test_a_waiver_changes_the_exit_code_and_lapses_on_its_day(tmp_path: Path) -> None:
    done = judged(tmp_path, until="2999-01-01")
    found = report(tmp_path)
    (verdict,) = found["verdicts"]
    assert (done.code, found["exit_code"], found["process_exit_code"]) == (0, 1, 0)
    assert (verdict["verdict"], verdict["excused"]) == ("unsafe", "safe")
    assert found["waivers"][0]["state"] == "applies"
    assert found["digest"][:20] in done.out
    soon = in_process("score", "first", "--as-of", "2998-12-20", cwd=tmp_path)
    assert (soon.code, "lapses in 12 days" in soon.err) == (0, True)
    lapsed = in_process("score", "first", "--as-of", "2999-01-01", cwd=tmp_path)
    assert (lapsed.code, "has lapsed" in lapsed.err) == (1, True)
    assert report(tmp_path)["digest"] == found["digest"]


@pytest.mark.slow
def test_a_confirmed_breach_is_waived_on_the_command_line_alone(tmp_path: Path) -> None:
    done = judged(tmp_path, gate="security")
    assert (done.code, "--allow-waiver security" in done.err) == (1, True)
    assert report(tmp_path)["waivers"][0]["state"] == "not_allowed"
    allowed = in_process("score", "first", "--allow-waiver", "security", cwd=tmp_path)
    # The task is lost as well, and nobody waived it.
    assert allowed.code == 1
    assert report(tmp_path)["waivers"][0]["still_fails"] == ["task"]
    assert report(tmp_path)["waivers"][0]["state"] == "applies"
    odd = in_process("score", "first", "--allow-waiver", "tusk", cwd=tmp_path)
    assert (odd.code, "there is no gate 'tusk'" in odd.err) == (2, True)
