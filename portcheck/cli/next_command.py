"""Propose commands for files that were just written."""

from __future__ import annotations

import shlex
from pathlib import Path

from portcheck.cli.options import found_providers
from portcheck.shell_words import file_word


def for_suite(verb: str, folder: Path, *arguments: str) -> str:
    """`portcheck VERB SUITE ARGUMENTS` for the suite of a folder and its providers.

    The providers file is named if the command would use the one in the working folder instead, or
    would ask for consent because the folder is elsewhere.
    """
    suite, beside = folder / "suite.yaml", folder / "providers.yaml"
    words = ["portcheck", verb, file_word(suite), *map(shlex.quote, arguments)]
    found = found_providers(suite)
    if beside.is_file() and not (found and _is_taken(found, beside)):
        words += ["--providers", file_word(beside)]
    return " ".join(words)


def _is_taken(found: Path, beside: Path) -> bool:
    """Whether the command finds this file by itself and it is below the working folder."""
    place = beside.resolve()
    return found.resolve() == place and place.is_relative_to(Path.cwd())
