"""One logged call of a model, in the words of the model: what was asked, and what came back."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from portcheck.model.chat import JsonObject, Message, Request
from portcheck.model.completion import Answer
from portcheck.value import Number, Value, Whole


class Place(Value, kw_only=True, order=True):
    """Where something was read."""

    file: str
    """Path as it was given, or below the folder that was given."""
    line: Whole = 0
    """1-based; of a JSON array or a table, the number of its record. 0: the file as a whole."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Exchange(Value, kw_only=True):
    """A request and its answer, as a log holds them.

    A request that repeats the turns before it holds the whole conversation: `request.messages` has
    every turn of the user, every answer before the last and every result of a tool, and `answer` is
    the last answer. Texts are the log's own: neither redacted nor safe for a terminal.
    """

    request: Request
    """`sampling.is_set` says which settings the log states."""
    answer: Answer | None
    """`None` if the call failed, or the log holds no answer."""
    place: Place
    raw_hash: str
    """BLAKE2b of the record's bytes, 16 hexadecimal digits."""
    model: str = ""
    """The model that was asked for; where the log does not say, the one that answered."""
    vendor: str = ""
    """As the log says or its format implies: `openai`, `anthropic`, `google`, ...; "" unknown."""
    format: str = ""
    """Name of the reader."""
    call_id: str = ""
    """The log's own id of the call; "" without one."""
    error: str = ""
    """Why there is no answer, in the log's words."""
    time: Number | None = None
    """Seconds since 1970, UTC, of the request, or of the answer where only that is known."""
    latency_s: Number | None = None
    """Seconds until the whole answer was there."""
    cost_usd: Number | None = None
    """US dollars, as the log says."""
    answer_was_json: bool = False
    """The log holds what the answer's JSON says, and not its text, which was written from it."""


class Glimpse(Struct, frozen=True):
    """The part of an exchange that counting needs: most of a log is counted, and little is kept."""

    system: str | None
    messages: tuple[Message, ...]
    tools: tuple[str, ...]
    """Their names."""
    schema: JsonObject | None
    answer: tuple[str, tuple[str, ...]] | None
    """Text, and names of the tools that it calls; `None` if there is no answer."""
    model: str
    time: float | None
    whole: Callable[[], Exchange]
    """Reads the rest."""


def glimpse_of(exchange: Exchange) -> Glimpse:
    """The same of an exchange that has been read."""
    request, answer = exchange.request, exchange.answer
    said = answer and (answer.text, tuple(call.name for call in answer.tool_calls))
    return Glimpse(
        request.system,
        request.messages,
        tuple(tool.name for tool in request.tools),
        request.response_schema,
        said or None,
        exchange.model,
        exchange.time,
        lambda: exchange,
    )


class Repeated(Value, kw_only=True):
    """A record that the log has already, byte by byte, with the id or time of its call."""

    place: Place


class Skipped(Value, kw_only=True):
    """Something in a log that is not an exchange, or that could not be read."""

    place: Place
    reason: str
    """The problem, without the log's content."""
