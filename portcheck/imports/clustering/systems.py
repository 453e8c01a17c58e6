"""System prompts: which are the same, and which are one template with other values."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from portcheck.imports.cluster import Template
from portcheck.imports.clustering.matching import Matching
from portcheck.imports.clustering.mine import mine, share
from portcheck.imports.clustering.pile import ANY

FIRST_MINING = 16
"""Different system prompts after which templates are looked for, the first time."""
MAX_SYSTEMS = 2_000
"""Different ones that stay apart; further ones are together."""
_LEAST_SUPPORT = 6
"""Different prompts that make a template."""
_SHARE = 0.5
"""Of a prompt that is constant: one workload's prompts differ in values, those of two workloads
share how they begin."""
_MANY = 50
"""Different prompts of which less may be constant: nobody has that many workloads."""
OTHERS = 0
"""What prompts beyond the limit are known as."""


class Systems(Struct):
    """The system prompts so far; each is known as a number."""

    exact: dict[str, int] = field(default_factory=dict)
    matching: Matching = field(default_factory=Matching)
    templates: list[Template] = field(default_factory=lambda: [ANY])
    """By number."""
    mine_at: int = FIRST_MINING

    def find(self, text: str) -> int:
        """What a prompt is known as."""
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
        """Whether templates should be looked for now."""
        return len(self.exact) >= self.mine_at

    def settle(self) -> Iterator[tuple[int, int]]:
        """Looks for templates; what prompts of them were known as, and what they are now."""
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
