"""No message holds a password that stands in an address, for people or for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import in_process

FILE = "https://maria:hunter2@host.example/{}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "traffic", FILE.format("log.jsonl"), "--out", "made"),
        ("import", "promptfoo", FILE.format("promptfooconfig.yaml"), "--out", "made"),
        ("validate", FILE.format("suite.yaml")),
        ("validate", FILE.format("suite.yaml"), "--json"),
        ("run", FILE.format("suite.yaml"), "--json"),
    ],
)
def test_a_file_named_by_an_address(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = in_process(*arguments, cwd=tmp_path)
    assert done.code == 2
    assert "hunter2" not in done.out + done.err
    if "--json" not in arguments:
        assert "maria:(not shown)@host" in done.err
    elif arguments[0] == "validate":
        assert "maria:(not shown)@host" in json.loads(done.out)["problems"][0]["file"]
    else:
        assert "maria:(not shown)@host" in json.loads(done.out)["error"]["message"]


@pytest.mark.parametrize("password", ["hunter2", "hun/ter2", "hunter@2"])
def test_samples_and_tests_behind_an_address(tmp_path: Path, password: str) -> None:
    registry = tmp_path / "evals.yaml"
    registry.write_text(
        "e:\n  id: e.v1\ne.v1:\n  class: evals.elsuite.basic.match:Match\n  args:\n"
        f"    samples_jsonl: https://maria:{password}@host.example/x.jsonl\n"
    )
    config = tmp_path / "promptfooconfig.yaml"
    config.write_text(
        f"prompts: [hello]\nproviders: [openai:gpt-5]\ntests: https://maria:{password}@h.example/x\n"
    )
    for tool, file in (("openai-evals", registry), ("promptfoo", config)):
        done = in_process("import", tool, str(file), "--out", str(tmp_path / tool), cwd=tmp_path)
        assert password not in done.out + done.err, done.err
        page = tmp_path / tool / "not-imported.md"
        assert not page.exists() or password not in page.read_text()
