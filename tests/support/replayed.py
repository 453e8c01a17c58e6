"""Recorded exchanges asked for over a real socket, and what is wrong with what came back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portcheck.run import single_call

QUESTION = {"messages": [{"role": "user", "content": "hi"}], "sampling": {"max_output_tokens": 64}}


USAGE = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cached_input": "cache_read_tokens",
    "cache_write": "cache_write_tokens",
    "reasoning": "reasoning_tokens",
}
"""The recordings' words for token counts, and those of a completion."""
SIGNALS = {
    "azure_prompt_filter": "prompt_blocked",
    "prompt_blocked": "prompt_blocked",
    "guardrail": "content_filter",
    "output_blocked": "content_filter",
    "model_refusal": "model_refusal",
    "classifier_refusal": "model_refusal",
}
"""The recordings' words for the ways in which a provider does not answer, and a completion's."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded exchange."""

    file: str
    """Name of the file that it stands in, without its ending."""
    record: Mapping[str, Any]

    @property
    def where(self) -> str:
        """Its path on the replay server."""
        return f"{self.file}/{self.record['n']}"

    @property
    def body(self) -> Any:
        """What was sent when it was recorded; `None` where nobody kept it."""
        return self.record["request"]["body"]

    @property
    def answer(self) -> bytes:
        """The body of the response."""
        response = self.record["response"]
        text: str = response["body"]
        is_binary = response.get("body_encoding") == "base64"
        return base64.b64decode(text) if is_binary else text.encode()

    @property
    def stream(self) -> bool:
        """Whether the answer came as a stream."""
        return bool(self.record["request"]["stream"])


def recorded(shared: Path, *files: str, api: str) -> Iterator[Recorded]:
    """The exchanges of one wire format in these files."""
    for file in files:
        for line in (shared / "wire" / f"{file}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            if record["api"] == api:
                yield Recorded(file, record)


@dataclass(frozen=True, slots=True)
class Replay:
    """The replay server, and a folder for what `call` reads."""

    address: str
    folder: Path

    def ask(
        self,
        exchange: Recorded,
        *switches: str,
        request: Mapping[str, Any] = QUESTION,
        stream: bool | None = None,
        **entry: Any,
    ) -> tuple[int, dict[str, Any]]:
        """Exit code and JSON of `call`, asking a provider of this entry for a recorded exchange.

        Args:
            exchange: what the server answers with.
            switches: options of the server, as `~chunk=1`.
            request: what is asked.
            stream: whether a stream is asked for; as it was recorded, unless said.
            entry: the provider's entry, without its address and key.
        """
        known = {"model": "m", "api_key_env": "KEY"}
        providers = {"portcheck": 1, "providers": {"p": {**known, **entry}}}
        (self.folder / "providers.yaml").write_text(json.dumps(providers), "utf-8")
        (self.folder / "request.json").write_text(json.dumps(request), "utf-8")
        code, found = single_call.call(
            self.folder / "request.json",
            self.folder / "providers.yaml",
            "p",
            stream=exchange.stream if stream is None else stream,
            base_url="/".join([self.address, exchange.where, *switches]),
            environ={"KEY": "sk-test"},
        )
        return int(code), found

    def sent(self) -> dict[str, Any]:
        """Path and body of the last request that arrived."""
        with urllib.request.urlopen(f"{self.address}/_last") as reply:
            found: list[dict[str, Any]] = json.load(reply)
        return found[-1]


def differences(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> list[str]:
    """In what the output of `call` is not what the exchange means; empty where it is right.

    Every field counts that the recording tells. A blocked request is an answer: it is printed with
    its error, and exits 0.
    """
    failed = expected["outcome"] == "error"
    pairs: dict[str, tuple[Any, Any]] = {"exit code": (code, 4 if failed else 0)}
    pairs |= _errors(found.get("error") or {}, expected["error"] or {})
    if not failed:
        pairs |= _answers(found, expected)
    return [
        f"{name}: {mine!r} is not {theirs!r}"
        for name, (mine, theirs) in pairs.items()
        if mine != theirs
    ]


def _errors(said: Mapping[str, Any], error: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    same = ("class", "retryable", "http_status", "retry_after_s")
    code = error.get("vendor_code") or error.get("vendor_type")
    part, message = error.get("message_contains", ""), said.get("message", "")
    return {
        **{f"error.{name}": (said.get(name), error.get(name)) for name in same},
        "error.vendor_code": (said.get("vendor_code"), None if code is None else str(code)),
        "error.message": (part if part in message else message, part),
    }


def _answers(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    finish, thought = found.get("finish_reason"), found.get("reasoning_text")
    accepted = expected.get("accept_finish") or [expected["finish"]]
    read = {
        "text": found.get("text"),
        "finish_raw": found.get("raw_finish_reason"),
        "refusal_text": found.get("refusal_text"),
        "has_reasoning_text": bool(thought),
        "reasoning_text_sha": thought and hashlib.sha256(thought.encode()).hexdigest()[:16],
        "served_model": found.get("served_model"),
        "response_id": found.get("response_id"),
    }
    told = dict(expected)
    if told.get("finish_raw"):
        # Of two fields, with their names; a completion has their values.
        told["finish_raw"] = told["finish_raw"].replace("status=", "").replace(";incomplete=", ":")
    pairs = {name: (value, told[name]) for name, value in read.items() if name in told}
    pairs["finish_reason"] = (finish, finish if finish in accepted else expected["finish"])
    mine = [_call(call) for call in found.get("tool_calls", [])]
    if mine or not expected.get("tool_calls_optional"):
        pairs["tool_calls"] = (mine, [_call(call) for call in expected["tool_calls"]])
    return pairs | _signals(found, expected) | _usages(found, expected)


def _signals(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    signal, wanted = found.get("refusal_signal") or {}, expected["refusal_signal"] or {}
    kind = SIGNALS[wanted["kind"]] if wanted else None
    if expected["outcome"] == "blocked" and not wanted:
        kind = "prompt_blocked"  # by an HTTP error, which the recordings count as no signal
    said, words = _words(signal.get("detail")), _words(wanted.get("detail"))
    return {
        "refusal_signal.kind": (signal.get("kind"), kind),
        "refusal_signal.detail": (said & words, words),  # ours may say more
    }


def _usages(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    if not expected["usage"] or expected.get("usage_optional"):
        return {}
    counts = found.get("usage") or {}
    pairs = {
        theirs: (counts.get(ours), expected["usage"][theirs]) for theirs, ours in USAGE.items()
    }
    return {
        # Parts that a vendor does not report stand as 0 in the recordings.
        f"usage.{name}": (mine if name in {"input", "output"} else mine or 0, theirs)
        for name, (mine, theirs) in pairs.items()
    }


def _words(text: str | None) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", text or ""))


def _call(call: Mapping[str, Any]) -> tuple[Any, ...]:
    raw = call["arguments_raw"] if call["arguments"] is None else None
    return call["id"], call["name"], call["arguments"], raw
