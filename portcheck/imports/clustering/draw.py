"""Draw a random sample of conversations from a stream of unknown length, in bounded memory.

Each conversation gets one random number, and those with the smallest numbers are kept. So all are
equally likely, two samples can be joined, and a sample can be made smaller.
"""

from __future__ import annotations

import heapq

from msgspec import Struct, field

from portcheck.imports.cluster import Member
from portcheck.imports.exchange import Exchange
from portcheck.model.chat import File, Text


class Drawn(Struct, gc=False):
    """A conversation in a sample."""

    number: float
    """Random, 0..1."""
    asked: int
    """Hash of the request: conversations with the same request are one case."""
    exchange: Exchange
    size: int
    """Approximate size in characters."""


class Draw(Struct):
    """The sample of one cluster."""

    most: int
    """Number of conversations to keep."""
    held: dict[float, Drawn] = field(default_factory=dict)
    """Kept conversations by number."""
    heap: list[float] = field(default_factory=list)
    """Their numbers, negated: the largest first."""
    bound: float = 1.0
    """A conversation with a larger number is not kept."""

    def wants(self, number: float) -> bool:
        """Whether a conversation with that number is kept."""
        return number < self.bound

    def put(self, one: Drawn) -> int:
        """Keep a conversation, and return by how many characters the sample has grown."""
        grown = one.size
        if one.number in self.held:
            grown -= self.held[one.number].size
        else:
            heapq.heappush(self.heap, -one.number)
        self.held[one.number] = one
        return grown - self._cut()

    def shrink(self, most: int) -> int:
        """Keep fewer conversations, and return how many characters that frees."""
        self.most = most
        return self._cut()

    def join(self, other: Draw) -> None:
        """Merge another sample into this one."""
        for one in other.held.values():
            if self.wants(one.number):
                self.put(one)

    def members(self) -> tuple[Member, ...]:
        """The drawn exchanges in the order of their numbers; equal requests give one member."""
        found: dict[int, tuple[Exchange, int]] = {}
        for number in sorted(self.held):
            one = self.held[number]
            exchange, times = found.get(one.asked, (one.exchange, 0))
            found[one.asked] = exchange, times + 1
        return tuple(Member(exchange=one, drawn=times) for one, times in found.values())

    def _cut(self) -> int:
        freed = 0
        while len(self.heap) > self.most:
            freed += self.held.pop(-heapq.heappop(self.heap)).size
        if len(self.heap) >= self.most:
            self.bound = -self.heap[0] if self.heap else 0.0
        return freed


def size_of(exchange: Exchange) -> int:
    """Approximate size of an exchange in characters, without the shared system prompt and tools."""
    size = 1_500
    for message in exchange.request.messages:
        for part in message.content:
            if isinstance(part, Text):
                size += len(part.text)
            elif isinstance(part, File):
                size += len(part.data)
        size += 300 + 300 * len(message.tool_calls)
    if exchange.answer is not None:
        size += len(exchange.answer.text) + len(exchange.answer.reasoning_text or "")
    return size
