"""Lint against recorded exchanges: what was answered is not called rejected.

The recordings are no part of the project; without them this test is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from portcheck.data.capabilities import find_capabilities
from portcheck.model.chat import Image, Message, Request, Sampling, Text, Tool, ToolChoice
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint import capability_rules as lint
from portcheck.providers.lint.capability_rules import review

PLATFORMS = {
    "anthropic": ("anthropic", "anthropic"),
    "azure_openai": ("openai-chat", "azure"),
    "bedrock": ("bedrock", "bedrock"),
    "cohere": ("cohere", "cohere"),
    "deepseek": ("openai-chat", "deepseek"),
    "gemini": ("gemini", "gemini"),
    "groq": ("openai-chat", "groq"),
    "mistral": ("mistral", "mistral"),
    "openai_chat": ("openai-chat", "openai"),
    "openai_responses": ("openai-responses", "openai"),
    "openrouter": ("openai-chat", "openrouter"),
    "together": ("openai-chat", "together"),
    "vertex": ("gemini", "vertex"),
}
FORCED = {"required", "any", "REQUIRED", "ANY", "tool", "function"}
SCHEMAS = ("responseSchema", "responseJsonSchema", "json_schema")


def records(shared: Path) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    for vendor, (dialect, platform) in PLATFORMS.items():
        for line in (shared / "wire" / f"{vendor}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            responses = dialect == "openai-chat" and record["api"] == "openai.responses"
            if isinstance(record["request"].get("body"), dict):
                yield vendor, "openai-responses" if responses else dialect, platform, record


def model_of(request: Mapping[str, Any]) -> str:
    found = re.search(r"/(?:models?|deployments)/([^/:]+(?::\d+)?)", unquote(request["path"]))
    return str(request["body"].get("model") or (found[1] if found else "m"))


def first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def asked(body: Mapping[str, Any]) -> Request:
    """The settings of a recorded body and the kinds of its content, as a neutral request."""
    inner = body.get("generationConfig") or body.get("inferenceConfig") or {}
    text = json.dumps(body)
    image = re.search(r'image_url|input_image|"type": "image"|"mimeType": "image/', text)
    shown = (Image(media_type="image/png", data="AA=="),) if image else ()
    tools = body.get("tools") or (body.get("toolConfig") or {}).get("tools")
    choice = first(body.get("tool_choice"), (body.get("toolConfig") or {}))
    forced = FORCED & set(re.findall(r"\w+", json.dumps(choice))) and tools
    schema = any(f'"{word}"' in text for word in SCHEMAS)
    return Request(
        messages=(Message(role="user", content=(Text(text="Hi"), *shown)),),
        system="s" if re.search(r'"role": "system"|"system|"instructions', text) else None,
        tools=(Tool(name="t", description="d"),) if tools else (),
        tool_choice=ToolChoice(mode="required") if forced else None,
        response_schema={"type": "object"} if schema else None,
        sampling=Sampling(
            temperature=first(body.get("temperature"), inner.get("temperature")),
            top_p=first(body.get("top_p"), body.get("p"), inner.get("topP")),
            stop=tuple(first(body.get("stop_sequences"), body.get("stop"), ()) or ()),
            seed=first(body.get("seed"), inner.get("seed")),
            effort=first(
                body.get("reasoning_effort"),
                (body.get("reasoning") or {}).get("effort"),
                (body.get("output_config") or {}).get("effort"),
            ),
        ),
    )


def certain(
    dialect: str, platform: str, model: str, request: Request, patch: pytest.MonkeyPatch
) -> list[Finding]:
    # The rules of the table alone: the dialect of the stand-in adds none of its own to them.
    caps = find_capabilities(dialect, platform, model)
    patch.setattr(lint, "find_capabilities", lambda *_: caps)
    spec = ProviderSpec(id="p", vendor="nobody", dialect="openai-chat", model=model)
    return [f for f in review(spec, request) if f.effect == "rejected" and f.known]


def test_what_was_answered_is_not_called_rejected(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, seen = [], 0
    for vendor, dialect, platform, record in records(shared):
        if record["response"]["status"] == 200:
            seen += 1
            model = model_of(record["request"])
            request = asked(record["request"]["body"])
            found = certain(dialect, platform, model, request, monkeypatch)
            wrong += [f"{vendor}/{record['n']} {model}: {one.message}" for one in found]
    assert seen > 50
    assert wrong == []


def test_parameters_that_were_refused_are_found(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {
        "temperature": "temperature",
        "stop": "'stop'",
        "effort": "effort level",
        "system": "messages[0].role",
    }
    refused = 0
    for vendor, dialect, platform, record in records(shared):
        error = record["expected"].get("error") or {}
        said = str(error.get("message_contains"))
        names = {name for name, word in words.items() if word in said}
        if error.get("class") != "invalid_request" or not names or "minimum" in said:
            continue
        refused += 1
        model = model_of(record["request"])
        request = asked(record["request"]["body"])
        found = {f.feature for f in certain(dialect, platform, model, request, monkeypatch)}
        assert names & found, f"{vendor}/{record['n']} {model}: {said}"
    assert refused >= 3
