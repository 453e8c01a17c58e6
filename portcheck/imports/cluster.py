"""Clusters of exchanges from one prompt template: each is a candidate for a workload."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.imports.exchange import Exchange, Skipped
from portcheck.value import Number, Value, Whole


class Template(Value, kw_only=True):
    r"""A text with gaps, as its constant pieces in order.

    `("Translate: ", "\n\nBe brief.")` has one gap, `("Hello",)` has none, `("", "")` matches all.
    """

    pieces: tuple[str, ...]
    """1 or more, with a gap between each two. Only the first and the last may be empty."""

    @property
    def gaps(self) -> int:
        """Number of gaps, 0 or more."""
        return len(self.pieces) - 1

    @property
    def constant(self) -> int:
        """Number of characters that are the same in every text of the template."""
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
        """Fill values into the gaps; the inverse of `values`."""
        filled = (value + piece for value, piece in zip(values, self.pieces[1:], strict=True))
        return self.pieces[0] + "".join(filled)


class Member(Value, kw_only=True):
    """A conversation that was drawn from a cluster."""

    exchange: Exchange
    """Its last exchange, which holds the turns before it."""
    drawn: Whole = 1
    """Number of drawn conversations with the same request, 1 or more: the weight of this one."""


class Cluster(Value, kw_only=True):
    """Conversations whose system prompt and first message come from the same templates."""

    system: Template | None
    """`None` without a system prompt."""
    user: Template
    """Template of the user's first message."""
    tools: tuple[str, ...] = ()
    """Names of the tools on offer, sorted."""
    has_schema: bool = False
    """The requests ask for an answer that follows a JSON Schema."""
    calls: Whole
    """Calls of all conversations, including failed ones: the traffic of the cluster."""
    conversations: Whole
    """1 or more; a conversation of several calls counts once."""
    failed: Whole = 0
    """Calls without an answer."""
    first: Number | None = None
    """Time of the earliest call, seconds since 1970; `None` if no call has one."""
    last: Number | None = None
    models: Mapping[str, Whole]
    """Number of calls by requested model; models beyond the first 50 are counted under ""."""
    members: tuple[Member, ...]
    """A random sample in which every conversation of the cluster is equally likely. The sum of
    `drawn` is the number of conversations drawn: all of `conversations` if the cluster is small."""


class Clusters(Value, kw_only=True):
    """The content of a log, sorted into clusters."""

    clusters: tuple[Cluster, ...]
    """Sorted by calls, most first."""
    calls: Whole
    """All calls of all clusters."""
    repeated: Whole = 0
    """Records that the log holds more than once, byte for byte; only the first is counted."""
    skipped: tuple[Skipped, ...] = ()
    """Unreadable records in the order of the log, at most 1,000."""
    skipped_by_reason: Mapping[str, Whole]
    """Number of all unreadable records, by reason."""
