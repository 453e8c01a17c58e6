"""Scripted vendors for tool loops whose turns are one message: see `loop_vendors`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from loop_vendors import Anthropic, Bedrock, Gemini, Responses, Vendor, pieces, signed
from provider_exchanges import sse


def function_calls(vendor: Vendor, number: int) -> list[dict[str, Any]]:
    return [
        {
            "id": one,
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        for one, name, arguments in vendor.calls(number)
    ]


def chat_history(messages: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Turns with the results that follow each; a turn of the user may show images between them."""
    told: list[tuple[str, Any]] = []
    for message in messages[1:]:
        if message["role"] == "assistant":
            told.append(("said", [{k: v for k, v in message.items() if k != "role"}]))
            told.append(("results", []))
        elif message["role"] == "tool":
            told[-1][1].append(message["tool_call_id"])
        else:
            assert message["role"] == "user"
    return told


class Chat(Vendor):
    """As OpenAI says it: text and calls alone."""

    dialect = "openai-chat"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [{"content": self.text(number)}]
        return [{"content": None, "tool_calls": function_calls(self, number)}]

    def whole(self, number: int) -> dict[str, Any]:
        finish = "stop" if self.ends(number) else "tool_calls"
        message = {"role": "assistant", **self.said(number)[0]}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        return {"id": f"c{number}", "model": "m", "choices": [choice], "usage": usage}

    def streamed(self, number: int) -> bytes:
        body = self.whole(number)
        deltas = self.deltas(self.said(number)[0])
        finish = {"delta": {}, "finish_reason": body["choices"][0]["finish_reason"]}
        choices = [*({"delta": delta} for delta in deltas), finish]
        chunks = [{"id": body["id"], "choices": [{"index": 0, **one}]} for one in choices]
        return sse([*chunks, {"choices": [], "usage": body["usage"]}, "[DONE]"])

    def deltas(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for name, value in message.items():
            if isinstance(value, str):
                found += [{name: piece} for piece in pieces(value)] or [{name: value}]
        for at, call in enumerate(message.get("tool_calls", [])):
            written = call["function"]["arguments"]
            opened = {**call, "index": at, "function": {**call["function"], "arguments": ""}}
            found.append({"tool_calls": [opened]})
            for piece in pieces(written):
                rest = {"index": at, "function": {"arguments": piece}}
                found.append({"tool_calls": [rest]})
        return found

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        return chat_history(body["messages"])


class Reasoner(Chat):
    """As DeepSeek, and Gemini's compatible endpoint: reasoning, and signatures beside calls."""

    own = frozenset({"reasoning_content", "extra_content"})

    def said(self, number: int) -> list[Any]:
        (message,) = super().said(number)
        if self.ends(number):
            return [message]
        first, *others = message["tool_calls"]
        signature = {"google": {"thought_signature": signed(number)}}
        calls = [{**first, "extra_content": signature}, *others]
        # An empty reasoning has to come back as well.
        reasoning = "" if number % 4 == 0 else f"hm {number}"
        return [{"content": None, "reasoning_content": reasoning, "tool_calls": calls}]


class Router(Chat):
    """As OpenRouter: details of the reasoning, in order."""

    own = frozenset({"reasoning_details"})

    def said(self, number: int) -> list[Any]:
        (message,) = super().said(number)
        if self.ends(number):
            return [message]
        thought = {"type": "reasoning.text", "text": f"hm {number}", "signature": signed(number)}
        sealed = {"type": "reasoning.encrypted", "data": signed(-number), "id": f"r{number}"}
        details = [{**thought, "index": 0}, {**sealed, "index": 1}]
        return [{**message, "reasoning_details": details}]

    def deltas(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        details = message.get("reasoning_details", [])
        found: list[dict[str, Any]] = []
        for detail in details:
            if "data" in detail:
                found.append({"reasoning_details": [detail]})
                continue
            bare = {"type": detail["type"], "index": detail["index"]}
            texts = [{**bare, "text": piece} for piece in pieces(detail["text"])]
            last = {**bare, "signature": detail["signature"]}
            found += [{"reasoning_details": [one]} for one in (*texts, last)]
        return [*found, *super().deltas(message)]


class Mistral(Chat):
    dialect = "mistral"

    def said(self, number: int) -> list[Any]:
        (message,) = super().said(number)
        if self.ends(number):
            return [message]
        thought = {"type": "text", "text": f"hm {number}"}
        thinking = {"type": "thinking", "thinking": [thought], "closed": True}
        text = {"type": "text", "text": f"Step {number}"}
        return [{**message, "content": [thinking, text]}]

    def deltas(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        content = message["content"]
        if isinstance(content, str):
            return [{"content": piece} for piece in pieces(content)]
        thinking, text = content
        calls = [{**call, "index": at} for at, call in enumerate(message["tool_calls"])]
        return [
            {"content": [thinking]},
            *({"content": piece} for piece in pieces(text["text"])),
            {"content": "", "tool_calls": calls},
        ]


class Cohere(Vendor):
    dialect = "cohere"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [{"content": [{"type": "text", "text": self.text(number)}]}]
        told: dict[str, Any] = {"tool_plan": f"I look {number}."}
        if number % 2:
            told = {"content": [{"type": "thinking", "thinking": f"hm {number}"}]}
        return [{**told, "tool_calls": function_calls(self, number)}]

    def whole(self, number: int) -> dict[str, Any]:
        finish = "COMPLETE" if self.ends(number) else "TOOL_CALL"
        usage = {"tokens": {"input_tokens": 10, "output_tokens": 5}}
        message = {"role": "assistant", **self.said(number)[0]}
        return {"id": f"c{number}", "finish_reason": finish, "message": message, "usage": usage}

    def streamed(self, number: int) -> bytes:
        body, message = self.whole(number), self.said(number)[0]
        found: list[dict[str, Any]] = [{"type": "message-start", "id": body["id"]}]
        found += [
            self._event("tool-plan-delta", 0, {"tool_plan": piece})
            for piece in pieces(message.get("tool_plan", ""))
        ]
        for at, part in enumerate(message.get("content", [])):
            kind = part["type"]
            empty = {"content": {"type": kind, kind: ""}}
            found.append(self._event("content-start", at, empty))
            found += [
                self._event("content-delta", at, {"content": {kind: piece}})
                for piece in pieces(part[kind])
            ]
            found.append({"type": "content-end", "index": at})
        for at, call in enumerate(message.get("tool_calls", [])):
            opened = {**call, "function": {**call["function"], "arguments": ""}}
            found.append(self._event("tool-call-start", at, {"tool_calls": opened}))
            found += [
                self._event(
                    "tool-call-delta", at, {"tool_calls": {"function": {"arguments": piece}}}
                )
                for piece in pieces(call["function"]["arguments"])
            ]
            found.append({"type": "tool-call-end", "index": at})
        end = {"finish_reason": body["finish_reason"], "usage": body["usage"]}
        return sse([*found, {"type": "message-end", "delta": end}], named=True)

    def _event(self, kind: str, index: int, message: dict[str, Any]) -> dict[str, Any]:
        return {"type": kind, "index": index, "delta": {"message": message}}

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        return chat_history(body["messages"])


class Ollama(Vendor):
    dialect = "ollama"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [{"content": self.text(number)}]
        calls = [
            {"id": one, "function": {"name": name, "arguments": arguments}}
            for one, name, arguments in self.calls(number)
        ]
        return [{"content": "", "thinking": f"hm {number}", "tool_calls": calls}]

    def whole(self, number: int) -> dict[str, Any]:
        counts = {"prompt_eval_count": 10, "eval_count": 5}
        message = {"role": "assistant", **self.said(number)[0]}
        return {"model": "m", "message": message, "done": True, "done_reason": "stop", **counts}

    def streamed(self, number: int) -> bytes:
        message = self.said(number)[0]
        found: list[dict[str, Any]] = []
        for name in ("thinking", "content"):
            texts = pieces(message.get(name, ""))
            found += [{"message": {"role": "assistant", name: piece}} for piece in texts]
        for at, call in enumerate(message.get("tool_calls", [])):
            placed = {**call, "function": {**call["function"], "index": at}}
            found.append({"message": {"content": "", "tool_calls": [placed]}})
        last = {**self.whole(number), "message": {"role": "assistant", "content": ""}}
        lines = [*({"model": "m", "done": False, **one} for one in found), last]
        return b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        return chat_history(body["messages"])


KINDS: tuple[type[Vendor], ...] = (
    Anthropic,
    Bedrock,
    Cohere,
    Gemini,
    Mistral,
    Ollama,
    Chat,
    Reasoner,
    Router,
    Responses,
)
VENDORS: tuple[Vendor, ...] = tuple(kind() for kind in KINDS)
