"""`call` over real sockets, against recorded exchanges replayed in pieces of several sizes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from replayed import Replay, differences, recorded

Entry = dict[str, Any]

SEVERAL: Entry = {"vendor": "several", "dialect": "openai-chat"}
RESPONSES: Entry = {"dialect": "openai-responses"}
ENTRIES: dict[tuple[str, str], Entry] = {
    ("openai.chat", "azure_openai"): {"preset": "azure-openai"},
    ("openai.chat", "deepseek"): {"preset": "deepseek"},
    ("openai.chat", "groq"): {"preset": "groq"},
    ("openai.chat", "ollama"): {"preset": "ollama"},
    ("openai.chat", "openai_chat"): {"vendor": "openai", "dialect": "openai-chat"},
    ("openai.chat", "openai_compat"): SEVERAL,
    ("openai.chat", "openrouter"): {"preset": "openrouter"},
    ("openai.chat", "reported"): SEVERAL,
    ("openai.chat", "together"): {"preset": "together"},
    ("openai.responses", "azure_openai"): RESPONSES,
    ("openai.responses", "deepseek"): RESPONSES,
    ("openai.responses", "openai_compat"): RESPONSES,
    ("openai.responses", "openai_responses"): RESPONSES,
    ("anthropic.messages", "anthropic"): {"dialect": "anthropic"},
    ("anthropic.messages", "reported"): {"dialect": "anthropic"},
    ("bedrock.converse", "bedrock"): {"dialect": "bedrock"},
    ("bedrock.converse", "reported"): {"dialect": "bedrock"},
    ("cohere.v2.chat", "cohere"): {"dialect": "cohere"},
    ("cohere.v2.chat", "reported"): {"dialect": "cohere"},
    ("google.generateContent", "gemini"): {"dialect": "gemini"},
    ("google.generateContent", "reported"): {"dialect": "gemini"},
    ("google.generateContent", "vertex"): {"preset": "vertex", "options": {"project": "p-1"}},
    ("mistral.chat", "mistral"): {"dialect": "mistral"},
    ("mistral.chat", "reported"): {"dialect": "mistral"},
    ("ollama.chat", "ollama"): {"dialect": "ollama"},
}
"""Wire format and file of exchanges to the entry of a provider that reads what is in it."""

BROUGHT = ("text", "reasoning_text", "refusal_text", "tool_calls")


def entry(api: str, file: str) -> Entry:
    known = ENTRIES[api, file]
    return known if "preset" in known else {"vendor": "v", **known}


def test_every_recording_is_asked_for(shared: Path) -> None:
    asked = sum(len(list(recorded(shared, file, api=api))) for api, file in ENTRIES)
    files = (shared / "wire").glob("*.jsonl")
    assert asked == sum(len(path.read_text("utf-8").splitlines()) for path in files) > 100


@pytest.mark.parametrize("chunk", [61, 7, 0], ids=["61 bytes", "7 bytes", "whole"])
@pytest.mark.parametrize(("api", "file"), ENTRIES)
def test_every_exchange_is_read_right(
    shared: Path, vendor: Replay, api: str, file: str, chunk: int
) -> None:
    wrong, seen = {}, 0
    for exchange in recorded(shared, file, api=api):
        code, found = vendor.ask(exchange, f"~chunk={chunk}", **entry(api, file))
        seen += 1
        if told := differences(exchange.record["expected"], code, found):
            wrong[exchange.where] = told
        elif code == 0:
            first = found["timing"]["first_token_s"]
            brought = any(found[name] for name in BROUGHT)
            assert (first is not None) == bool(exchange.stream and brought), exchange.where
    assert wrong == {}
    assert seen


@pytest.mark.parametrize(("api", "file"), ENTRIES)
def test_a_cut_stream_is_a_connection_failure(
    shared: Path, vendor: Replay, api: str, file: str
) -> None:
    for exchange in recorded(shared, file, api=api):
        expected = exchange.record["expected"]
        if not exchange.stream or expected["outcome"] != "message" or expected["error"]:
            continue
        length = len(exchange.answer)
        for cut in (0, length // 4, length // 2, length * 3 // 4):
            code, found = vendor.ask(exchange, f"~cut={cut}", **entry(api, file))
            assert (code, found["error"]["class"]) == (4, "connection"), (exchange.where, cut)
