"""What is said of a foreign file names none of its keys, whatever became of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import in_process

PASSWORD = "Tr0ub4dor-Horse"
KEY = "AIza" + "SyD7x2Kp9Lm4Qz6Rt1Vw3Ny8Bc5Df0Gh2Jk"
TOKEN = "xoxb-" + "2837465019-Ab3dE5gH7jK9mN1pQ3"
ADDRESSES = (f"https://ida:{PASSWORD}@api.example.com/v1", f"https://api.example.com/v1?key={KEY}")


def config(**more: Any) -> dict[str, Any]:
    providers = [
        {"id": "openai:gpt-5.4", "label": f"p{number}", "config": {"apiBaseUrl": address}}
        for number, address in enumerate(ADDRESSES)
    ]
    asserts = [{"type": "equals", "value": "4"}, {"type": TOKEN, "value": 1}]
    tests = [{"vars": {"q": "2+2?"}, "assert": asserts}]
    return {"prompts": ["Say {{q}}"], "providers": providers, "tests": tests, **more}


@pytest.mark.parametrize("flags", [(), ("--json",)])
@pytest.mark.parametrize("more", [{}, {"prompts": [f"file://{TOKEN}"]}])
def test_keys_in_addresses_and_names_are_not_shown(
    tmp_path: Path, flags: tuple[str, ...], more: dict[str, Any]
) -> None:
    (tmp_path / "c.yaml").write_text(json.dumps(config(**more)))
    done = in_process("import", "promptfoo", "c.yaml", "--out", "in", *flags, cwd=tmp_path)
    assert done.code == (2 if more else 0), done.err
    written = "".join(file.read_text() for file in (tmp_path / "in").rglob("*") if file.is_file())
    said = done.out + done.err + written
    assert "(not shown)" in said
    for secret in (PASSWORD, KEY, TOKEN):
        assert secret not in said


@pytest.mark.parametrize("odd", [f"openai:chat:{TOKEN}", "openai:\x1b]0;gone\x07"])
def test_one_provider_that_cannot_be_named_does_not_end_the_import(
    tmp_path: Path, odd: str
) -> None:
    (tmp_path / "c.json").write_text(json.dumps(config(providers=[odd, "openai:gpt-5"])))
    done = in_process("import", "promptfoo", "c.json", "--out", "in", cwd=tmp_path)
    assert done.code == 0, done.err
    listed = (tmp_path / "in" / "not-imported.md").read_text()
    assert "its name holds" in listed
    assert "gpt-5" in (tmp_path / "in" / "providers.yaml").read_text()
    assert TOKEN not in listed + done.out + done.err
    assert "\x1b" not in listed + done.out + done.err
