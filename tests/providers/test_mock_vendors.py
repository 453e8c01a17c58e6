"""`call` against mock vendors that others wrote, for every dialect that they speak.

`.ci/mock_vendors.sh` starts them: aimock (npm) and llmock (PyPI). Both are made from documentation
and check next to nothing of a request, so that this shows how answers, streams and faults are read,
and not that a vendor would take what is sent. Their faults are switched on for all who ask, so
these tests run one after the other.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from portcheck.config.load import load_providers
from portcheck.data.vendors import presets
from portcheck.model.chat import Text, ToolLoop, ToolResult
from portcheck.model.codec import request_from_json
from portcheck.model.completion import Completion, Trajectory
from portcheck.plugins import DIALECTS
from portcheck.providers.open_provider import open_provider
from portcheck.providers.retry import complete
from portcheck.run import single_call
from portcheck.run.loop.walk import walk

VARIABLES = ("PORTCHECK_AIMOCK_URL", "PORTCHECK_LLMOCK_URL")
if not any(map(os.environ.get, VARIABLES)):
    said = f"neither of {' and '.join(VARIABLES)} is set: .ci/mock_vendors.sh starts the mocks"
    pytest.skip(said, allow_module_level=True)

AIMOCK = {
    "openai-chat": "/v1",
    "openai-responses": "/v1",
    "anthropic": "",
    "gemini": "",
    "bedrock": "",
    "cohere": "",
    "ollama": "",
    "preset azure-openai": "/openai/deployments/rivers?api-version=2024-10-21",
    "preset azure-openai-responses": "/openai/v1",
    "preset ollama": "/v1",
}
LLMOCK = {
    "openai-chat": "/v1",
    "openai-responses": "/v1",
    "anthropic": "/anthropic",
    "gemini": "/gemini",
    "cohere": "/cohere",
    "mistral": "/mistral/v1",
    "preset groq": "/groq/openai/v1",
    "preset together": "/together/v1",
    "preset xai": "/xai/v1",
}
"""What each mock speaks, and at which path; a dialect that the registry lacks is skipped."""
UNCOUNTED = frozenset({"ollama"})
"""Dialects for which aimock counts no tokens."""
NO_LENGTH = {
    "ollama": "stop",  # aimock never says `length` here
    "openai-responses": "other",  # aimock says `incomplete`, and not why
    "preset azure-openai-responses": "other",
}

KEY = "mock-key-0123456789"
RIVERS = "The Rhône and the Saône run through Lyon."
TOOL = {
    "name": "river_level",
    "description": "Level of a river in cm.",
    "parameters": {
        "type": "object",
        "properties": {"river": {"type": "string"}},
        "required": ["river"],
    },
}
BOTH_WAYS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
AT_AIMOCK = pytest.mark.parametrize("speaker", AIMOCK)
AT_LLMOCK = pytest.mark.parametrize("speaker", LLMOCK)


@pytest.fixture
def _once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked once, so that an error is seen as it came."""
    monkeypatch.setattr(single_call, "complete", partial(complete, retries=0))


@pytest.fixture
def aimock() -> str:
    return _address("PORTCHECK_AIMOCK_URL")


@pytest.fixture
def llmock() -> Iterator[str]:
    address = _address("PORTCHECK_LLMOCK_URL")
    httpx.post(f"{address}/_llmock/reset", trust_env=False)
    yield address
    httpx.post(f"{address}/_llmock/reset", trust_env=False)


def _address(variable: str) -> str:
    if not os.environ.get(variable):
        pytest.skip(f"{variable} is not set")
    return os.environ[variable]


def entry(speaker: str, base_url: str) -> dict[str, str]:
    """A provider of a dialect or of a preset of this build."""
    kind, _, name = speaker.rpartition(" ")
    if name not in (presets() if kind else DIALECTS.names()):
        pytest.skip(f"this build has no {speaker!r}")
    return {
        "vendor": "mock",
        kind or "dialect": name,
        "model": "m",
        "base_url": base_url,
        "api_key_env": "MOCK_KEY",
    }


def call(
    folder: Path, speaker: str, base_url: str, question: str, *, stream: bool, tools: bool = False
) -> tuple[int, dict[str, Any]]:
    """Exit code and output of `call`, for a dialect or a preset of this build."""
    request = {
        "messages": [{"role": "user", "content": question}],
        "sampling": {"max_output_tokens": 64},
        **({"tools": [TOOL]} if tools else {}),
    }
    (folder / "request.json").write_text(json.dumps(request))
    (folder / "providers.yaml").write_text(
        json.dumps({"portcheck": 1, "providers": {"mock": entry(speaker, base_url)}})
    )
    return single_call.call(
        folder / "request.json",
        folder / "providers.yaml",
        "mock",
        stream=stream,
        environ={"MOCK_KEY": KEY},
    )


LOOP = replace(
    request_from_json(
        {
            "messages": [{"role": "user", "content": "Which of the rivers is high?"}],
            "tools": [TOOL],
        }
    ),
    tool_loop=ToolLoop(
        results=(
            ToolResult(
                tool="river_level",
                match="exact",
                arguments={"river": "Loire"},
                content=(Text(text="120"),),
            ),
            ToolResult(tool="river_level", content=(Text(text="350"),)),
        ),
        max_steps=5,
    ),
)
STEPS = [["Rhône", "Saône"], ["Loire"], []]
"""Rivers that are asked about in each step of the loop."""


def looped(folder: Path, speaker: str, base_url: str, *, stream: bool) -> Completion:
    """The end of a loop of three steps, the first of which calls twice."""
    file = folder / "providers.yaml"
    file.write_text(json.dumps({"portcheck": 1, "providers": {"mock": entry(speaker, base_url)}}))
    (spec,) = (one for one in load_providers(file) if one.id == "mock")

    async def run() -> Completion:
        provider = open_provider(replace(spec, stream=stream), {"MOCK_KEY": KEY})
        walking = walk(LOOP)
        asked = next(walking)
        try:
            while True:
                asked = walking.send(await provider.complete(asked))
        except StopIteration as end:
            found: Completion = end.value
            return found
        finally:
            await provider.aclose()

    return asyncio.run(run())


def steps(found: Completion) -> list[list[Any]]:
    assert isinstance(found.loop, Trajectory)
    return [
        [(call.arguments or {}).get("river") for call in step.completion.tool_calls]
        for step in found.loop.steps
    ]


def called(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(item["name"], item["arguments"]) for item in found["tool_calls"]]


# --- aimock --------------------------------------------------------------------------------------


@AT_AIMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_aimock_answers(tmp_path: Path, aimock: str, speaker: str, *, stream: bool) -> None:
    question = "Which river runs through Lyon?"
    code, found = call(tmp_path, speaker, aimock + AIMOCK[speaker], question, stream=stream)
    assert code == 0, found
    assert (found["text"], found["finish_reason"]) == (RIVERS, "stop")
    assert (found["timing"]["first_token_s"] is not None) == stream
    if speaker not in UNCOUNTED:
        usage = found["usage"]
        assert (usage["input_tokens"], usage["output_tokens"]) == (14, 11)


@AT_AIMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_aimock_calls_a_tool(tmp_path: Path, aimock: str, speaker: str, *, stream: bool) -> None:
    question, url = "How high is the Rhône?", aimock + AIMOCK[speaker]
    code, found = call(tmp_path, speaker, url, question, stream=stream, tools=True)
    assert (code, found.get("finish_reason")) == (0, "tool_calls"), found
    assert called(found) == [("river_level", {"river": "Rhône"})]


@AT_AIMOCK
@BOTH_WAYS
def test_aimock_is_asked_on_until_it_answers(
    tmp_path: Path, aimock: str, speaker: str, *, stream: bool
) -> None:
    found = looped(tmp_path, speaker, aimock + AIMOCK[speaker], stream=stream)
    assert (found.text, steps(found)) == ("The Loire is low.", STEPS)


@AT_AIMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_aimock_runs_out_of_room(
    tmp_path: Path, aimock: str, speaker: str, *, stream: bool
) -> None:
    question = "Tell me everything about the Loire."
    _, found = call(tmp_path, speaker, aimock + AIMOCK[speaker], question, stream=stream)
    finish = NO_LENGTH.get(speaker, "length")
    assert (found["text"], found["finish_reason"]) == ("The Loire is", finish)


@AT_AIMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
@pytest.mark.parametrize(
    ("question", "error_class", "status", "wait"),
    [
        ("Ask too often.", "rate_limited", 429, 7.0),
        ("Break down.", "server", 500, None),
        ("Be busy.", "overloaded", 503, None),
    ],
)
def test_aimock_fails(
    tmp_path: Path,
    aimock: str,
    speaker: str,
    question: str,
    error_class: str,
    status: int,
    wait: float | None,
    *,
    stream: bool,
) -> None:
    code, found = call(tmp_path, speaker, aimock + AIMOCK[speaker], question, stream=stream)
    error = found["error"]
    assert (code, error["class"], error["http_status"]) == (4, error_class, status)
    assert (error["retryable"], error["retry_after_s"]) == (True, wait)


@AT_AIMOCK
@pytest.mark.usefixtures("_once")
def test_aimock_cuts_a_stream(tmp_path: Path, aimock: str, speaker: str) -> None:
    url = aimock + AIMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "Stop half-way.", stream=True)
    assert (code, found.get("error", {}).get("class")) == (4, "connection"), found


@AT_AIMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_aimock_sends_broken_json(
    tmp_path: Path, aimock: str, speaker: str, *, stream: bool
) -> None:
    question = "Which river runs through Lyon?"
    with _chaos(aimock, malformedRate=1):
        code, found = call(tmp_path, speaker, aimock + AIMOCK[speaker], question, stream=stream)
    assert (code, found["error"]["class"]) == (4, "malformed_response")
    assert found["error"]["retryable"] is False


@contextmanager
def _chaos(address: str, **rates: float) -> Iterator[None]:
    httpx.post(f"{address}/__aimock/chaos", json=rates, trust_env=False).raise_for_status()
    try:
        yield
    finally:
        httpx.delete(f"{address}/__aimock/chaos", trust_env=False).raise_for_status()


# --- llmock --------------------------------------------------------------------------------------


def script(address: str, *behaviors: Mapping[str, Any]) -> None:
    answer = httpx.post(
        f"{address}/_llmock/scenario", json={"behaviors": behaviors}, trust_env=False
    )
    assert answer.is_success, answer.text


@AT_LLMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_llmock_answers(tmp_path: Path, llmock: str, speaker: str, *, stream: bool) -> None:
    script(llmock, {"type": "reply", "text": RIVERS})
    url = llmock + LLMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "Which river?", stream=stream)
    assert code == 0, found
    assert (found["text"], found["finish_reason"]) == (RIVERS, "stop")


@AT_LLMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_llmock_calls_a_tool(tmp_path: Path, llmock: str, speaker: str, *, stream: bool) -> None:
    wanted = {"name": "river_level", "arguments": {"river": "Rhône"}}
    script(llmock, {"type": "reply", "tool_calls": [wanted]})
    url = llmock + LLMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "How high?", stream=stream, tools=True)
    assert (code, found.get("finish_reason")) == (0, "tool_calls"), found
    assert called(found) == [("river_level", {"river": "Rhône"})]


@AT_LLMOCK
@BOTH_WAYS
def test_llmock_is_asked_on_until_it_answers(
    tmp_path: Path, llmock: str, speaker: str, *, stream: bool
) -> None:
    calls = [
        [{"name": "river_level", "arguments": {"river": river}} for river in rivers]
        for rivers in STEPS[:-1]
    ]
    script(
        llmock,
        *({"type": "reply", "tool_calls": asked} for asked in calls),
        {"type": "reply", "text": RIVERS},
    )
    found = looped(tmp_path, speaker, llmock + LLMOCK[speaker], stream=stream)
    assert (found.text, steps(found)) == (RIVERS, STEPS)


@AT_LLMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
def test_llmock_writes_broken_arguments(
    tmp_path: Path, llmock: str, speaker: str, *, stream: bool
) -> None:
    if speaker == "gemini" or (speaker == "anthropic" and not stream):
        pytest.skip("the wire carries an object here, which cannot be broken")
    script(llmock, {"type": "tool_fault", "kind": "malformed_arguments"})
    url = llmock + LLMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "How high?", stream=stream, tools=True)
    assert (code, found.get("finish_reason")) == (0, "tool_calls"), found
    ((_, arguments),) = called(found)
    assert arguments is None
    assert found["tool_calls"][0]["arguments_raw"]


@AT_LLMOCK
@BOTH_WAYS
@pytest.mark.usefixtures("_once")
@pytest.mark.parametrize(
    ("status", "error_class", "retryable"),
    [
        (401, "auth", False),
        (404, "not_found", False),
        (429, "rate_limited", True),
        (500, "server", True),
        (503, "overloaded", True),
    ],
)
def test_llmock_fails(
    tmp_path: Path,
    llmock: str,
    speaker: str,
    status: int,
    error_class: str,
    retryable: bool,  # a parameter of the test
    *,
    stream: bool,
) -> None:
    script(llmock, {"type": "fail", "status": status, "retry_after": 2})
    url = llmock + LLMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "Which river?", stream=stream)
    error = found["error"]
    assert (code, error["class"], error["retryable"]) == (4, error_class, retryable)
    assert error["retry_after_s"] == (2.0 if retryable else None)


@AT_LLMOCK
@pytest.mark.usefixtures("_once")
@pytest.mark.parametrize(
    ("kind", "error_class"),
    [
        ("disconnect", "connection"),
        ("truncate", "connection"),
        ("malformed", "malformed_response"),
    ],
)
def test_llmock_breaks_a_stream(
    tmp_path: Path, llmock: str, speaker: str, kind: str, error_class: str
) -> None:
    fault = {"type": "stream_fault", "kind": kind, "after_chunks": 2}
    script(llmock, {"type": "reply", "text": RIVERS}, fault)
    url = llmock + LLMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "Which river?", stream=True)
    assert (code, found.get("error", {}).get("class")) == (4, error_class), found


@AT_LLMOCK
def test_llmock_is_asked_again_as_it_wishes(tmp_path: Path, llmock: str, speaker: str) -> None:
    script(
        llmock,
        {"type": "fail", "status": 429, "retry_after": 0.05},
        {"type": "fail", "status": 503, "retry_after": 0.05},
        {"type": "reply", "text": RIVERS},
    )
    url = llmock + LLMOCK[speaker]
    code, found = call(tmp_path, speaker, url, "Which river?", stream=False)
    assert (code, found.get("text")) == (0, RIVERS), found
    verdict = httpx.get(f"{llmock}/_llmock/verdict", trust_env=False).json()
    assert [item for item in verdict["findings"] if item["severity"] == "error"] == []
