"""A file may have any name: it drives no terminal, and its bytes need not be UTF-8."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from commands import imported, in_process, write_answers

SUITE = """
portcheck: 1
suite: s
workloads:
  w:
    prompt: "{{ q }}"
    checks: [{equals: "{{ a }}"}]
    cases: [{id: a, vars: {q: "1", a: "1"}}, {id: b, vars: {q: "2", a: "2"}}]
"""
HOSTILE = "a\x1b]0;owned\x07\u202e"


@pytest.mark.parametrize("command", ["validate", "cases", "verify"])
def test_no_control_character_of_a_name_is_printed(command: str, tmp_path: Path) -> None:
    suite, rows = tmp_path / f"{HOSTILE}.yaml", tmp_path / "rows.csv"
    suite.write_text(SUITE)
    rows.write_text("id,q,a\nc,3,3\n")
    more = ("--workload", "w", "--from", str(rows)) if command == "cases" else ()
    done = in_process(command, str(suite), *more, cwd=tmp_path)
    assert "owned" in done.out
    assert not set("\x1b\x07\u202e") & set(done.out + done.err)


@pytest.mark.parametrize("name", ["--failed", "-- it's", "-"])
def test_proposed_commands_take_no_name_for_an_option(tmp_path: Path, name: str) -> None:
    answers = {"old": ["yes"] * 4, "new": ["yes", "no", "yes", "yes"]}
    write_answers(tmp_path / "answers.jsonl", answers)
    options = ("--out", f"./{name}-made", "--check", "equals: 'yes'", "--workload", name)
    made = in_process("import", "answers", "answers.jsonl", *options, cwd=tmp_path)
    proposed = shlex.split(made.out.splitlines()[-1])
    done = in_process(*proposed[1:], "--out", f"./{name}-run", cwd=tmp_path)
    assert done.code == 3, done.err
    commands = [line.partition(": ")[2] for line in done.err.splitlines() if ": portcheck" in line]
    assert len(commands) == 3
    for command in commands:
        assert in_process(*shlex.split(command)[1:], cwd=tmp_path).code == 0, command


@pytest.fixture
def odd(tmp_path: Path) -> str:
    """A name of bytes that are not UTF-8, which the file system can hold."""
    name = os.fsdecode(b"odd\xff")
    try:
        (tmp_path / name).touch()
    except OSError:
        pytest.skip("this file system holds no such name")
    (tmp_path / name).unlink()
    return name


def test_a_run_may_have_a_name_that_is_not_utf_8(tmp_path: Path, odd: str) -> None:
    imported(tmp_path, {"old": ["yes"] * 3, "new": ["yes", "no", "yes"]})

    def done(command: str, *words: str) -> int:
        given = ("made/suite.yaml", "--providers", "made/providers.yaml", "--baseline", "old")
        suite = given if command in {"plan", "run"} else ()
        return in_process(command, *suite, *words, cwd=tmp_path).code

    assert done("run", "--out", odd) == 3
    assert done("plan", "--failed", odd, "--reuse", odd, "--power", "--json") == 0
    assert done("run", "--failed", odd, "--out", f"{odd}2", "--json") == 3
    assert done("resume", f"{odd}2") == 3
    assert done("score", f"{odd}2") == 3
    assert done("cutover", odd, "--workload", "answers", "--to", "new", "--out", f"{odd}3") == 0


def test_a_file_to_import_may_have_a_name_that_is_not_utf_8(tmp_path: Path, odd: str) -> None:
    (tmp_path / odd).write_text('{"model": "old", "prompt": "q", "text": "a"}\n')
    with (tmp_path / odd).open("a") as stream:
        stream.write('{"model": "new", "prompt": "q", "text": "a"}\n')
    made = in_process("import", "answers", odd, "--out", f"{odd}-made", cwd=tmp_path)
    assert made.code == 0, made.err
    assert r"odd\\udcff" in (tmp_path / f"{odd}-made" / "suite.yaml").read_text()


@pytest.mark.parametrize(
    "command",
    [
        *("run loop --providers p.yaml", "score . --checks loop", "scan . --exclude x --out loop"),
        *("bundle loop", "history --history loop", "import traffic loop --out new"),
    ],
)
def test_a_loop_of_links_is_no_error_of_ours(tmp_path: Path, command: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "s.yaml").write_text(SUITE)
    entries = "portcheck: 1\nproviders: {a: {preset: groq, model: m}, b: {preset: groq, model: n}}"
    (tmp_path / "providers.yaml").write_text(entries)
    done = in_process(*command.split(), cwd=tmp_path)
    assert done.code in {2, 4}, done.err
    assert "loop" in done.err
