"""Exchanges that one template of a program made: a candidate for a workload."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.imports.exchange import Exchange, Skipped
from portcheck.value import Number, Value, Whole


class Template(Value, kw_only=True):
    r"""A text with gaps: what is constant in it, in order.

    `("Translate: ", "\n\nBe brief.")` has one gap; `("", "")` is any text, `("Hello",)` has none.
    """

    pieces: tuple[str, ...]
    """1 or more; between two of them is a gap. Only the first and the last may be empty."""

    @property
    def gaps(self) -> int:
        """How many values a text of it has."""
        return len(self.pieces) - 1

    @property
    def constant(self) -> int:
        """Characters that are the same in every text of it."""
        return sum(map(len, self.pieces))

    def values(self, text: str) -> tuple[str, ...] | None:
        """The texts in the gaps; `None` if the text does not match this template."""
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return () if text == first else None
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        found, start = [], len(first)
        for piece in self.pieces[1:-1]:
            at = text.find(piece, start, end)
            if at < 0:
                return None
            found.append(text[start:at])
            start = at + len(piece)
        found.append(text[start:end])
        return tuple(found)

    def filled(self, values: tuple[str, ...]) -> str:
        """The text with those values in its gaps; the inverse of `values`."""
        filled = (value + piece for value, piece in zip(values, self.pieces[1:], strict=True))
        return self.pieces[0] + "".join(filled)


class Member(Value, kw_only=True):
    """A conversation that was drawn from a cluster."""

    exchange: Exchange
    """Its last exchange, which holds the turns before it."""
    drawn: Whole = 1
    """How many of the conversations that were drawn asked the very same, 1 or more: its weight."""


class Cluster(Value, kw_only=True):
    """Conversations whose system prompt and first message are of the same templates."""

    system: Template | None
    """`None` without a system prompt."""
    user: Template
    """Of the first message of the user."""
    tools: tuple[str, ...] = ()
    """Names of the tools on offer, sorted."""
    has_schema: bool = False
    """Requests demand an answer by a JSON Schema."""
    calls: Whole
    """Calls of all its conversations, failed ones included: its traffic."""
    conversations: Whole
    """1 or more; a conversation of several calls counts once."""
    failed: Whole = 0
    """Calls without an answer."""
    first: Number | None = None
    """Time of the earliest call, seconds since 1970; `None` if no call has one."""
    last: Number | None = None
    models: Mapping[str, Whole]
    """Model that was asked for, to its calls; the models beyond the first 50 are under ""."""
    members: tuple[Member, ...]
    """Drawn at random: every conversation of the cluster was as likely as every other. The sum of
    `drawn` is the number of draws, which is `conversations` where all were taken."""


class Clusters(Value, kw_only=True):
    """The content of a log."""

    clusters: tuple[Cluster, ...]
    """Most calls first."""
    calls: Whole
    """All calls of all clusters."""
    repeated: Whole = 0
    """Records that were there twice, byte by byte, with their ids: the second is not counted."""
    skipped: tuple[Skipped, ...] = ()
    """Unreadable records, at most 1,000, in the order of the log."""
    skipped_by_reason: Mapping[str, Whole]
    """All of it."""
