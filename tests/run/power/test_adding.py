"""Cases that are added from a table."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from portcheck.config.added_cases import Columns
from portcheck.run.power.adding import add_cases

SUITE = """
portcheck: 1
suite: s
workloads:
  w:
    prompt: {user: "{{ q }}"}
    cases: [{id: a, vars: {q: one}, checks: [{equals: x}]}]
"""


def test_a_table_that_cannot_be_copied_leaves_nothing_beside_the_suite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fills_the_disk(_source: Path, place: Path) -> None:
        place.write_text("id,")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fills_the_disk)
    (tmp_path / "home").mkdir()
    suite, table = tmp_path / "home" / "suite.yaml", tmp_path / "rows.csv"
    suite.write_text(SUITE)
    table.write_text("id,q\nb,two\n")
    with pytest.raises(OSError, match="No space"):
        add_cases(suite, "w", table, Columns(id="id", group=None, vars={}, checks=()))
    assert list(suite.parent.iterdir()) == [suite]
    assert suite.read_text() == SUITE
