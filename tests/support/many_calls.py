"""Logs of every shape with many calls: those of `traffic_logs`, with other words in each.

Three programs of a made-up company: one routes tickets, one reads orders out of e-mails and answers
with JSON, one looks up the weather with a tool. Names have letters that JSON escapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from traffic_logs import LOGS, QUEUE, SYSTEM, TICKET, Record

PEOPLE = (
    "J\u00fcrgen M\u00fcller",
    "Fran\u00e7ois Lef\u00e8vre",
    "Anna Meier",
    "Jos\u00e9 N\u00fa\u00f1ez",
    "Marcus Okafor",
)
QUEUES = ("outage", "billing", "access")
ISSUES = {
    "outage": "The site shows an error since Monday, {}.",
    "billing": "Invoice {} was charged twice.",
    "access": "Code {} is refused when I sign in.",
}
_STARTS = ("Ny", "Gam", "Nord", "Sor", "Ost", "Vest", "Mid", "Stor")
_ENDS = ("by", "vik", "havn", "dal", "sund", "fjell", "strand", "mark", "torp", "borg")
TOWNS = tuple(f"{start}{end}" for start in _STARTS for end in _ENDS)
READ = "Read the order. Answer with JSON: customer and quantity."
_IDS = {
    *("id", "request_id", "requestId", "response_id", "CorrelationId"),
    *("traceId", "trace_id", "spanId"),
    *("call_id", "tool_call_id", "tool_use_id", "toolUseId"),
}


def log_of(shape: str, calls: int) -> Iterator[Record]:
    """Records of one shape, of that many calls of each program; the weather is asked for twice."""
    for number in range(calls):
        queue = QUEUES[number % 3]
        yield from _changed(shape, 2 * number, SYSTEM, ISSUES[queue].format(4000 + number), queue)
        person = PEOPLE[number % len(PEOPLE)]
        mail = f"Hello, {person} here. Please send {7 + number} lamps to our shop."
        order = json.dumps({"customer": person, "quantity": 7 + number})
        yield from _changed(shape, 2 * number + 1, READ, mail, order)


def candidates_answer(body: Mapping[str, Any]) -> dict[str, Any]:
    """The message with which another model, as good as the first, answers Chat Completions."""
    turns = body["messages"]
    asked = next(one["content"] for one in reversed(turns) if one["role"] == "user")
    if turns[0]["content"] == SYSTEM:
        words = {"Invoice": "billing", "Code": "access", "The": "outage"}
        return {"content": words[asked.split()[0]]}
    if turns[0]["content"] == READ:
        person, _, rest = asked.removeprefix("Hello, ").partition(" here")
        number = next(int(word) for word in rest.split() if word.isdecimal())
        return {"content": json.dumps({"customer": person, "quantity": number})}
    if turns[-1]["role"] == "tool":
        return {"content": f"It is {json.loads(turns[-1]['content'])['degrees']} degrees."}
    town = asked.rpartition(" ")[2].rstrip("?")
    call = {"name": "weather", "arguments": json.dumps({"town": town})}
    return {"content": None, "tool_calls": [{"id": "c", "type": "function", "function": call}]}


def _changed(shape: str, number: int, system: str, asks: str, says: str) -> Iterator[Record]:
    words = {TICKET: asks, SYSTEM: system, "Oslo": TOWNS[number % len(TOWNS)]}
    for record in LOGS[shape]:
        yield _walked(record, words, says, number)


def _walked(value: Any, words: Mapping[str, str], says: str, number: int) -> Any:
    """The same with other words, in JSON within texts too, and with ids of its own."""
    if isinstance(value, dict):
        return {
            key: f"{one}{number:04d}"
            if key in _IDS and isinstance(one, str)
            else _walked(one, words, says, number)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_walked(one, words, says, number) for one in value]
    if not isinstance(value, str):
        return value
    if value == QUEUE:
        return says
    if value[:1] in {"{", "["}:
        return json.dumps(_walked(json.loads(value), words, says, number))
    for old, new in words.items():
        value = value.replace(old, new)
    return value
