"""Which files of a log are read."""

from __future__ import annotations

import os
from pathlib import Path

from portcheck.imports.exchange import Skipped
from portcheck.imports.files.walk import walk


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    """Opening a pipe would wait for somebody to write into it."""
    os.mkfifo(tmp_path / "pipe.jsonl")
    (found,) = walk(tmp_path / "pipe.jsonl")
    assert isinstance(found, Skipped)
    assert found.reason == "is not an ordinary file"
