"""Read logs of bodies of OpenAI's Responses API.

A request that names an earlier response holds only the new turns; the turns before are those of
that response, which the log must hold earlier.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.exchange import Exchange
from portcheck.imports.logs.pairs import Pair, pair_of, read_pair
from portcheck.imports.logs.reader import Found, LogFormat, Source
from portcheck.model.chat import Message, Text
from portcheck.vendor_json import text

NAME = "openai-responses"
MAX_HELD = 5_000
"""Most responses that a later request may continue; the oldest is forgotten first."""
MAX_HELD_CHARS = 16_000_000
"""Most characters in all their turns."""


class Conversations(Struct):
    """Reads records, and keeps the responses that later ones may continue."""

    held: OrderedDict[str, tuple[tuple[Message, ...], int]] = field(default_factory=OrderedDict)
    """Turns of each response and their number of characters, by id."""
    chars: int = 0

    def take(self, source: Source) -> Iterable[Found]:
        """Yield the exchange in a record, with the turns that it continues."""
        found = source.seen
        previous = ""
        if isinstance(found, Pair):
            previous = text(found.request.get("previous_response_id"))
        for made in read_pair(source, NAME, "openai"):
            if not isinstance(made, Exchange):
                yield made
                continue
            whole = self._continued(made, previous) if previous else made
            self._keep(whole)
            yield whole

    def close(self) -> Iterable[Found]:
        """Return nothing: every exchange was already returned."""
        return ()

    def _continued(self, made: Exchange, previous: str) -> Exchange:
        if previous not in self.held:
            raise NotReadError("continues a response that is not earlier in the log")
        messages = (*self.held[previous][0], *made.request.messages)
        return replace(made, request=replace(made.request, messages=messages))

    def _keep(self, made: Exchange) -> None:
        answer = made.answer
        if answer is None or not answer.response_id:
            return
        content = (Text(text=answer.text),) if answer.text else ()
        turn = Message(role="assistant", content=content, tool_calls=answer.tool_calls)
        turns = (*made.request.messages, turn)
        size = sum(len(message.text) for message in turns)
        self.held[answer.response_id] = (turns, size)
        self.chars += size
        while len(self.held) > MAX_HELD or self.chars > MAX_HELD_CHARS:
            _, (_, gone) = self.held.popitem(last=False)
            self.chars -= gone


FORMAT = LogFormat(
    name=NAME,
    summary="OpenAI Responses: request and response bodies",
    documented="https://platform.openai.com/docs/api-reference/responses",
    recognises=lambda data: pair_of(NAME, data),
    reader=Conversations,
)
