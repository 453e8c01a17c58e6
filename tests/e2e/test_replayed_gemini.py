"""`call` against recorded exchanges of Gemini and Vertex AI, in pieces of several sizes."""

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
  gemini: {vendor: google, dialect: gemini, model: gemini-probe, api_key_env: KEY}
  vertex: {preset: vertex, model: gemini-probe, api_key_env: KEY, options: {project: p-1}}
"""
REQUEST = {"messages": [{"role": "user", "content": "hi"}], "sampling": {"max_output_tokens": 64}}
VENDORS = {"gemini": "gemini", "vertex": "vertex", "reported": "gemini"}


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


def records(shared: Path, vendor: str) -> list[dict[str, Any]]:
    lines = (shared / "wire" / f"{vendor}.jsonl").read_text().splitlines()
    return [r for r in map(json.loads, lines) if r["api"] == "google.generateContent"]


def is_right(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> bool:
    error = expected["error"]
    if error:
        said = found.get("error", {})
        return (
            code == 4
            and said["class"] == error["class"]
            and said["retryable"] == error["retryable"]
            and error["message_contains"] in said["message"]
            and said["vendor_code"] == error["vendor_type"]
        )
    calls = [(call["name"], call["arguments"]) for call in expected["tool_calls"]]
    usage = expected["usage"]
    signal = found["refusal_signal"]
    return (
        code == 0
        and found["finish_reason"] in (expected.get("accept_finish") or [expected["finish"]])
        and found["text"] == expected["text"]
        and bool(found["reasoning_text"]) == expected["has_reasoning_text"]
        and [(call["name"], call["arguments"]) for call in found["tool_calls"]] == calls
        and found["usage"]["input_tokens"] == usage["input"]
        and found["usage"]["output_tokens"] == usage["output"]
        and found["usage"]["reasoning_tokens"] == usage["reasoning"]
        and found["served_model"] == expected["served_model"]
        and found["response_id"] == expected["response_id"]
        and found["raw_finish_reason"] == expected["finish_raw"]
        and (signal is not None) == (expected["refusal_signal"] is not None)
    )


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_every_exchange_is_read_right(
    tmp_path: Path, shared: Path, replay: str, vendor: str, chunk: int
) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    (tmp_path / "request.json").write_text(json.dumps(REQUEST))
    wrong = []
    for record in records(shared, vendor):
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            VENDORS[vendor],
            stream=record["request"]["stream"],
            base_url=f"{replay}/{vendor}/{record['n']}/~chunk={chunk}",
            environ={"KEY": "sk-test"},
        )
        if not is_right(record["expected"], code, found):
            wrong.append((record["n"], code, found))
    assert wrong == []
