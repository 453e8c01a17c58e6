"""The logs of the suite long-context: as their script writes them, with all that is asked for."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import write_long_context
from write_long_context import ENTRIES, SIZES, log

LOGS = Path(__file__).resolve().parent.parent / "suites/long-context"


@pytest.mark.parametrize("name", SIZES)
def test_a_log_is_what_the_script_writes(name: str) -> None:
    assert (LOGS / f"log-{name}.md").read_text("utf-8") == log(SIZES[name], name)


@pytest.mark.parametrize("name", SIZES)
def test_every_entry_stands_in_a_log_once_and_in_order(name: str) -> None:
    text = re.sub(r"\n\nDay \d+\.", "", log(SIZES[name], name))
    places = [text.index(entry) for entry in ENTRIES]
    assert places == sorted(places)
    assert all(text.count(entry) == 1 for entry in ENTRIES)
    assert max(b - a for a, b in pairwise(places)) < len(text) / 15
    assert len(text) == pytest.approx(SIZES[name], rel=0.06)


def test_the_script_writes_all_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["write_long_context.py", "--out", str(tmp_path)])
    write_long_context.main()
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        f"log-{name}.md" for name in SIZES
    )
