"""Exchanges of one system prompt, sorted by the template of their first message."""

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
"""Texts of no known template after which templates are looked for, the first time."""
LAST_MINING = 1_024
"""The same once many were of none."""
MINED = 256
"""Texts that are compared when templates are looked for."""
MAX_FRUITLESS = 3
"""Times that nothing was found after which nothing waits any more."""
MAX_PATIENCE = 16
"""Times `LAST_MINING` conversations pass by, at most, before templates are looked for again."""
MAX_TEXT = 8_000
"""Characters of a text in which a template is looked for, where it does not wait."""
MAX_WAITING_CHARS = 4_000_000
"""Characters of what waits for a template."""


class Group(Struct):
    """All with one system prompt and the same tools."""

    system: Template | None
    tools: tuple[str, ...]
    has_schema: bool
    most: int
    """Conversations that are kept of each template."""
    rest: Pile
    matching: Matching = field(default_factory=Matching)
    piles: list[Pile] = field(default_factory=list)
    waiting: list[Talk] = field(default_factory=list)
    waiting_chars: int = 0
    mine_at: int = FIRST_MINING
    fruitless: int = 0
    """Times that nothing was found, one after the other."""
    passed_by: int = 0
    """Conversations of no template since templates were last looked for."""
    texts: list[str] = field(default_factory=list)
    """What some of them began with."""

    def find(self, text: str) -> Pile | None:
        """The pile of a text; `None` if it is of no template that is known."""
        number = self.matching.find(text)
        return None if number is None else self.piles[number]

    def wait(self, talk: Talk, text: str, exchange: Exchange) -> int:
        """Keeps a new conversation until templates are looked for; characters that it takes."""
        talk.text, talk.heard = text, [exchange]
        size = size_of(exchange)
        self.waiting.append(talk)
        self.waiting_chars += size
        return size

    @property
    def waits(self) -> bool:
        """Whether a conversation of no template waits: not where none was found repeatedly."""
        return self.fruitless < MAX_FRUITLESS

    @property
    def is_full(self) -> bool:
        """Whether templates should be looked for now."""
        return len(self.waiting) >= self.mine_at or self.waiting_chars > MAX_WAITING_CHARS

    def pass_by(self, text: str) -> None:
        """Hears of a conversation that goes to the rest: templates may be in use from now on."""
        self.passed_by += 1
        if len(self.texts) < MINED:
            self.texts.append(text[:MAX_TEXT])
        if self.passed_by >= LAST_MINING * min(self.fruitless, MAX_PATIENCE):
            self._learn(self.texts)
            self.texts, self.passed_by = [], 0

    def settle(self) -> tuple[int, int]:
        """Looks for templates among what waits, and gives all of it a pile.

        Returns:
            How many characters wait no longer, and how many more are kept.
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
        """Takes in a group whose system prompt is of the same template."""
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
        """What was sorted, once nothing waits."""
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
    """A group in which nothing is yet."""
    return Group(system, tools, has_schema, most, Pile(ANY, Draw(most)))
