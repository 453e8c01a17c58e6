"""Count the calls of one cluster."""

from __future__ import annotations

from msgspec import Struct, field

from portcheck.imports.cluster import Template
from portcheck.imports.clustering.draw import Draw, Drawn
from portcheck.imports.exchange import Exchange, Glimpse

ANY = Template(pieces=("", ""))
MAX_MODELS = 50


class Pile(Struct):
    """Counts of one template's calls, and a sample of their conversations."""

    template: Template
    draw: Draw
    calls: int = 0
    conversations: int = 0
    failed: int = 0
    first: float | None = None
    last: float | None = None
    models: dict[str, int] = field(default_factory=dict)
    joined: Pile | None = None
    """The pile that this one was merged into."""

    def count(self, exchange: Exchange | Glimpse) -> None:
        """Count a call."""
        self.calls += 1
        if exchange.answer is None:
            self.failed += 1
        time = exchange.time
        if time is not None:
            if self.first is None or time < self.first:
                self.first = time
            if self.last is None or time > self.last:
                self.last = time
        self._model(exchange.model, 1)

    def join(self, other: Pile) -> None:
        """Merge another pile into this one; the other then points here."""
        self.calls += other.calls
        self.conversations += other.conversations
        self.failed += other.failed
        times = [one for one in (self.first, other.first) if one is not None]
        self.first = min(times, default=None)
        times = [one for one in (self.last, other.last) if one is not None]
        self.last = max(times, default=None)
        for model, calls in other.models.items():
            self._model(model, calls)
        self.draw.join(other.draw)
        other.joined = self

    def _model(self, model: str, calls: int) -> None:
        if model not in self.models and len(self.models) >= MAX_MODELS:
            model = ""
        self.models[model] = self.models.get(model, 0) + calls


class Talk(Struct):
    """A conversation and its state so far."""

    number: float
    """Random number, 0..1: see `draw`."""
    asked: int
    """Hash of its last request."""
    pile: Pile | None = None
    """The pile that counts it; `None` while it waits for a template."""
    text: str = ""
    """Its first message, while it waits."""
    heard: list[Exchange] = field(default_factory=list)
    """Its exchanges, while it waits."""

    @property
    def home(self) -> Pile | None:
        """The pile that counts it now, after any merges."""
        while self.pile is not None and self.pile.joined is not None:
            self.pile = self.pile.joined
        return self.pile

    def drawn(self, exchange: Exchange, size: int) -> Drawn:
        """The entry for a sample, with the latest exchange."""
        return Drawn(self.number, self.asked, exchange, size)
