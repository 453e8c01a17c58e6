"""The tables of words that redaction reads."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from portcheck.imports import redaction


def test_no_name_of_a_list_stands_in_two_files() -> None:
    """They are read as one, so that a second list would take the place of the first."""
    home = Path(redaction.__file__).parent
    names = Counter(
        (section, name)
        for file in (home / "words.toml", home / "personal.toml", home / "people" / "people.toml")
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for name in entries
    )
    assert names.total() > 80
    assert [name for name, times in names.items() if times > 1] == []
