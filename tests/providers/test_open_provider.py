"""From an entry to a provider: what is checked before anything is sent."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, answered, spec

from portcheck.errors import UsageError
from portcheck.model.codec import request_hash
from portcheck.model.completion import Completion, Timing
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Dialect
from portcheck.providers.open_provider import open_provider
from portcheck.providers.recording import RecordingWriter


def test_every_dialect_is_found_and_described() -> None:
    found = DIALECTS
    assert {"anthropic", "openai-chat", "recorded"} <= set(found.names())
    for name in found.built_in:
        dialect = found.get(name)
        assert isinstance(dialect, Dialect)
        assert dialect.name == name
        assert dialect.summary


def test_an_entry_is_checked() -> None:
    for wrong, message in (
        (spec("smoke-signals"), "smoke-signals"),
        (spec(options={"colour": "red"}), "colour"),
        (spec(base_url="ftp://x", api_key_env=None), "base_url"),
        (spec("recorded"), "recording"),
    ):
        with pytest.raises(UsageError, match=message):
            open_provider(wrong, {VARIABLE: KEY})
    with pytest.raises(UsageError, match=VARIABLE):
        open_provider(spec(), {})


def test_listing_dialects_imports_nothing_slow() -> None:
    code = (
        "import sys; from portcheck.plugins import DIALECTS; DIALECTS.names();"
        "print(sorted({'httpx', 'tenacity', 'urllib.request'} & set(sys.modules)))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == "[]"


THOUGHTS = [
    ("<think>Two and two.</think>\n\n4", ()),
    ("Two and two.\n</think>\n\n4", ()),
    ("<reasoning>Two and two.</reasoning>4", ("reasoning",)),
]


def chat(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def streamed(text: str) -> str:
    deltas = [{"content": text[at : at + 3]} for at in range(0, len(text), 3)]
    chunks = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def anthropic(text: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": text}], "stop_reason": "end_turn"}


def http(tags: tuple[str, ...]) -> ProviderSpec:
    options = {"body": {"q": "$prompt"}, "text": "said"}
    return spec("http", options=options, reasoning_tags=tags)


@pytest.mark.parametrize(("text", "tags"), THOUGHTS)
def test_reasoning_leaves_the_text_however_an_answer_comes(
    tmp_path: Path, text: str, tags: tuple[str, ...]
) -> None:
    found = [
        answered(Server(body=chat(text)), spec(reasoning_tags=tags)),
        answered(Server(body=anthropic(text)), spec("anthropic", reasoning_tags=tags)),
        answered(Server(body={"said": text}), http(tags)),
        *(
            answered(Server(body=streamed(text), chunk=n), spec(stream=True, reasoning_tags=tags))
            for n in (1, 2, 7, 64, 0)
        ),
        asyncio.run(replayed(tmp_path / "r.jsonl", text, tags)),
    ]
    assert [(answer.text, answer.reasoning_text) for answer in found] == [
        ("4", "Two and two.")
    ] * len(found)


async def replayed(path: Path, text: str, tags: tuple[str, ...]) -> Completion:
    with RecordingWriter(path, {}) as writer:
        said = Completion(text=text, finish_reason="stop", timing=Timing(total_s=1.0))
        writer.add(request_hash(QUESTION), 0, said, "2026-03-04T10:00:00Z")
    provider = open_provider(spec("recorded", file=str(path), reasoning_tags=tags), {})
    assert getattr(provider, "replays", False)
    return await provider.complete(QUESTION)


def test_an_answer_about_the_tag_comes_whole() -> None:
    text = "Write `</think>` at its end.\n\nThen answer."
    assert answered(Server(body=chat(text)), spec()).text == text


class Acme:
    """A provider of a third party, which knows nothing of reasoning."""

    def __init__(self, entry: ProviderSpec) -> None:
        self.spec = entry

    async def complete(self, request: object) -> Completion:
        text = THOUGHTS[1][0]
        return Completion(text=text, finish_reason="stop", timing=Timing(total_s=1.0))

    def identity(self) -> dict[str, str]:
        return {}

    async def aclose(self) -> None:
        pass


def test_dialects_of_third_parties_need_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    acme = Dialect(
        name="acme",
        summary="",
        open=lambda entry, key, transport: Acme(entry),
        uses_network=False,
    )
    monkeypatch.setattr(type(DIALECTS), "get", lambda self, name: acme)
    answer = asyncio.run(open_provider(spec("acme"), {VARIABLE: KEY}).complete(QUESTION))
    assert (answer.text, answer.reasoning_text) == ("4", "Two and two.")


@pytest.mark.parametrize(
    ("dialect", "options"),
    [
        ("mistral", {"safe_prompt": True}),
        ("cohere", {"safety_mode": "STRICT"}),
        ("gemini", {"safety_settings": []}),
        ("bedrock", {"guardrail": {"id": "gr-1", "version": "1"}}),
    ],
)
def test_a_run_that_was_planned_with_a_former_option_says_so(
    dialect: str, options: dict[str, Any]
) -> None:
    (name,) = options
    with pytest.raises(UsageError) as raised:
        open_provider(spec(dialect, id="p", options=options), {})
    assert raised.value.message == (
        f"provider 'p': its option {name!r} is now part of guardrail, but this run was "
        "planned before"
    )
    assert raised.value.hint.startswith("start a new run")
