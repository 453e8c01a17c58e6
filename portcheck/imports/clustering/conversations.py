"""Find exchanges that continue an earlier one: their request repeats the turns before it."""

from __future__ import annotations

from msgspec import Struct, field

from portcheck.imports.clustering.pile import Talk
from portcheck.imports.exchange import Glimpse
from portcheck.model.chat import Message, Part, Text

REMEMBERED = 60_000
"""Exchanges that a later one may continue: at least this many, at most twice as many."""


class Chain(Struct, frozen=True, gc=False):
    """Hashes of an exchange's content; comparable only within one process."""

    asked: int
    """Hash of the request: instructions and all turns."""
    before: int | None
    """Hash up to and including the last answer in the request; `None` if it holds none."""
    after: int | None
    """Hash of the request with its own answer; `None` without one."""


def chain(seen: Glimpse) -> Chain:
    """Compute the hashes that join exchanges to conversations."""
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
    """The text of a message; files give their data or URL."""
    content = message.content
    if len(content) == 1:
        return _said(content[0])
    return "".join(map(_said, content))


def _said(part: Part) -> str:
    return part.text if isinstance(part, Text) else part.data or part.url


def _with(key: int, role: str, text: str, calls: tuple[str, ...]) -> int:
    if role == "assistant":
        text = text.strip()  # programs strip answers before they send them again
    return hash((key, role, text, calls)) if calls else hash((key, role, text))


class Conversations(Struct):
    """Conversations that a later exchange may continue."""

    open: dict[int, Talk] = field(default_factory=dict)
    """Conversations by the hash of all their turns."""
    open_before: dict[int, Talk] = field(default_factory=dict)

    def continued(self, found: Chain) -> Talk | None:
        """Take out the conversation that an exchange continues, so that no other continues it."""
        if found.before is None:
            return None
        known = self.open.pop(found.before, None)
        return known if known is not None else self.open_before.pop(found.before, None)

    def keep(self, found: Chain, talk: Talk) -> None:
        """Remember a conversation by its turns so far."""
        if found.after is None:
            return
        self.open[found.after] = talk
        if len(self.open) >= REMEMBERED:
            self.open, self.open_before = {}, self.open
