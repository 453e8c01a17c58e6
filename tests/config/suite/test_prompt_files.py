"""Prompts from files beside the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck import pipeline
from portcheck.config.load import Loaded
from portcheck.errors import ConfigError

SUITE = """
portcheck: 1
suite: s
workloads:
  w:
    prompt: {system_file: rules.md, user_file: texts/reply.md}
    cases:
      - {id: a, vars: {name: Ann}, checks: [{equals: Ann}]}
"""


def with_prompt(text: str) -> str:
    return SUITE.replace("{system_file: rules.md, user_file: texts/reply.md}", f'"{text}"')


def load(folder: Path, suite: str = SUITE) -> Loaded:
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "s.yaml").write_text(suite)
    return pipeline.load(folder / "s.yaml")


def test_texts_of_files_are_templates(tmp_path: Path) -> None:
    (tmp_path / "rules.md").write_text("\ufeffBe short.\r\nAlways.\r\n", newline="")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "reply.md").write_text("Greet {{ name }}.\n")
    (workload,) = load(tmp_path).suite.workloads
    request = workload.cases[0].request
    assert (request.system, request.messages[0].text) == ("Be short.\nAlways.", "Greet Ann.")


@pytest.mark.parametrize(
    ("suite", "rules", "said"),
    [
        (SUITE, None, "there is no file 'rules.md'"),
        (SUITE.replace("rules.md", "../rules.md"), "x", "outside the suite's folder"),
        (SUITE.replace("rules.md", "/etc/hostname"), "x", "outside the suite's folder"),
        (SUITE, "Greet {{ nmae }}", "rules.md:1:7: there is no variable 'nmae'"),
        (SUITE, b"\xff\xfe\x00", "is not UTF-8 text"),
        (SUITE.replace("{system_file", "{system: x, system_file"), "x", "not both"),
        (SUITE.replace("user_file: texts/reply.md", "user_file: 3"), "x", "needs text"),
    ],
)
def test_what_is_wrong_with_a_file(
    tmp_path: Path, suite: str, rules: str | bytes | None, said: str
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "reply.md").write_text("Hello")
    if rules is not None:
        data = rules if isinstance(rules, bytes) else rules.encode()
        (tmp_path / "rules.md").write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, suite)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["file://reply.md", "texts/reply.md", "reply.txt", "Hi ${NAME}"])
def test_what_other_tools_would_replace_is_a_warning(tmp_path: Path, text: str) -> None:
    found = load(tmp_path, with_prompt(text))
    assert [problem.line for problem in found.warnings if text[-5:-1] in problem.message] == [6]


@pytest.mark.parametrize("text", ["Read reply.md and answer.", "It costs $5 {{ name }}", "e.g."])
def test_ordinary_prompts_are_none(tmp_path: Path, text: str) -> None:
    found = load(tmp_path, with_prompt(text))
    assert not [problem for problem in found.warnings if "prompt" in problem.pointer]
