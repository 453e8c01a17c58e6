"""The name of a file drives no terminal: a shell puts into `*.yaml` what a repository holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import in_process

SUITE = """
portcheck: 1
suite: s
workloads:
  w:
    prompt: "{{ q }}"
    checks: [{equals: "{{ a }}"}]
    cases: [{id: a, vars: {q: "1", a: "1"}}, {id: b, vars: {q: "2", a: "2"}}]
"""
HOSTILE = "a\x1b]0;owned\x07\u202e"


@pytest.mark.parametrize("command", ["validate", "cases", "verify"])
def test_no_control_character_of_a_name_is_printed(command: str, tmp_path: Path) -> None:
    suite, rows = tmp_path / f"{HOSTILE}.yaml", tmp_path / "rows.csv"
    suite.write_text(SUITE)
    rows.write_text("id,q,a\nc,3,3\n")
    more = ("--workload", "w", "--from", str(rows)) if command == "cases" else ()
    done = in_process(command, str(suite), *more, cwd=tmp_path)
    assert "owned" in done.out
    assert not set("\x1b\x07\u202e") & set(done.out + done.err)
