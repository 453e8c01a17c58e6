"""Regular expressions that are compiled when they are first used.

Compiling one of an error's many wordings takes a millisecond or more, and most runs meet no error.
"""

from __future__ import annotations

import re
from functools import cached_property


class LazyPattern:
    """A regular expression; a mistake in it shows when it is first used."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """As `re.compile`."""
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The same as Python has it, for whatever else it can do."""
        return re.compile(self.pattern, self.flags)

    def search(self, text: str) -> re.Match[str] | None:
        """As of `re.Pattern`."""
        return self.compiled.search(text)
