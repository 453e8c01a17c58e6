"""Find different names that look the same in every report."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator

from msgspec import Struct, field

from portcheck.model.visible_text import without_unseen

DIFFERENCE = "they differ only in spaces, Unicode form or characters that show nothing"


class LookAlikes(Struct, kw_only=True):
    """Finds an earlier name that a new one looks like."""

    disguised: dict[str, str] = field(default_factory=dict)
    """Appearance to the first name that has it and is written in another way; few names are."""

    def of(self, name: str, known: Container[str]) -> str | None:
        """The earlier name that looks like this one.

        Args:
            name: each in turn.
            known: the names before it.
        """
        look = _appearance(name)
        other = self.disguised.get(look, look)
        if look != name:
            self.disguised.setdefault(look, name)
        return other if other != name and other in known else None


def look_alikes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that looks like an earlier one, and that one."""
    known: set[str] = set()
    found = LookAlikes()
    for name in names:
        if (other := found.of(name, known)) is not None:
            yield name, other
        known.add(name)


def _appearance(name: str) -> str:
    """The name in one Unicode form, without what draws nothing and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", without_unseen(name)).split())
