"""Recognise system prompts: equal ones, and those of one template with other values."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from portcheck.imports.cluster import Template
from portcheck.imports.clustering.matching import Matching
from portcheck.imports.clustering.mine import mine, share
from portcheck.imports.clustering.pile import ANY

FIRST_MINING = 16
"""Different system prompts after which the first search for templates starts."""
MAX_SYSTEMS = 2_000
"""Most different system prompts; further ones share one number."""
_LEAST_SUPPORT = 6
"""Different prompts that a template needs."""
_SHARE = 0.5
"""Share of a prompt that must be constant: prompts of one workload differ only in values, while
those of two workloads may share just their beginning."""
_MANY = 50
"""Different prompts from which on `_SHARE` does not apply: nobody has that many workloads."""
OTHERS = 0
"""The number of prompts beyond the limit."""


class Systems(Struct):
    """The system prompts so far, each with a number."""

    exact: dict[str, int] = field(default_factory=dict)
    matching: Matching = field(default_factory=Matching)
    templates: list[Template] = field(default_factory=lambda: [ANY])
    """Templates by number."""
    mine_at: int = FIRST_MINING

    def find(self, text: str) -> int:
        """The number of a prompt."""
        known = self.exact.get(text)
        if known is not None:
            return known
        known = self.matching.find(text)
        if known is not None:
            return known
        if len(self.exact) >= MAX_SYSTEMS:
            return OTHERS
        self.templates.append(Template(pieces=(text,)))
        self.exact[text] = len(self.templates) - 1
        return self.exact[text]

    @property
    def is_full(self) -> bool:
        """Whether it is time to search for templates."""
        return len(self.exact) >= self.mine_at

    def settle(self) -> Iterator[tuple[int, int]]:
        """Search for templates, and yield the old and the new number of each prompt of one."""
        texts = list(self.exact)
        for template in mine(texts, _LEAST_SUPPORT):
            of_it = [text for text in texts if template.values(text) is not None]
            if share(template, of_it) < _SHARE and len(of_it) < _MANY:
                continue
            if not template.gaps or not self.matching.add(template, len(self.templates)):
                continue
            self.templates.append(template)
            for text in of_it:
                if text in self.exact:
                    yield self.exact.pop(text), len(self.templates) - 1
        self.mine_at = max(2 * len(self.exact), 2 * FIRST_MINING)
