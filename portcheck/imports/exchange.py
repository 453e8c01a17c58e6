"""One logged call of a model: its request and its answer."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from portcheck.model.chat import JsonObject, Message, Request
from portcheck.model.completion import Answer
from portcheck.value import Number, Value, Whole


class Place(Value, kw_only=True, order=True):
    """The place of a record: file and line."""

    file: str
    """The path as given, or relative to the given folder."""
    line: Whole = 0
    """Line, 1-based; in a JSON array or a table, number of the record. 0: the file as a whole."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Exchange(Value, kw_only=True):
    """A request and its answer, from a log.

    A request that repeats the turns before it holds the whole conversation: `request.messages` has
    every turn of the user, every answer before the last and every result of a tool, and `answer` is
    the last answer. Texts are the log's own: neither redacted nor safe for a terminal.
    """

    request: Request
    """`sampling.is_set` tells which settings the log states."""
    answer: Answer | None
    """`None` if the call failed, or the log holds no answer."""
    place: Place
    raw_hash: str
    """BLAKE2b of the record's bytes, 16 hexadecimal digits."""
    model: str = ""
    """The requested model; if the log does not name it, the one that answered."""
    vendor: str = ""
    """From the log or its format: `openai`, `anthropic`, `google`, ...; "" if unknown."""
    format: str = ""
    """Name of the reader."""
    call_id: str = ""
    """The log's own id of the call; "" without one."""
    error: str = ""
    """Why there is no answer, in the log's words."""
    time: Number | None = None
    """Time of the request, seconds since 1970, UTC; of the answer if only that is known."""
    latency_s: Number | None = None
    """Seconds until the answer was complete."""
    cost_usd: Number | None = None
    """US dollars, from the log."""
    answer_was_json: bool = False
    """The log holds the answer as parsed JSON, so its text is written again, not verbatim."""


class Glimpse(Struct, frozen=True):
    """The part of an exchange that counting needs; most exchanges are counted and not kept."""

    system: str | None
    messages: tuple[Message, ...]
    tools: tuple[str, ...]
    """Names of the tools on offer."""
    schema: JsonObject | None
    answer: tuple[str, tuple[str, ...]] | None
    """The answer's text and the names of the tools it calls; `None` if there is no answer."""
    model: str
    time: float | None
    whole: Callable[[], Exchange]
    """Reads the whole exchange."""


def glimpse_of(exchange: Exchange) -> Glimpse:
    """The glimpse of an exchange that was read as a whole."""
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
    """A record that the log already holds, byte for byte, with the id or time of its call."""

    place: Place


class Skipped(Value, kw_only=True):
    """Something in a log that is not an exchange, or that could not be read."""

    place: Place
    reason: str
    """The problem, without the log's content."""
