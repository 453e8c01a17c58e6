"""The page of differences and failures of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import environment, imported, in_process

RIGHT, WRONG = "yes", "It is all right."


@pytest.mark.slow
def test_differences_and_failures_of_a_run(tmp_path: Path) -> None:
    answers = {
        "old": [RIGHT] * 8 + [WRONG] * 2,
        "new": [WRONG] * 4 + [RIGHT] * 5 + [WRONG],
    }
    suite = imported(tmp_path, answers)
    assert in_process("run", str(suite), "--baseline", "old", "--out", "r", cwd=tmp_path).code
    env = environment(COLUMNS="80")

    def show(*words: str) -> tuple[str, str]:
        done = in_process("show", "r", *words, cwd=tmp_path, env=env)
        assert done.code == 0
        return done.out, done.err

    out, err = show("--flips")
    assert "- lost, 4 of 10: " in out
    assert "+ gained, 1 of 10" in out
    assert out.count("asked") == 4
    assert err == "1 of 5 cases are not shown: --limit N shows more\n"
    assert show("--flips", "--limit", "5")[0].count("asked") == 5
    out, err = show("--failures")
    assert "= both sides fail, 1 of 10" in out
    assert "gained" not in out
    views = json.loads(show("--flips", "--json")[0])
    assert [bool(view["losses"]) for view in views] == [True] * 4 + [False]
