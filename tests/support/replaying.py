"""Recorded exchanges replayed over real sockets; they are no part of the project."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from portcheck import pipeline

HELLO = {"messages": [{"role": "user", "content": "hi"}]}


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay server, and a folder for what `call` reads."""

    address: str
    folder: Path

    def call(
        self, where: str, request: Mapping[str, Any] = HELLO, *, stream: bool = False, **entry: Any
    ) -> tuple[int, dict[str, Any]]:
        """Exit code and output of `call`, asking for `where` of the server."""
        known = {"vendor": "v", "model": "m", "api_key_env": "KEY"}
        provider = {**known, "base_url": f"{self.address}/{where}", **entry}
        providers = {"portcheck": 1, "providers": {"p": provider}}
        (self.folder / "providers.yaml").write_text(yaml.safe_dump(providers))
        (self.folder / "request.json").write_text(json.dumps(request))
        code, found = pipeline.call(
            self.folder / "request.json",
            self.folder / "providers.yaml",
            "p",
            stream=stream,
            environ={"KEY": "sk-test"},
        )
        return code, dict(found)

    def last(self) -> dict[str, Any]:
        """What the server received last."""
        with urllib.request.urlopen(f"{self.address}/_last") as reply:
            found: list[dict[str, Any]] = json.load(reply)
        return found[-1]


@contextmanager
def replaying(shared: Path, folder: Path) -> Iterator[Replay]:
    """The replay server, for as long as the block lasts."""
    server = shared / "wire" / "serve.py"
    process = subprocess.Popen(
        [sys.executable, str(server), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().removeprefix("LISTENING ").strip()
    try:
        yield Replay(address, folder)
    finally:
        process.terminate()
        process.communicate()


def records(shared: Path, *files: str, api: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The exchanges of one API: where the server has each, and what it is."""
    for file in files:
        for line in (shared / "wire" / f"{file}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            if record["api"] == api:
                yield f"{file}/{record['n']}", record


def differences(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> list[str]:
    """In what the output of `call` is not what the exchange means; empty where it is right."""
    error = expected["error"]
    if error:
        said = found.get("error", {})
        pairs = {name: (said.get(name), error[name]) for name in ("class", "retryable")}
        pairs["message"] = (error["message_contains"] in said.get("message", ""), True)
        if error.get("vendor_code"):
            pairs["vendor_code"] = (said.get("vendor_code"), error["vendor_code"])
        return [f"{name}: {a!r} is not {b!r}" for name, (a, b) in pairs.items() if a != b]
    if code != 0:
        return [f"exit code {code}: {found}"]
    wanted = {
        "finish_reason": expected["finish"],
        "text": expected["text"],
        "tool_calls": [(call["name"], call["arguments"]) for call in expected["tool_calls"]],
        "usage": (expected["usage"]["input"], expected["usage"]["output"]),
        "served_model": expected["served_model"],
        "response_id": expected["response_id"],
        "reasoning": expected["has_reasoning_text"],
        "refusal_signal": expected["refusal_signal"] is not None,
    }
    got = {
        "finish_reason": found["finish_reason"],
        "text": found["text"],
        "tool_calls": [(call["name"], call["arguments"]) for call in found["tool_calls"]],
        "usage": (found["usage"]["input_tokens"], found["usage"]["output_tokens"]),
        "served_model": found["served_model"],
        "response_id": found["response_id"],
        "reasoning": bool(found["reasoning_text"]),
        "refusal_signal": found["refusal_signal"] is not None,
    }
    if got["finish_reason"] in (expected.get("accept_finish") or []):
        got["finish_reason"] = wanted["finish_reason"]
    return [
        f"{name}: {got[name]!r} is not {wanted[name]!r}"
        for name in wanted
        if got[name] != wanted[name]
    ]
