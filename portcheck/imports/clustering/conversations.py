"""Which exchanges continue an earlier one: a request that repeats the turns before it."""

from __future__ import annotations

from msgspec import Struct, field

from portcheck.imports.clustering.pile import Talk
from portcheck.imports.exchange import Glimpse
from portcheck.model.chat import Message, Part, Text

REMEMBERED = 60_000
"""Exchanges that a later one may continue, at least; twice as many at most."""


class Chain(Struct, frozen=True, gc=False):
    """The content of an exchange, as hashes; comparable only within one run of the program."""

    asked: int
    """The request: instructions and all turns."""
    before: int | None
    """The same up to and with the last answer in it; `None` if the request holds none."""
    after: int | None
    """The request with its own answer; `None` without one."""


def chain(seen: Glimpse) -> Chain:
    """The hashes by which exchanges are assembled."""
    key = hash((seen.system, len(seen.tools)))
    before: int | None = None
    for message in seen.messages:
        calls = message.tool_calls
        names = tuple(call.name for call in calls) if calls else ()
        key = _with(key, message.role, text_of(message), names)
        if message.role == "assistant":
            before = key
    if seen.answer is None:
        return Chain(key, before, None)
    return Chain(key, before, _with(key, "assistant", *seen.answer))


def text_of(message: Message) -> str:
    """The content of a message; for files, their bytes."""
    content = message.content
    if len(content) == 1:
        return _said(content[0])
    return "".join(map(_said, content))


def _said(part: Part) -> str:
    return part.text if isinstance(part, Text) else part.data or part.url


def _with(key: int, role: str, text: str, calls: tuple[str, ...]) -> int:
    if role == "assistant":
        text = text.strip()  # programs keep answers without the white space around them
    return hash((key, role, text, calls)) if calls else hash((key, role, text))


class Conversations(Struct):
    """The conversations that may go on."""

    open: dict[int, Talk] = field(default_factory=dict)
    """Conversations by the hash of all their turns."""
    open_before: dict[int, Talk] = field(default_factory=dict)

    def continued(self, found: Chain) -> Talk | None:
        """The conversation that an exchange continues, which nothing else continues then."""
        if found.before is None:
            return None
        known = self.open.pop(found.before, None)
        return known if known is not None else self.open_before.pop(found.before, None)

    def keep(self, found: Chain, talk: Talk) -> None:
        """Remembers how far a conversation has come."""
        if found.after is None:
            return
        self.open[found.after] = talk
        if len(self.open) >= REMEMBERED:
            self.open, self.open_before = {}, self.open
