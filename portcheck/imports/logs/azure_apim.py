"""Read Azure API Management's log of language models (ApiManagementGatewayLlmLog).

A call is several rows with one correlation id: one with the token counts, and others with its
messages, which are cut into pieces of 32 KB and joined again by their sequence numbers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import Struct, field

from portcheck.imports.bodies.answers import NOTHING, parsed_json
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.requests import asked
from portcheck.imports.logs.reader import (
    Call,
    Found,
    LogFormat,
    Source,
    attempt,
    exchange,
    seconds,
    usage_of,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import integer, mapping, text

NAME = "azure-apim"
MAX_OPEN = 5_000
"""Most calls whose rows are gathered at a time; beyond that, the oldest counts as complete."""
MAX_ROWS = 200
"""Most rows of one call: messages of at most 2 MB on either side, in pieces of 32 KB."""
_SIDES = ("requestmessages", "responsemessages")


def is_row(data: JsonObject) -> bool:
    """Whether a record is a row of the table, or of its export by a diagnostic setting."""
    row = _lowered(data) if "CorrelationId" in data or "correlationId" in data else {}
    category = data.get("category", data.get("Category"))
    return category == "GatewayLlmLogs" or any(name in row for name in (*_SIDES, "prompttokens"))


class Calls(Struct):
    """Gathers rows into calls."""

    gathered: OrderedDict[str, _Gathered] = field(default_factory=OrderedDict)

    def take(self, source: Source) -> Iterator[Found]:
        """Add a row, and yield the oldest calls if too many are open."""
        row = _lowered(source.data)
        known_as = text(row.get("correlationid"))
        if not known_as:
            raise NotReadError("has no correlation id")
        one = self.gathered.setdefault(known_as, _Gathered(source))
        if len(one.rows) >= MAX_ROWS:
            raise NotReadError(f"its call has more than {MAX_ROWS} rows")
        one.rows.append(row)
        while len(self.gathered) > MAX_OPEN:
            yield self._made(*self.gathered.popitem(last=False))

    def close(self) -> Iterator[Found]:
        """Yield all calls that are still open."""
        while self.gathered:
            yield self._made(*self.gathered.popitem(last=False))

    def _made(self, known_as: str, one: _Gathered) -> Found:
        return attempt(one.source, partial(_call, one, known_as))


class _Gathered(Struct):
    source: Source
    """The first row."""
    rows: list[JsonObject] = field(default_factory=list)


def _call(one: _Gathered, known_as: str) -> Found:
    rows = sorted(one.rows, key=lambda row: integer(row.get("sequencenumber")) or 0)
    said, answer = (_messages([row.get(side) for row in rows if row.get(side)]) for side in _SIDES)
    if not said:
        raise NotReadError("the rows of this call hold no request: messages are not logged")
    about: dict[str, Any] = {}
    for row in rows:
        about.update({name: value for name, value in row.items() if value or value is False})
    body = said[0] if len(said) == 1 and "messages" in mapping(said[0]) else {"messages": said}
    answered = one.source.answers.read(_answer(answer)) if answer else NOTHING
    return exchange(
        one.source,
        NAME,
        asked(body),
        answered,
        Call(
            vendor="azure",
            model=text(about.get("deploymentname")) or text(about.get("modelname")),
            call_id=known_as,
            time=seconds(about.get("timegenerated") or about.get("time")),
            usage=usage_of(about.get("prompttokens"), about.get("completiontokens")),
        ),
    )


def _answer(found: list[Any]) -> Any:
    if len(found) == 1 and not isinstance(found[0], str) and "content" not in mapping(found[0]):
        return found[0]
    pieces = [one if isinstance(one, str) else mapping(one).get("content") for one in found]
    whole = "".join(piece for piece in pieces if isinstance(piece, str))
    return {**mapping(found[0]), "role": "assistant", "content": whole}


def _messages(cells: list[Any]) -> list[Any]:
    """The messages in the cells of one side, in order: each cell is JSON, or a piece of it."""
    parsed = [parsed_json(cell) if isinstance(cell, str) else cell for cell in cells]
    if any(one is None for one in parsed):
        whole = "".join(cell for cell in cells if isinstance(cell, str))
        joined = parsed_json(whole)
        parsed = [whole if joined is None else joined]
    found: list[Any] = []
    for one in parsed:
        found += one if isinstance(one, list) else [one]
    return found


def _lowered(data: JsonObject) -> dict[str, Any]:
    """A row with names in lower case, and with the properties of an exported record."""
    properties = data.get("properties")
    if isinstance(properties, str):
        properties = parsed_json(properties)
    return {name.lower(): value for name, value in {**data, **mapping(properties)}.items()}


FORMAT = LogFormat(
    name=NAME,
    summary="Azure API Management logs of language models",
    documented=(
        "https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewayllmlog"
    ),
    recognises=is_row,
    reader=Calls,
)
