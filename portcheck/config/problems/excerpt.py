"""Show the line of a file that a problem is about, without possible keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field

from portcheck.config.problems.line_redaction import Span, hidden, may_hold_keys
from portcheck.errors import Problem
from portcheck.lazy_pattern import LazyPattern

NOT_SHOWN = "(not shown)"
AROUND = 1_000
"""Characters of a long line that are kept on each side of the place."""
_MAX_BYTES = 30_000_000
"""Most bytes of a file from which lines are shown; for later lines only the number is."""
LONGEST_LINE = 2_000_000
"""Most characters of a line that is shown."""
_BINARY = (".xlsx", ".parquet")
_DATA = (".csv", ".jsonl", ".ndjson")
_YAML_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_QUOTED = LazyPattern(r""""(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?""")
_ONE = LazyPattern(r"\s+|[\[{]")
_IN_FLOW = LazyPattern(r"(?:(?!\s*(?:[,\[\]{}]|:(?:\s|$)|\s#)).)+")
_IN_BLOCK = LazyPattern(r"(?:(?!\s*(?::(?:\s|$)|\s#|$)).)+")


class Excerpt(Struct, frozen=True, kw_only=True):
    """One line, character by character, and the part that a problem points at."""

    line: int
    """1-based."""
    characters: tuple[str, ...]
    """Text of each character; a hidden part is `(not shown)` at its first character, then ""."""
    start: int
    """Index of the first character that the problem points at; the length for the end of line."""
    stop: int
    """Index after the last such character."""
    cut_before: bool = False
    cut_after: bool = False


class Excerpts(Struct):
    """Reads the lines that problems are about, each file once."""

    _files: dict[str, tuple[list[str], bool]] = field(default_factory=dict)

    def of(self, problem: Problem) -> Excerpt | None:
        """The line of a problem; `None` if it has no line or nothing may be shown."""
        lines, strict = self._file(problem.file) if problem.line else ([], False)
        if not 0 < problem.line <= len(lines):
            return None
        line = lines[problem.line - 1]
        if len(line) > LONGEST_LINE:
            return None
        start = min(max(problem.column - 1, 0), len(line))
        whole = problem.file.lower().endswith(_DATA) and start == 0
        stop = len(line.rstrip()) if whole else _end(line, start)
        parts = hidden(line, strict=strict)
        # A value that a message may quote is shown if the message points at it.
        quoted = problem.pointer != "" and not line[stop:].lstrip().startswith(":")
        if strict and quoted:
            looks = hidden(line, strict=False)
            parts = [part for part in parts if part in looks or part[0] != start]
        if any(part == (0, len(line)) for part in parts) or not line.strip():
            return None
        return _windowed(problem.line, _characters(line, parts), start, stop)

    def _file(self, name: str) -> tuple[list[str], bool]:
        if name not in self._files:
            lines = _lines(Path(name))
            data = name.lower().endswith(_DATA)
            self._files[name] = lines, not data and may_hold_keys(lines)
        return self._files[name]


def _lines(path: Path) -> list[str]:
    try:
        if path.suffix.lower() in _BINARY or not path.is_file():  # a pipe has been read to its end
            return []
        with path.open("rb") as handle:
            data = handle.read(_MAX_BYTES)
            if handle.read(1):  # a cut line could show part of a key
                data = data[: data.rfind(b"\n") + 1]
            text = data.decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return []
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return re.split("\r\n|[\r\n]", text)
    return text.split("\n") if suffix in _DATA else _YAML_BREAK.split(text)


def _end(line: str, start: int) -> int:
    """The end of the word, quoted text, space or bracket at a place."""
    found = _QUOTED.match(line, start) or _ONE.match(line, start)
    if found is None:
        before = line[:start]
        depth = sum(map(before.count, "[{")) - sum(map(before.count, "]}"))
        found = (_IN_FLOW if depth > 0 else _IN_BLOCK).match(line, start)
    return max(start + 1, found.end() if found else 0)


def _characters(line: str, parts: Sequence[Span]) -> list[str]:
    characters = list(line)
    for start, stop in parts:
        characters[start:stop] = [NOT_SHOWN, *[""] * (stop - start - 1)]
    return characters


def _windowed(line: int, characters: list[str], start: int, stop: int) -> Excerpt:
    first, last = max(0, start - AROUND), start + AROUND
    shown = tuple(characters[first:last])
    return Excerpt(
        line=line,
        characters=shown,
        start=start - first,
        stop=min(stop - first, len(shown) + 1),
        cut_before=first > 0,
        cut_after=last < len(characters),
    )
