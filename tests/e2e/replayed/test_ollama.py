"""`call` against recorded exchanges of Ollama's native API, in pieces of several sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portcheck import pipeline

PROVIDERS = """
portcheck: 1
providers:
  ollama: {vendor: self-hosted, dialect: ollama, model: MODEL}
"""


@pytest.fixture(scope="module")
def replay() -> Iterator[str]:
    root = Path(__file__).resolve().parents[3]
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


def records(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "wire" / "ollama.jsonl").read_text().splitlines()
    return [record for record in map(json.loads, lines) if record["api"] == "ollama.chat"]


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
def test_every_exchange_is_asked_and_read_right(
    tmp_path: Path, shared: Path, replay: str, chunk: int
) -> None:
    for record in records(shared):
        asked, expected = record["request"], record["expected"]
        body = asked["body"]
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("MODEL", body["model"]))
        (tmp_path / "request.json").write_text(json.dumps({"messages": body["messages"]}))
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            "ollama",
            stream=asked["stream"],
            base_url=f"{replay}/ollama/{record['n']}/~chunk={chunk}",
            environ={},
        )
        calls = [(call["name"], call["arguments"]) for call in expected["tool_calls"]]
        assert code == 0, record["n"]
        assert found["finish_reason"] == expected["finish"]
        assert found["text"] == expected["text"]
        assert [(call["name"], call["arguments"]) for call in found["tool_calls"]] == calls
        assert found["usage"]["input_tokens"] == expected["usage"]["input"]
        assert found["usage"]["output_tokens"] == expected["usage"]["output"]
        assert found["served_model"] == expected["served_model"]
        assert (found["timing"]["first_token_s"] is not None) == asked["stream"]
        with urllib.request.urlopen(f"{replay}/_last") as reply:
            (last,) = json.load(reply)
        said = {name: value for name, value in body.items() if value not in ("", {}, None)}
        assert (last["path"], last["body"]) == ("/api/chat", said)


def test_a_cut_stream_is_a_connection_failure(tmp_path: Path, shared: Path, replay: str) -> None:
    streamed = [record for record in records(shared) if record["request"]["stream"]]
    for record in streamed:
        (tmp_path / "providers.yaml").write_text(PROVIDERS)
        (tmp_path / "request.json").write_text('{"messages": [{"role": "user", "content": "hi"}]}')
        for cut in (30, 700):
            code, found = pipeline.call(
                tmp_path / "request.json",
                tmp_path / "providers.yaml",
                "ollama",
                stream=True,
                base_url=f"{replay}/ollama/{record['n']}/~cut={cut}",
                environ={},
            )
            assert (code, found["error"]["class"]) == (4, "connection")
