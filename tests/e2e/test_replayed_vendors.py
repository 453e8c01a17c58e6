"""`call` over real sockets, against recorded exchanges replayed in pieces of several sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portcheck import pipeline

PROVIDERS = """
portcheck: 1
providers:
  openai_chat: {vendor: openai, dialect: openai-chat, model: gpt-4o, api_key_env: KEY}
  anthropic: {vendor: anthropic, dialect: anthropic, model: claude, api_key_env: KEY}
"""
REQUEST = {"messages": [{"role": "user", "content": "hi"}], "sampling": {"max_output_tokens": 64}}


@pytest.fixture(scope="module")
def replay() -> Iterator[str]:
    root = Path(__file__).resolve().parents[2]
    server = Path(os.environ.get("PORTCHECK_SHARED", root.parent / "shared")) / "wire" / "serve.py"
    if not server.is_file():
        pytest.skip(f"no replay server at {server} (set PORTCHECK_SHARED)")
    process = subprocess.Popen(
        [sys.executable, str(server), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().removeprefix("LISTENING ").strip()
    yield address
    process.terminate()
    process.communicate()


def is_right(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> bool:
    error = expected["error"]
    if error:
        said = found.get("error", {})
        return (
            code == 4
            and said["class"] == error["class"]
            and said["retryable"] == error["retryable"]
            and error["message_contains"] in said["message"]
        )
    calls = [(call["name"], call["arguments"]) for call in expected["tool_calls"]]
    usage = expected["usage"]
    return (
        code == 0
        and found["finish_reason"] in (expected.get("accept_finish") or [expected["finish"]])
        and found["text"] == expected["text"]
        and [(call["name"], call["arguments"]) for call in found["tool_calls"]] == calls
        and found["usage"]["input_tokens"] == usage["input"]
        and found["usage"]["output_tokens"] == usage["output"]
        and found["served_model"] == expected["served_model"]
        and found["response_id"] == expected["response_id"]
    )


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
@pytest.mark.parametrize("vendor", ["openai_chat", "anthropic"])
def test_every_exchange_is_read_right(
    tmp_path: Path, shared: Path, replay: str, vendor: str, chunk: int
) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    (tmp_path / "request.json").write_text(json.dumps(REQUEST))
    lines = (shared / "wire" / f"{vendor}.jsonl").read_text().splitlines()
    wrong = []
    for record in map(json.loads, lines):
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            vendor,
            stream=record["request"]["stream"],
            base_url=f"{replay}/{vendor}/{record['n']}/~chunk={chunk}",
            environ={"KEY": "sk-test"},
        )
        if not is_right(record["expected"], code, found):
            wrong.append((record["n"], code, found))
    assert wrong == []


@pytest.mark.parametrize("vendor", ["openai_chat", "anthropic"])
def test_a_cut_stream_is_a_connection_failure(
    tmp_path: Path, shared: Path, replay: str, vendor: str
) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    (tmp_path / "request.json").write_text(json.dumps(REQUEST))
    records = map(json.loads, (shared / "wire" / f"{vendor}.jsonl").read_text().splitlines())
    streamed = [r for r in records if r["request"]["stream"] and not r["expected"]["error"]]
    for record in streamed[:2]:
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            vendor,
            stream=True,
            base_url=f"{replay}/{vendor}/{record['n']}/~cut=300",
            environ={"KEY": "sk-test"},
        )
        assert (code, found["error"]["class"]) == (4, "connection")
