"""Run regular expressions from suites under a time limit.

Suites are not trusted, and one hostile pattern can keep a matching engine busy for years; the
`regex` package supports a timeout.
"""

from __future__ import annotations

import time
import warnings
from functools import lru_cache
from typing import Any

from portcheck.lazy_pattern import LazyPattern

TIMEOUT_S = 0.25
"""Seconds that all searches of one check may take together."""
MAX_PATTERN = 4_000
"""Longest pattern, in characters."""
_ESCAPED = {"\b": "b", "\x1b": "e", "\x85": "N", "\u2028": "L", "\u2029": "P"}
"""Characters that double-quoted YAML makes of escapes with another meaning in a pattern."""
_WRONG_ESCAPES = LazyPattern(f"[{''.join(_ESCAPED)}]")


class Searcher:
    """Searches until the time limit of one check is spent."""

    def __init__(self, limit_s: float = TIMEOUT_S) -> None:
        self._left_s = limit_s

    def search(self, pattern: str, text: str, *, flags: int = 0, full: bool = False) -> bool:
        """Whether the pattern occurs in the text (`full`: matches all of it).

        Raises:
            TimeoutError: the time limit is spent.
            ValueError: the pattern is not a regular expression.
        """
        compiled = compiled_pattern(pattern, flags)
        if self._left_s <= 0:
            raise TimeoutError
        started = time.perf_counter()
        try:
            run = compiled.fullmatch if full else compiled.search
            return run(text, timeout=self._left_s) is not None
        finally:
            self._left_s -= time.perf_counter() - started


@lru_cache(maxsize=500)  # as many as the package caches, but a faster lookup
def compiled_pattern(pattern: str, flags: int = 0) -> Any:
    """Compile a pattern.

    Raises:
        ValueError: it is longer than `MAX_PATTERN` or not a regular expression.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern is longer than {MAX_PATTERN} characters")
    if escape := _WRONG_ESCAPES.search(pattern):
        raise ValueError(
            f"the pattern holds the character U+{ord(escape[0]):04X}, as double quotes make it of "
            f"\\{_ESCAPED[escape[0]]}: write the pattern in single quotes"
        )
    import regex  # noqa: PLC0415  # slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return regex.compile(pattern, flags)
    except (regex.error, RecursionError, OverflowError, IndexError, KeyError, TypeError) as exc:
        detail = str(exc) or type(exc).__name__
        raise ValueError(f"not a regular expression: {detail}") from exc


def pattern_problem(pattern: str, flags: int = 0) -> str | None:
    """Describe the mistake in a pattern; `None` without one."""
    try:
        compiled_pattern(pattern, flags)
    except ValueError as exc:
        return str(exc)
    return None
