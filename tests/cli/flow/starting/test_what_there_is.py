"""`init` begins with what somebody has: by flags, or by asking."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from commands import environment, in_process
from program_log import lines

from portcheck.cli.flow.starting.what_there_is import Source, asked, named
from portcheck.errors import UsageError


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "traffic.jsonl"
    path.write_text("\n".join(lines(routed=16, extracted=0, loops=0)), encoding="utf-8")
    return path


def test_a_log_becomes_a_suite_with_the_next_commands(log: Path) -> None:
    done = in_process("init", "--from-log", "traffic.jsonl", cwd=log.parent)
    assert done.code == 0, done.err
    assert "add a candidate to traffic/providers.yaml" in done.out
    assert done.out.count("portcheck run") == 1
    assert in_process("validate", "traffic/suite.yaml", cwd=log.parent).code == 0


def test_a_key_at_hand_makes_a_candidate(log: Path) -> None:
    env = environment(OPENAI_API_KEY="x" * 20)
    done = in_process("init", "mine", "--from-log", "traffic.jsonl", cwd=log.parent, env=env)
    assert done.code == 0, done.err
    command = "portcheck run mine/suite.yaml --baseline today --candidate openai --yes"
    assert command in done.out
    planned = in_process(
        "plan", "mine/suite.yaml", "--providers", "mine/providers.yaml", "--baseline", "today",
        "--candidate", "openai", cwd=log.parent, env=env,
    )  # fmt: skip
    assert planned.code == 0, planned.err


def test_a_table_and_a_configuration_of_promptfoo(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("question,expected\nOne?,1\nTwo?,2\n")
    done = in_process("init", "--from-table", "q.csv", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "prompt <- question, expected <- expected" in done.err
    (tmp_path / "p.yaml").write_text(
        "prompts: ['Say {{ w }}']\nproviders: [openai:gpt-5.4-mini]\n"
        "tests: [{vars: {w: a}, assert: [{type: equals, value: a}]}]\n"
    )
    done = in_process("init", "--from-promptfoo", "p.yaml", cwd=tmp_path)
    assert done.code == 0, done.err
    assert (tmp_path / "p" / "suite.yaml").exists()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--from-log", "a", "--from-table", "b"], "each make a suite"),
        (["--from-log", "a", "--ci", "github"], "no suite"),
        (["--from-log", "a", "--prompt", "x"], "columns of a table"),
        (["--prompt", "x"], "columns of a table"),
        (["--from-log", "a"], "does not exist"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, flags: list[str], said: str) -> None:
    done = in_process("init", *flags, cwd=tmp_path)
    assert (done.code, said in done.err) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_asked_until_the_answer_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["what", "l", "my.jsonl"])
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(said))
    assert asked() == Source("log", Path("my.jsonl"))
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "nothing")
    assert asked() == Source("nothing")


def test_flags_name_one_source() -> None:
    assert named(None, None, None) is None
    assert named(None, Path("t"), None) == Source("table", Path("t"))
    with pytest.raises(UsageError):
        named(Path("l"), Path("t"), None)
