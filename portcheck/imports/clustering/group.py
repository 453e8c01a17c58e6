"""Sort the exchanges of one system prompt by the template of their first message."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from portcheck.imports.cluster import Cluster, Template
from portcheck.imports.clustering.draw import Draw, size_of
from portcheck.imports.clustering.matching import MAX_TEMPLATES, Matching
from portcheck.imports.clustering.mine import mine
from portcheck.imports.clustering.pile import ANY, Pile, Talk
from portcheck.imports.exchange import Exchange

FIRST_MINING = 64
"""Texts without a known template after which the first search for templates starts."""
LAST_MINING = 1_024
"""The most that this number grows to, where searches leave many texts without a template."""
MINED = 256
"""Texts that one search compares."""
MAX_FRUITLESS = 3
"""Searches in a row that find nothing, after which new texts no longer wait."""
MAX_PATIENCE = 16
"""The next search comes after at most this many times `LAST_MINING` conversations."""
MAX_TEXT = 8_000
"""Characters that a search reads of a text that does not wait."""
MAX_WAITING_CHARS = 4_000_000
"""Most characters of conversations that wait for a template."""


class Group(Struct):
    """All exchanges with one system prompt, the same tools and the same schema."""

    system: Template | None
    tools: tuple[str, ...]
    has_schema: bool
    most: int
    """Number of conversations to keep of each template."""
    rest: Pile
    matching: Matching = field(default_factory=Matching)
    piles: list[Pile] = field(default_factory=list)
    waiting: list[Talk] = field(default_factory=list)
    waiting_chars: int = 0
    mine_at: int = FIRST_MINING
    fruitless: int = 0
    """Searches in a row that found nothing."""
    passed_by: int = 0
    """Conversations without a template since the last search."""
    texts: list[str] = field(default_factory=list)
    """First messages of some of them."""

    def find(self, text: str) -> Pile | None:
        """The pile of a text; `None` if no known template matches it."""
        number = self.matching.find(text)
        return None if number is None else self.piles[number]

    def wait(self, talk: Talk, text: str, exchange: Exchange) -> int:
        """Keep a new conversation until the next search, and return its size in characters."""
        talk.text, talk.heard = text, [exchange]
        size = size_of(exchange)
        self.waiting.append(talk)
        self.waiting_chars += size
        return size

    @property
    def waits(self) -> bool:
        """Whether conversations without a template wait; not after repeated fruitless searches."""
        return self.fruitless < MAX_FRUITLESS

    @property
    def is_full(self) -> bool:
        """Whether it is time to search for templates."""
        return len(self.waiting) >= self.mine_at or self.waiting_chars > MAX_WAITING_CHARS

    def pass_by(self, text: str) -> None:
        """Note a conversation that goes to the rest, and search again after enough of them."""
        self.passed_by += 1
        if len(self.texts) < MINED:
            self.texts.append(text[:MAX_TEXT])
        if self.passed_by >= LAST_MINING * min(self.fruitless, MAX_PATIENCE):
            self._learn(self.texts)
            self.texts, self.passed_by = [], 0

    def settle(self) -> tuple[int, int]:
        """Search the waiting conversations for templates, and sort each into a pile.

        Returns:
            How many characters no longer wait, and by how many the samples have grown.
        """
        step = max(1, len(self.waiting) // MINED)
        self._learn([talk.text for talk in self.waiting[::step]])
        kept = unknown = 0
        for talk in self.waiting:
            pile = self.find(talk.text)
            if pile is None:
                pile = self.rest
                unknown += 1
            talk.pile = pile
            pile.conversations += 1
            for exchange in talk.heard:
                pile.count(exchange)
            if pile.draw.wants(talk.number):
                last = talk.heard[-1]
                kept += pile.draw.put(talk.drawn(last, size_of(last)))
            talk.text, talk.heard = "", []
        if 2 * unknown > len(self.waiting):
            self.mine_at = min(2 * self.mine_at, LAST_MINING)
        freed, self.waiting, self.waiting_chars = self.waiting_chars, [], 0
        return freed, kept

    def _learn(self, texts: list[str]) -> None:
        if len(self.piles) >= MAX_TEMPLATES or not texts:
            return
        found = mine(texts)
        for template in found[: MAX_TEMPLATES - len(self.piles)]:
            self._add(Pile(template, Draw(self.most)))
        self.fruitless = 0 if found else self.fruitless + 1

    def _add(self, pile: Pile) -> bool:
        added = self.matching.add(pile.template, len(self.piles))
        if added:
            self.piles.append(pile)
        return added

    def absorb(self, other: Group) -> None:
        """Merge a group whose system prompt has the same template."""
        known = {pile.template.pieces: pile for pile in self.piles}
        for pile in other.piles:
            if pile.template.pieces in known:
                known[pile.template.pieces].join(pile)
            elif len(self.piles) >= MAX_TEMPLATES or not self._add(pile):
                self.rest.join(pile)
        self.rest.join(other.rest)
        self.waiting += other.waiting
        self.waiting_chars += other.waiting_chars

    def clusters(self) -> Iterator[Cluster]:
        """One cluster per pile that has calls; call `settle` first."""
        for pile in (*self.piles, self.rest):
            if pile.calls:
                yield Cluster(
                    system=self.system,
                    user=pile.template,
                    tools=self.tools,
                    has_schema=self.has_schema,
                    calls=pile.calls,
                    conversations=pile.conversations,
                    failed=pile.failed,
                    first=pile.first,
                    last=pile.last,
                    models=dict(sorted(pile.models.items(), key=lambda one: (-one[1], one[0]))),
                    members=pile.draw.members(),
                )


def new_group(
    system: Template | None, tools: tuple[str, ...], most: int, *, has_schema: bool
) -> Group:
    """Make an empty group."""
    return Group(system, tools, has_schema, most, Pile(ANY, Draw(most)))
