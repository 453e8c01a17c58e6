"""The three agents that ship, answered by mock vendors that others wrote: `.ci/mock_vendors.sh`.

Mocks check next to nothing of a request: this shows that loops are read and gone on with over
every wire that they speak, and not that a vendor would take what is sent.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from commands import environment, in_process
from scripted_agents import RIGHT, ROWS, SUITE, jobs
from tool_scripts import Said

from portcheck import pipeline
from portcheck.config.load import load_providers
from portcheck.model.completion import Completion, Trajectory
from portcheck.model.suite import Case
from portcheck.providers.open_provider import open_provider
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
}
ONE_CALL = frozenset({"openai-responses", "gemini"})
"""Dialects whose model makes one call at a time; see `mock_agents`."""
LLMOCK = {
    "openai-chat": "/v1",
    "openai-responses": "/v1",
    "anthropic": "/anthropic",
    "gemini": "/gemini",
    "cohere": "/cohere",
    "mistral": "/mistral/v1",
}
CASES = {
    "refund-desk": ("lost-parcel-small", "one-by-one"),
    "research": ("coast-worst", "one-by-one"),
    "data-entry": ("paint-table", "together"),
}
"""Workload to the case that llmock is asked, and how it is done."""


def address(variable: str) -> str:
    if not os.environ.get(variable):
        pytest.skip(f"{variable} is not set")
    return os.environ[variable]


def write_providers(folder: Path, root: str, paths: dict[str, str]) -> Path:
    entries = {
        dialect: {
            "vendor": f"mock-{dialect}",
            "dialect": dialect,
            "model": "one-by-one" if dialect in ONE_CALL else "together",
            "base_url": root + path,
            "api_key_env": "MOCK_KEY",
            "stream": place % 2 == 0,
        }
        for place, (dialect, path) in enumerate(paths.items())
    }
    file = folder / "providers.yaml"
    file.write_text(yaml.safe_dump({"portcheck": 1, "providers": entries}), "utf-8")
    return file


@pytest.mark.timeout(1800)
def test_all_cases_are_safe_on_aimock(tmp_path: Path) -> None:
    root = address("PORTCHECK_AIMOCK_URL")
    shutil.copy(SUITE, tmp_path)
    shutil.copytree(ROWS, tmp_path / ROWS.name)
    write_providers(tmp_path, root, AIMOCK)
    run = ("run", SUITE.name, "--baseline", "openai-chat", "--yes", "--out", "r")
    found = in_process(*run, cwd=tmp_path, env=environment(MOCK_KEY="mock-key-0123456789"))
    assert found.code == 0, found.err
    verdicts = json.loads((tmp_path / "r" / "report.json").read_text())["verdicts"]
    assert len(verdicts) == 3 * (len(AIMOCK) - 1)
    assert {(one["verdict"], one["rule"]) for one in verdicts} == {("safe", "all_gates_shown")}


@pytest.mark.parametrize("workload", CASES)
@pytest.mark.parametrize("dialect", LLMOCK)
def test_a_case_of_each_agent_comes_to_its_end_on_llmock(
    tmp_path: Path, dialect: str, workload: str
) -> None:
    root = address("PORTCHECK_LLMOCK_URL")
    named, way = CASES[workload]
    answers = list(RIGHT[way](jobs(workload)[named]))
    httpx.post(f"{root}/_llmock/reset", trust_env=False).raise_for_status()
    behaviours = {"behaviors": [behaviour(one) for one in answers]}
    scripted = httpx.post(f"{root}/_llmock/scenario", json=behaviours, trust_env=False)
    assert scripted.is_success, scripted.text
    end = looped(write_providers(tmp_path, root, LLMOCK), dialect, case_of(workload, named))
    assert isinstance(end.loop, Trajectory)
    made = [
        [(call.name, call.arguments) for call in step.completion.tool_calls]
        for step in end.loop.steps
    ]
    assert made == [[(tool, dict(given)) for tool, given in one.calls] for one in answers]
    assert (end.loop.ended, end.text) == ("answered", answers[-1].text)
    httpx.post(f"{root}/_llmock/reset", trust_env=False)


def behaviour(said: Said) -> dict[str, Any]:
    if not said.calls:
        return {"type": "reply", "text": said.text}
    calls = [{"name": tool, "arguments": dict(given)} for tool, given in said.calls]
    return {"type": "reply", "tool_calls": calls}


def case_of(workload: str, named: str) -> Case:
    (work,) = (one for one in pipeline.load(SUITE).suite.workloads if one.id == workload)
    return next(case for case in work.cases if case.id == named)


def looped(providers: Path, dialect: str, case: Case) -> Completion:
    """The end of the loop of a case."""
    (spec,) = (one for one in load_providers(providers) if one.id == dialect)

    async def run() -> Completion:
        provider = open_provider(spec, {"MOCK_KEY": "mock-key-0123456789"})
        walking = walk(case.request)
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
