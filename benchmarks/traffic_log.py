"""A log of made-up calls: many programs in one file, as a gateway writes it.

Eight programs ask, each with its own template: with and without a system prompt, with values in the
middle, at the beginning or in the system prompt, with tools, with conversations that go on, and one
that passes on what people type. Some lines are there twice, and a few are damaged. The id of a call
says which program made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

_WORDS = """
order invoice parcel refund printer router battery contract account password meeting report harbour
bridge engine garden kitchen window ticket station platform winter summer morning evening week month
broken missing late early heavy light blue green quiet loud simple strange arrived left called wrote
asked paid sent lost found moved opened closed started stopped the a my your our this that with
without before after because since while and but or so very quite again never always often still
already three seven twelve forty north south customer neighbour driver manager doctor teacher lawyer
clerk river valley market street corner tower airport
"""
WORDS = _WORDS.split()
OPENINGS = (
    "Hi, ",
    "Hello, ",
    "Good morning, ",
    "Hello, I have a question: ",
    "",
    "",
    "So ",
    "Why ",
)
COUNTRIES = ("Norway", "Peru", "Japan", "Kenya", "Canada", "Poland", "Chile", "India", "Egypt")
QUEUES = ("billing", "access", "outage", "returns")
TRIAGE = (
    "You route support tickets of a parcel service. Read the ticket, decide which team has to see "
    "it first, and answer with one queue name and nothing else. Queues: billing for invoices, "
    "payments and refunds; access for accounts, passwords and logins; outage for anything that "
    "does not work at all; returns for parcels that go back. If two fit, take the one that the "
    "customer is angrier about. Never explain your choice, never apologise, never answer the "
    "ticket itself."
)
AGENT = (
    "You are the refund desk. Look an order up before you pay anything back, never pay more than "
    "was paid, and say in one sentence what you did. Ask for the order number where it is missing."
)
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": about,
            "parameters": {
                "type": "object",
                "properties": {"order": {"type": "string"}, "amount": {"type": "number"}},
                "required": ["order"],
            },
        },
    }
    for name, about in (("get_order", "Looks an order up."), ("refund", "Pays an order back."))
]
SCHEMA = {
    "type": "json_schema",
    "json_schema": {
        "name": "invoice",
        "schema": {
            "type": "object",
            "properties": {"number": {"type": "string"}, "total": {"type": "number"}},
        },
    },
}
PROGRAMS = ("triage", "lookup", "summary", "extract", "tenant", "refund", "tutor", "people")
_SHARES = (30, 15, 12, 10, 10, 8, 5, 10)


class Traffic:
    """Makes lines; the same seed makes the same."""

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)
        self._number = 0
        # Texts are cut out of long ones: making each of single words takes longer than reading it.
        self._prose = [
            " ".join(self._random.choices(WORDS, k=4_000)).replace(" after ", ".\nAfter ")
            for _ in range(40)
        ]

    def lines(self, count: int) -> Iterator[bytes]:
        """That many lines, each with its line break."""
        made = 0
        last = b""
        while made < count:
            program = self._random.choices(PROGRAMS, _SHARES)[0]
            for line in self._calls(program):
                yield line
                made += 1
                if self._random.random() < 0.02:
                    yield line
                    made += 1
                if self._random.random() < 0.0001:
                    yield line[: len(line) // 2] + b"\n"
                    made += 1
                last = line
                if made >= count:
                    return
        assert last

    def text(self, least: int, most: int) -> str:
        """A text of about so many words."""
        prose = self._random.choice(self._prose)
        start = self._random.randrange(len(prose) - 8 * most - 100)
        start = prose.index(" ", start) + 1
        end = prose.index(" ", start + 6 * self._random.randint(least, most))
        return prose[start:end]

    def _calls(self, program: str) -> Iterator[bytes]:
        if program == "refund":
            yield from self._loop()
        elif program == "tutor":
            yield from self._conversation()
        else:
            body, answer = self._asked(program)
            yield self._line(program, body, answer)

    def _asked(self, program: str) -> tuple[dict[str, Any], str]:
        system: str | None = None
        more: dict[str, Any] = {}
        answer = self.text(10, 60)
        number = self._random.randrange(10_000, 99_999)
        if program == "triage":
            system, answer = TRIAGE, self._random.choice(QUEUES)
            user = f"Ticket {number} of {self._random.choice(COUNTRIES)}\n\n{self.text(20, 120)}"
            more = {"max_tokens": 5, "temperature": 0}
        elif program == "lookup":
            user = (
                "Answer the question from the documents alone, and say where it stands.\n\n"
                f"Documents:\n{self.text(80, 260)}\n\nQuestion: {self.text(5, 15)}?"
            )
        elif program == "summary":
            user = f"{self.text(100, 250)}\n\nSummarise the text above in three short sentences."
        elif program == "extract":
            user = (
                "Take the number and the total out of this invoice:\n"
                f"<invoice>{self.text(40, 90)}</invoice>"
            )
            answer = json.dumps({"number": str(number), "total": number / 100})
            more = {"response_format": SCHEMA}
        elif program == "tenant":
            country = self._random.choice(COUNTRIES)
            system = (
                f"You are the assistant of the shop {self.text(1, 3)} in {country}. Today is "
                f"2026-{self._random.randint(1, 12):02d}-{self._random.randint(1, 28):02d}. Be "
                "brief and friendly, do not promise anything about prices or delivery, and answer "
                "in the language of the customer. If you do not know, say that a colleague will "
                "call back within two working days."
            )
            user = f"Customer: {self.text(10, 60)}"
        else:
            user = self._random.choice(OPENINGS) + self.text(5, 80)
        messages = [{"role": "system", "content": system}] if system else []
        return {**more, "messages": [*messages, {"role": "user", "content": user}]}, answer

    def _conversation(self) -> Iterator[bytes]:
        messages: list[dict[str, Any]] = [
            {"role": "system", "content": "You teach history to adults, and ask back."},
            {
                "role": "user",
                "content": f"Lesson on {self._random.choice(COUNTRIES)}: {self.text(5, 30)}",
            },
        ]
        for _ in range(self._random.randint(1, 6)):
            answer = self.text(30, 90)
            yield self._line("tutor", {"messages": messages}, answer)
            messages = [*messages, {"role": "assistant", "content": answer}]
            messages.append({"role": "user", "content": self.text(5, 25)})

    def _loop(self) -> Iterator[bytes]:
        order = f"A-{self._random.randrange(1000, 9999)}"
        paid = self._random.randrange(500, 9_000) / 100
        messages: list[dict[str, Any]] = [
            {"role": "system", "content": AGENT},
            {"role": "user", "content": f"Order {order}: {self.text(8, 40)}"},
        ]
        for name, arguments, result in (
            ("get_order", {"order": order}, {"order": order, "paid": paid}),
            ("refund", {"order": order, "amount": paid}, {"done": True}),
        ):
            call = {
                "id": f"call_{self._random.randrange(10**9)}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            body = {"messages": messages, "tools": TOOLS}
            yield self._line("refund", body, None, [call])
            messages = [*messages, {"role": "assistant", "content": None, "tool_calls": [call]}]
            messages.append(
                {"role": "tool", "tool_call_id": call["id"], "content": json.dumps(result)}
            )
        yield self._line("refund", {"messages": messages, "tools": TOOLS}, f"I paid {paid} back.")

    def _line(
        self,
        program: str,
        body: dict[str, Any],
        answer: str | None,
        calls: list[dict[str, Any]] | None = None,
    ) -> bytes:
        self._number += 1
        known_as = f"{program}-{self._number:08d}"
        message: dict[str, Any] = {"role": "assistant", "content": answer, "refusal": None}
        if calls:
            message["tool_calls"] = calls
        when = 1_790_000_000 + self._number
        choice = {"index": 0, "message": message, "logprobs": None}
        choice["finish_reason"] = "tool_calls" if calls else "stop"
        sent, received = len(str(body)) // 4, len(answer or "") // 4 + 1
        record = {
            "id": known_as,
            "timestamp": when,
            "latency_ms": 200 + self._number % 1_800,
            "request": {"model": "gpt-5.4-mini", **body},
            "response": {
                "id": f"chatcmpl-{self._number:024d}",
                "object": "chat.completion",
                "created": when,
                "model": "gpt-5.4-mini-2026-03-05",
                "choices": [choice],
                "usage": {
                    "prompt_tokens": sent,
                    "completion_tokens": received,
                    "total_tokens": sent + received,
                    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
                },
                "service_tier": "default",
                "system_fingerprint": "fp_0123456789",
            },
        }
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"
