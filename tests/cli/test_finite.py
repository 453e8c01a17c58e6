"""A number that is none, or has no end, limits nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import in_process


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_no_number_of_an_option_is_endless(tmp_path: Path, number: str) -> None:
    for command, option in (
        ("run", "--max-cost"),
        ("run", "--max-cost-month"),
        ("resume", "--max-cost"),
        ("plan", "--max-cost"),
        ("plan", "--discordance"),
    ):
        done = in_process(command, "anything", option, number, cwd=tmp_path)
        assert done.code == 2
        assert "is not a finite number" in done.err or "not in the range" in done.err
    for command, option in (
        ("answers", "--margin"),
        ("answers", "--floor"),
        ("traffic", "--margin"),
    ):
        done = in_process("import", command, "x", "--out", "y", option, number, cwd=tmp_path)
        assert (done.code, "is not a finite number" in done.err) == (2, True), done.err
