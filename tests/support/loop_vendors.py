"""Scripted vendors for tool loops: each answers in its own words, with what must come back of them.

All answers of a script but the last think, and call tools; thinking and calls are signed where a
vendor signs. `Vendor.said` is the turn that has to come back unchanged in every later request. The
usual script has `STEPS` answers, with two calls at a time in every other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from event_frames import events
from provider_exchanges import sse
from tool_scripts import Call, Said

STEPS = 12
"""Answers of a whole loop."""
DONE = "All is seen."


LOOK_AROUND = (
    *(
        Said([Call("look", {"place": f"p{number}-{at}"}) for at in range(1 + number % 2)])
        for number in range(1, STEPS)
    ),
    Said(text=DONE),
)


def halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def pieces(text: str) -> list[str]:
    return [half for half in halves(text) if half]


class Vendor:
    """What a vendor says in each step, and how a request tells it again."""

    dialect = ""
    own: frozenset[str] = frozenset()
    """Fields of a turn that the types of the format's inventor do not name."""

    def __init__(self, script: Sequence[Said] = LOOK_AROUND) -> None:
        self.script = script

    def ends(self, number: int) -> bool:
        """Whether a step is the last one, which calls nothing."""
        return not self.script[number - 1].calls

    def text(self, number: int) -> str:
        """The answer that the last step gives."""
        return self.script[number - 1].text

    def ids(self, number: int) -> list[str]:
        """Of the calls of a step, in an alphabet and of a length that every vendor has."""
        return [f"id{number:03}{at:02}xy" for at in range(len(self.script[number - 1].calls))]

    def calls(self, number: int) -> list[tuple[str, str, dict[str, Any]]]:
        """Of a step: ids, tools, arguments."""
        made = self.script[number - 1].calls
        named = zip(self.ids(number), made, strict=True)
        return [(one, call.tool, dict(call.arguments)) for one, call in named]

    def said(self, number: int) -> list[Any]:
        """The turn of a step, as it must stand in later requests."""
        raise NotImplementedError

    def whole(self, number: int) -> dict[str, Any]:
        """The body of a step."""
        raise NotImplementedError

    def streamed(self, number: int) -> bytes:
        """The same as a stream."""
        raise NotImplementedError

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """What a request tells: `said` with a turn, `results` with the ids that they answer."""
        raise NotImplementedError


def signed(number: int) -> str:
    """A signature of the step, with characters that careless handling would change."""
    return f"Sg+/{number}=" * 40 + "é"


# --- Anthropic -----------------------------------------------------------------------------------


class Anthropic(Vendor):
    dialect = "anthropic"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [{"type": "text", "text": self.text(number)}]
        hidden = [{"type": "redacted_thinking", "data": f"hid{number}"}] if number % 3 == 0 else []
        calls = [
            {"type": "tool_use", "id": one, "name": name, "input": arguments}
            for one, name, arguments in self.calls(number)
        ]
        return [
            {"type": "thinking", "thinking": f"hm {number} …", "signature": signed(number)},
            *hidden,
            {"type": "text", "text": f"Step {number}"},
            *calls,
        ]

    def whole(self, number: int) -> dict[str, Any]:
        stop = "end_turn" if self.ends(number) else "tool_use"
        usage = {"input_tokens": 10, "output_tokens": 5}
        top = {"id": f"m{number}", "type": "message", "role": "assistant", "model": "c"}
        return {**top, "stop_reason": stop, "usage": usage, "content": self.said(number)}

    def streamed(self, number: int) -> bytes:
        body = self.whole(number)
        start = {**body, "content": [], "stop_reason": None}
        events: list[dict[str, Any]] = [{"type": "message_start", "message": start}]
        for at, block in enumerate(body["content"]):
            begun, deltas = self._block(block)
            place = {"index": at}
            events.append({"type": "content_block_start", **place, "content_block": begun})
            events += [{"type": "content_block_delta", **place, "delta": one} for one in deltas]
            events.append({"type": "content_block_stop", **place})
        end = {"stop_reason": body["stop_reason"]}
        events.append({"type": "message_delta", "delta": end, "usage": body["usage"]})
        return sse([*events, {"type": "message_stop"}], named=True)

    def _block(self, block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        kind = block["type"]
        if kind == "thinking":
            signature = halves(block["signature"])
            return {"type": kind, "thinking": "", "signature": ""}, [
                *({"type": "thinking_delta", "thinking": p} for p in pieces(block["thinking"])),
                *({"type": "signature_delta", "signature": p} for p in signature),
            ]
        if kind == "text":
            deltas = [{"type": "text_delta", "text": p} for p in pieces(block["text"])]
            return {**block, "text": ""}, deltas
        if kind == "tool_use":
            written = json.dumps(block["input"])
            deltas = [{"type": "input_json_delta", "partial_json": p} for p in pieces(written)]
            return {**block, "input": {}}, deltas
        return block, []

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        roles = [message["role"] for message in body["messages"]]
        assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]
        told: list[tuple[str, Any]] = []
        for message in body["messages"][1:]:
            if message["role"] == "assistant":
                told.append(("said", message["content"]))
            else:
                told.append(("results", [one["tool_use_id"] for one in message["content"]]))
        return told


# --- Bedrock -------------------------------------------------------------------------------------


class Bedrock(Vendor):
    dialect = "bedrock"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [{"text": self.text(number)}]
        thought = {"text": f"hm {number}", "signature": signed(number)}
        hidden = [{"reasoningContent": {"redactedContent": "aGlkZGVu"}}] if number % 3 == 0 else []
        calls = [
            {"toolUse": {"toolUseId": one, "name": name, "input": arguments}}
            for one, name, arguments in self.calls(number)
        ]
        return [{"reasoningContent": {"reasoningText": thought}}, *hidden, *calls]

    def whole(self, number: int) -> dict[str, Any]:
        return {
            "output": {"message": {"role": "assistant", "content": self.said(number)}},
            "stopReason": "end_turn" if self.ends(number) else "tool_use",
            "usage": {"inputTokens": 10, "outputTokens": 5, "totalTokens": 15},
        }

    def streamed(self, number: int) -> bytes:
        body = self.whole(number)
        found: list[tuple[str, Any]] = [("messageStart", {"role": "assistant"})]
        for at, block in enumerate(self.said(number)):
            place, deltas = {"contentBlockIndex": at}, list[dict[str, Any]]()
            if "toolUse" in block:
                use = dict(block["toolUse"])
                written = json.dumps(use.pop("input"))
                found.append(("contentBlockStart", {**place, "start": {"toolUse": use}}))
                deltas = [{"toolUse": {"input": piece}} for piece in pieces(written)]
            elif "text" in block:
                deltas = [{"text": piece} for piece in pieces(block["text"])]
            elif "reasoningText" in block["reasoningContent"]:
                thought = block["reasoningContent"]["reasoningText"]
                deltas = [
                    {"reasoningContent": {name: piece}}
                    for name in ("text", "signature")
                    for piece in pieces(thought[name])
                ]
            else:
                deltas = [block]
            found += [("contentBlockDelta", {**place, "delta": delta}) for delta in deltas]
            found.append(("contentBlockStop", place))
        found.append(("messageStop", {"stopReason": body["stopReason"]}))
        found.append(("metadata", {"usage": body["usage"]}))
        return events(found)

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        roles = [message["role"] for message in body["messages"]]
        assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]
        return [
            ("said", message["content"])
            if message["role"] == "assistant"
            else ("results", [one["toolResult"]["toolUseId"] for one in message["content"]])
            for message in body["messages"][1:]
        ]


# --- Gemini --------------------------------------------------------------------------------------


class Gemini(Vendor):
    dialect = "gemini"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [{"text": self.text(number)}]
        calls = [
            {"functionCall": {"id": one, "name": name, "args": arguments}}
            for one, name, arguments in self.calls(number)
        ]
        # Of parallel calls the first is signed; texts may be as well.
        return [
            {"text": f"hm {number}", "thought": True},
            {"text": f"Step {number}", "thoughtSignature": f"dGV4dA{number:02}"},
            {"text": "!"},
            {**calls[0], "thoughtSignature": f"Y2FsbA{number:02}"},
            *calls[1:],
        ]

    def whole(self, number: int) -> dict[str, Any]:
        content = {"role": "model", "parts": self.said(number)}
        usage = {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15}
        one = {"content": content, "finishReason": "STOP", "index": 0}
        return {"candidates": [one], "usageMetadata": usage, "modelVersion": "gemini-3-pro"}

    def streamed(self, number: int) -> bytes:
        found: list[dict[str, Any]] = []
        for part in self.said(number):
            cut = "text" in part and "thoughtSignature" not in part
            texts = pieces(part["text"]) if cut else [None]
            for piece in texts:
                shown = part if piece is None else {**part, "text": piece}
                content = {"role": "model", "parts": [shown]}
                found.append({"candidates": [{"content": content, "index": 0}]})
        body = self.whole(number)
        end = {"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP"}
        return sse([*found, {**body, "candidates": [{**end, "index": 0}]}])

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        roles = [turn["role"] for turn in body["contents"]]
        assert roles == ["user", "model"] * (len(roles) // 2) + ["user"]
        return [
            ("said", turn["parts"])
            if turn["role"] == "model"
            else ("results", [one["functionResponse"]["id"] for one in turn["parts"]])
            for turn in body["contents"][1:]
        ]


# --- Responses -----------------------------------------------------------------------------------


class Responses(Vendor):
    dialect = "openai-responses"

    def said(self, number: int) -> list[Any]:
        if self.ends(number):
            return [self._message(number, self.text(number))]
        summary = [{"type": "summary_text", "text": f"hm {number}"}] if number % 2 else []
        reasoning = {"type": "reasoning", "id": f"rs_{number}", "summary": summary}
        calls = [
            {
                "type": "function_call",
                "id": f"fc_{one}",
                "call_id": one,
                "name": name,
                "arguments": json.dumps(arguments),
                "status": "completed",
            }
            for one, name, arguments in self.calls(number)
        ]
        told = [self._message(number, f"Step {number}")] if number % 3 == 0 else []
        return [{**reasoning, "encrypted_content": signed(number)}, *told, *calls]

    def _message(self, number: int, text: str) -> dict[str, Any]:
        part = {"type": "output_text", "text": text, "annotations": []}
        top = {"type": "message", "id": f"msg_{number}", "role": "assistant"}
        return {**top, "status": "completed", "content": [part]}

    def whole(self, number: int) -> dict[str, Any]:
        usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
        top = {"id": f"resp_{number}", "object": "response", "model": "gpt-5.4"}
        return {**top, "status": "completed", "output": self.said(number), "usage": usage}

    def streamed(self, number: int) -> bytes:
        body = self.whole(number)
        found: list[dict[str, Any]] = [
            {"type": "response.created", "response": {**body, "output": [], "status": "queued"}}
        ]
        for at, item in enumerate(body["output"]):
            found.append({"type": "response.output_item.added", "output_index": at, "item": item})
            found.append({"type": "response.output_item.done", "output_index": at, "item": item})
        return sse([*found, {"type": "response.completed", "response": body}], named=True)

    def history(self, body: Mapping[str, Any]) -> list[tuple[str, Any]]:
        told: list[tuple[str, Any]] = []
        for item in body["input"][1:]:
            kind = "results" if item["type"] == "function_call_output" else "said"
            if not told or told[-1][0] != kind:
                told.append((kind, []))
            told[-1][1].append(item["call_id"] if kind == "results" else item)
        return told
