"""Find which of many templates matches a text, without trying all of them."""

from __future__ import annotations

from msgspec import Struct, field

from portcheck.imports.cluster import Template
from portcheck.imports.clustering.mine import ANCHOR

MAX_TEMPLATES = 200
"""Most templates of one group; texts of further templates share one pile."""
MAX_IN_BETWEEN = 20
"""Most templates that neither begin nor end with a constant: each must be tried on a text."""


class Matching(Struct):
    """Templates by the first or last characters of their texts."""

    by_start: dict[str, list[tuple[Template, int]]] = field(default_factory=dict)
    by_end: dict[str, list[tuple[Template, int]]] = field(default_factory=dict)
    others: list[tuple[Template, int]] = field(default_factory=list)
    whole: dict[str, int] = field(default_factory=dict)
    """Templates without a gap."""

    def add(self, template: Template, known_as: int) -> bool:
        """Add a template; return whether there was room for it."""
        first, last = template.pieces[0], template.pieces[-1]
        if not template.gaps:
            self.whole[first] = known_as
        elif len(first) >= ANCHOR:
            _insert(self.by_start.setdefault(first[:ANCHOR], []), template, known_as)
        elif len(last) >= ANCHOR:
            _insert(self.by_end.setdefault(last[-ANCHOR:], []), template, known_as)
        elif len(self.others) < MAX_IN_BETWEEN:
            _insert(self.others, template, known_as)
        else:
            return False
        return True

    def find(self, text: str) -> int | None:
        """The number of the template that matches a text; `None` if none does."""
        found = self.whole.get(text)
        if found is not None:
            return found
        for template, known_as in self.by_start.get(text[:ANCHOR], ()):
            if template.values(text) is not None:
                return known_as
        for template, known_as in self.by_end.get(text[-ANCHOR:], ()):
            if template.values(text) is not None:
                return known_as
        for template, known_as in self.others:
            if template.values(text) is not None:
                return known_as
        return None


def _insert(among: list[tuple[Template, int]], template: Template, known_as: int) -> None:
    """Insert a template so that those with more constant text are tried first."""
    among.append((template, known_as))
    among.sort(key=lambda one: -one[0].constant)
