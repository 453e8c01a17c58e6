"""`init` begins with what somebody has: by flags, or by asking."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import typer
from commands import environment, in_process
from program_log import lines

from portcheck.cli.flow.init.questions import Source, asked, named
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
    command = "portcheck run mine/suite.yaml --baseline today --candidate openai\n"
    assert command in done.out
    assert "--yes" not in done.out, "the questions of a log go nowhere unasked"
    planned = in_process(
        "plan", "mine/suite.yaml", "--providers", "mine/providers.yaml", "--baseline", "today",
        "--candidate", "openai", cwd=log.parent, env=env,
    )  # fmt: skip
    assert planned.code == 0, planned.err


def test_the_candidate_that_is_proposed_is_of_another_vendor(log: Path) -> None:
    done = in_process("init", "one", "--from-log", "traffic.jsonl", cwd=log.parent)
    assert "anthropic: {preset: anthropic, model: claude" in done.out
    env = environment(OPENAI_API_KEY="x" * 20, ANTHROPIC_API_KEY="x" * 20)
    done = in_process("init", "two", "--from-log", "traffic.jsonl", cwd=log.parent, env=env)
    assert "--baseline today --candidate anthropic\n" in done.out


def test_a_table_and_a_configuration_of_promptfoo(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("question,expected\nOne?,1\nTwo?,2\n")
    done = in_process("init", "--from-table", "q.csv", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "prompt <- question, expected <- expected" in done.err
    assert "portcheck run q/suite.yaml --baseline openai --candidate anthropic" in done.out
    assert "needs OPENAI_API_KEY and ANTHROPIC_API_KEY in the environment" in done.out
    env = environment(GROQ_API_KEY="x" * 20)
    done = in_process("init", "two", "--from-table", "q.csv", cwd=tmp_path, env=env)
    assert "--baseline groq --candidate openai" in done.out
    assert "needs OPENAI_API_KEY in the environment" in done.out
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
        (["--from-log", "a", "--from-table", "b"], "cannot be combined: each makes a suite"),
        (["--from-log", "a", "--ci", "github"], "not a suite"),
        (["--from-log", "a", "--prompt", "x"], "columns of a table"),
        (["--prompt", "x"], "columns of a table"),
        (["--from-log", "a"], "does not exist"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, flags: list[str], said: str) -> None:
    done = in_process("init", *flags, cwd=tmp_path)
    assert (done.code, said in done.err) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_asked_until_the_answers_can_be_used(
    monkeypatch: pytest.MonkeyPatch, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter(["what", "l", "nowhere.jsonl", str(log)])
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(said))
    assert asked() == Source("log", log)
    shown = capsys.readouterr().err
    assert "'what' is none of log, table, promptfoo, nothing" in shown
    assert "nowhere.jsonl does not exist" in shown
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "nothing")
    assert asked() == Source("nothing")


def test_what_is_said_of_an_interrupt_begins_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> str:
        raise typer.Abort

    monkeypatch.setattr(typer, "prompt", interrupted)
    with pytest.raises(typer.Abort):
        asked()
    assert capsys.readouterr().err.endswith("\n\n")


def test_a_folder_of_logs_and_its_suite_are_two(log: Path) -> None:
    calls = log.parent / "calls"
    calls.mkdir()
    log.rename(calls / "monday.jsonl")
    done = in_process("init", "--from-log", "calls", cwd=log.parent)
    assert done.code == 0, done.err
    assert sorted(one.name for one in log.parent.iterdir()) == ["calls", "calls-suite"]


def test_a_packed_log_has_a_folder_with_its_plain_name(log: Path) -> None:
    packed = log.parent / "calls.jsonl.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    done = in_process("init", "--from-log", packed.name, cwd=log.parent)
    assert done.code == 0, done.err
    assert (log.parent / "calls" / "suite.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["--from-log", "l.jsonl"], "l is not empty", "portcheck init NEW_FOLDER --from-log l.j"),
        (["--from-table", "l.csv"], "l is not empty", "init NEW_FOLDER --from-table l.csv"),
        (
            ["l.jsonl"],
            "l.jsonl is a file",
            "make a suite from a log with portcheck init --from-log l.jsonl",
        ),
        (["l.csv/new", "--from-log", "l.jsonl"], "l.csv is a file", "init NEW_FOLDER"),
        (["--from-log"], "requires an argument", "see portcheck init --help"),
        (["x", "--from-log", "l.csv"], "holds no model call: is in no format", "--from-table l.c"),
        (["x", "--from-log", "p.yaml"], "neither JSON nor", "init --from-promptfoo p.yaml"),
        (["x", "--from-log", "e.jsonl"], "it is empty", "docs/logs.md"),
    ],
)
def test_a_mistake_says_what_to_type(
    tmp_path: Path, arguments: list[str], said: str, hint: str
) -> None:
    (tmp_path / "l").mkdir()
    (tmp_path / "l" / "kept.txt").write_text("kept")
    (tmp_path / "l.jsonl").write_text("{}")
    (tmp_path / "l.csv").write_text("question,answer\nOne?,1\n")
    (tmp_path / "p.yaml").write_text("prompts: [Hello]\n")
    (tmp_path / "e.jsonl").write_text("")
    done = in_process("init", *arguments, cwd=tmp_path)
    assert done.code == 2
    message, _, behind = done.err.partition("hint: ")
    assert said in message
    assert hint in behind.replace(f"{tmp_path}/", "")
    assert "with --out" not in done.err
    assert [one.name for one in (tmp_path / "l").iterdir()] == ["kept.txt"]


def test_flags_name_one_source() -> None:
    assert named(None, None, None) is None
    assert named(None, Path("t"), None) == Source("table", Path("t"))
    with pytest.raises(UsageError):
        named(Path("l"), Path("t"), None)


def test_what_the_system_refuses_is_said_without_its_number(log: Path) -> None:
    (log.parent / "starter").mkdir()
    (log.parent / "starter" / "recordings").write_text("a file")
    done = in_process("init", "starter", cwd=log.parent)
    assert done.code == 2
    assert "starter/recordings: " in done.err
    assert "Errno" not in done.err
