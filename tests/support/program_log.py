"""A small log of made-up programs: routing, extraction, a tool loop, declined questions."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

PEOPLE = ("Anna Meier", "Rachel Thornton", "Marcus Okafor", "Giulia Rossi", "Piotr Mazur")
ISSUES = {
    "billing": "I was charged twice for order {}.",
    "access": "I cannot log in, code {} is refused.",
    "outage": "The site shows error {}.",
}
PASSWORD = "hunter{}!x"
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}
    for name in ("get_order", "delete_account")
]
ROUTE = "You route support tickets. Answer with one queue name."


def record(number: int, messages: list[dict[str, Any]], answer: str, **more: Any) -> str:
    """One line: a call of Chat Completions with its answer."""
    request = {"model": "gpt-5.4-mini", "temperature": 0, "messages": messages, **more}
    message = {"role": "assistant", "content": answer}
    response = {
        "object": "chat.completion",
        "model": "gpt-5.4-mini-2026-03-05",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 50, "completion_tokens": 9},
    }
    return json.dumps(
        {
            "id": f"c{number}",
            "timestamp": 1_790_000_000 + 4000 * number,
            "request": request,
            "response": response,
        }
    )


def lines(routed: int = 60, extracted: int = 40, loops: int = 24, free: int = 0) -> Iterator[str]:
    """The lines, in an order that mixes the programs."""
    draw = random.Random(3)
    made: list[tuple[list[dict[str, Any]], str, dict[str, Any]]] = []
    for _ in range(routed):
        person, queue = draw.choice(PEOPLE), draw.choice(sorted(ISSUES))
        text = f"Ticket from {person}: {ISSUES[queue].format(draw.randint(100, 99999))}"
        made.append(([_turn("system", ROUTE), _turn("user", text)], queue, {}))
    for number in range(extracted):
        person, amount = draw.choice(PEOPLE), draw.randint(10, 900)
        text = (
            f"Hello, {person} here. Send {amount} lamps. My password is {PASSWORD.format(number)}"
        )
        answer = json.dumps({"customer": person, "quantity": amount, "rush": amount > 500})
        made.append(([_turn("system", "Extract as JSON."), _turn("user", text)], answer, {}))
    for number in range(loops):
        order = f"A-{number + 100}"
        call = {
            "id": "call_1",
            "type": "function",
            "function": {"name": "get_order", "arguments": json.dumps({"id": order})},
        }
        turns = [
            _turn("system", "You are a refund agent."),
            _turn("user", f"Order {order} arrived broken."),
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"paid": number})},
        ]
        made.append((turns, f"Order {order} is refunded with {number} EUR.", {"tools": TOOLS}))
    for number in range(free):
        text = f"Tell me of day {number} in a few plain words, please."
        made.append(([_turn("user", text)], "I'm sorry, but I can't help with that request.", {}))
    draw.shuffle(made)
    for number, (messages, answer, more) in enumerate(made):
        yield record(number, messages, answer, **more)


def _turn(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": text}
