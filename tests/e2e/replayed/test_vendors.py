"""`call` over real sockets, against recorded exchanges replayed in pieces of several sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from portcheck import pipeline
from portcheck.providers.retry import complete

ENTRIES = {
    "anthropic": "vendor: anthropic, dialect: anthropic",
    "azure_openai": "preset: azure-openai",
    "deepseek": "preset: deepseek",
    "groq": "preset: groq",
    "ollama": "preset: ollama",
    "openai_chat": "vendor: openai, dialect: openai-chat",
    "openai_compat": "vendor: several, dialect: openai-chat",
    "openrouter": "preset: openrouter",
    "together": "preset: together",
    "reported": "vendor: several, dialect: openai-chat",
}
"""File of exchanges to the entry of a provider that reads what is in it."""
DISPUTED: Mapping[str, str] = {}
"""Records that are thought wrong, and why: `vendor/n` to a reason."""
REQUEST = {"messages": [{"role": "user", "content": "hi"}], "sampling": {"max_output_tokens": 64}}


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


@pytest.fixture(autouse=True)
def _once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked once: a replayed failure stays one, and waiting for it takes minutes."""
    monkeypatch.setattr(pipeline, "complete", partial(complete, retries=0))


def records(shared: Path, vendor: str) -> list[dict[str, Any]]:
    """The exchanges of a file that its entry in `ENTRIES` speaks."""
    lines = (shared / "wire" / f"{vendor}.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = "anthropic.messages" if vendor == "anthropic" else "openai.chat"
    return [record for record in map(json.loads, lines) if record["api"] == wanted]


def ask(folder: Path, vendor: str, record: Mapping[str, Any], base_url: str) -> tuple[int, Any]:
    """What `call` makes of one exchange."""
    entry = f"{{{ENTRIES[vendor]}, model: m, base_url: {base_url}, api_key_env: KEY}}"
    (folder / "providers.yaml").write_text(f"portcheck: 1\nproviders:\n  {vendor}: {entry}\n")
    (folder / "request.json").write_text(json.dumps(REQUEST))
    return pipeline.call(
        folder / "request.json",
        folder / "providers.yaml",
        vendor,
        stream=bool(record["request"]["stream"]),
        environ={"KEY": "sk-test"},
    )


def is_right(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> bool:
    """Whether `call` printed what the record expects: an answer, an error, or one beside another.

    A blocked request is an answer: it is printed with its error, and exits 0.
    """
    error = expected.get("error")
    if error and not _is_error(error, found.get("error") or {}):
        return False
    if expected["outcome"] == "error":
        return code == 4
    return code == 0 and bool(found.get("error")) == bool(error) and _is_answer(expected, found)


def _is_error(expected: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    return (
        said.get("class") == expected["class"]
        and said["retryable"] == expected["retryable"]
        and said["http_status"] == expected["http_status"]
        and expected["message_contains"] in said["message"]
    )


def _is_answer(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    calls = [(call["name"], call["arguments"]) for call in expected["tool_calls"]]
    usage = None if expected.get("usage_optional") else expected["usage"]
    named = [name for name in ("served_model", "response_id") if name in expected]
    return (
        found["finish_reason"] in (expected.get("accept_finish") or [expected["finish"]])
        and found["text"] == expected["text"]
        and [(call["name"], call["arguments"]) for call in found["tool_calls"]] == calls
        and (usage is None or found["usage"]["input_tokens"] == usage["input"])
        and (usage is None or found["usage"]["output_tokens"] == usage["output"])
        and all(found[name] == expected[name] for name in named)
    )


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
@pytest.mark.parametrize("vendor", sorted(ENTRIES))
def test_every_exchange_is_read_right(
    tmp_path: Path, shared: Path, replay: str, vendor: str, chunk: int
) -> None:
    wrong, right = [], 0
    exchanges = records(shared, vendor)
    for record in exchanges:
        url = f"{replay}/{vendor}/{record['n']}/~chunk={chunk}"
        code, found = ask(tmp_path, vendor, record, url)
        if is_right(record["expected"], code, found):
            right += 1
        elif f"{vendor}/{record['n']}" not in DISPUTED:
            wrong.append((record["n"], code, found))
    print(f"{vendor}: {right} of {len(exchanges)} at chunk {chunk or 'whole'}")  # noqa: T201
    assert wrong == []
    assert exchanges


@pytest.mark.parametrize("vendor", ["openai_chat", "anthropic", "groq", "openai_compat"])
def test_a_cut_stream_is_a_connection_failure(
    tmp_path: Path, shared: Path, replay: str, vendor: str
) -> None:
    streamed = [
        record
        for record in records(shared, vendor)
        if record["request"]["stream"] and not record["expected"]["error"]
    ]
    assert streamed
    for record in streamed[:2]:
        url = f"{replay}/{vendor}/{record['n']}/~cut=250"
        code, found = ask(tmp_path, vendor, record, url)
        assert (code, found["error"]["class"]) == (4, "connection")
