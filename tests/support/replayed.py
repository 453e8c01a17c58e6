"""Recorded exchanges asked for over a real socket, and what is wrong with what came back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from portcheck import pipeline

QUESTION = {"messages": [{"role": "user", "content": "hi"}], "sampling": {"max_output_tokens": 64}}


def records(shared: Path, api: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The recordings of one wire format, each with its file's name."""
    for path in sorted((shared / "wire").glob("*.jsonl")):
        for record in map(json.loads, path.read_text("utf-8").splitlines()):
            if record["api"] == api:
                yield path.stem, record


@dataclass(frozen=True, slots=True)
class Replay:
    """Asks one provider's entry, its address replaced by that of a recording."""

    address: str
    folder: Path
    dialect: str

    def ask(
        self,
        vendor: str,
        record: Mapping[str, Any],
        *switches: str,
        stream: bool | None = None,
        request: Mapping[str, Any] = QUESTION,
        model: str = "model",
    ) -> tuple[int, dict[str, Any]]:
        """Exit code and JSON of `call`."""
        entry = {"vendor": "v", "dialect": self.dialect, "model": model, "api_key_env": "KEY"}
        (self.folder / "providers.yaml").write_text(
            json.dumps({"portcheck": 1, "providers": {"p": entry}})
        )
        (self.folder / "request.json").write_text(json.dumps(request))
        asked = bool(record["request"].get("stream"))
        return pipeline.call(
            self.folder / "request.json",
            self.folder / "providers.yaml",
            "p",
            stream=asked if stream is None else stream,
            base_url="/".join([self.address, vendor, str(record["n"]), *switches]),
            environ={"KEY": "sk-test"},
        )

    def sent(self) -> Any:
        """The body of the last request that arrived."""
        return httpx.get(f"{self.address}/_last").json()[-1]["body"]


def differences(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> list[str]:
    """What an answer should have been and is not."""
    error = expected["error"]
    if error:
        told = found.get("error", {})
        names = {"class", "retryable", "http_status"}
        wrong = [f"{name} {told.get(name)}" for name in names if told.get(name) != error[name]]
        said = error["message_contains"] in told.get("message", "")
        return wrong if said and code == 4 else [*wrong, f"exit {code}: {told.get('message')}"]
    thought = found.get("reasoning_text")
    signal = found.get("refusal_signal") or {}
    usage = expected["usage"]
    pairs = {
        "exit code": (code, 0),
        "text": (found.get("text"), expected["text"]),
        "refusal_text": (found.get("refusal_text"), expected["refusal_text"]),
        "refusal_signal": (signal.get("kind"), (expected["refusal_signal"] or {}).get("kind")),
        "reasoning": (
            hashlib.sha256(thought.encode()).hexdigest()[:16] if thought else None,
            expected["reasoning_text_sha"],
        ),
        "tool_calls": (
            [(c["id"], c["name"], c["arguments"]) for c in found.get("tool_calls", [])],
            [(c["id"], c["name"], c["arguments"]) for c in expected["tool_calls"]],
        ),
        "served_model": (found.get("served_model"), expected["served_model"]),
        "response_id": (found.get("response_id"), expected["response_id"]),
    }
    if usage and not expected.get("usage_optional"):
        mine = found.get("usage", {})
        pairs["usage"] = (
            (mine.get("input_tokens"), mine.get("output_tokens")),
            (usage["input"], usage["output"]),
        )
    wrong = [
        f"{k}: {mine!r} is not {theirs!r}" for k, (mine, theirs) in pairs.items() if mine != theirs
    ]
    if found.get("finish_reason") not in (expected.get("accept_finish") or [expected["finish"]]):
        wrong.append(f"finish_reason {found.get('finish_reason')}")
    return wrong
