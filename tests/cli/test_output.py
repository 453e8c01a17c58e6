"""What is printed to be typed again works where it is typed."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from portcheck.cli.known_commands import COMMANDS
from portcheck.cli.main import run
from portcheck.cli.output import Output, runnable


@pytest.mark.parametrize("name", [*COMMANDS, "--help"])
def test_every_command_is_named_as_this_process_was_called(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/tools/portcheck"])
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert runnable(f"next: portcheck {name} RUN") == f"next: /opt/tools/portcheck {name} RUN"
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/portcheck")
    assert runnable(f"next: portcheck {name} RUN") == f"next: portcheck {name} RUN"


def test_a_message_is_no_command_in_a_log() -> None:
    err = io.StringIO()
    output = Output(io.StringIO(), err)
    output.note("gets no calls: last ##vso[task.setvariable variable=A]b")
    output.error("bad\n::stop-commands::x", hint="##[group]")
    assert err.getvalue() == (
        "gets no calls: last \\x23#vso[task.setvariable variable=A]b\n"
        "error: bad\n\\x3a:stop-commands::x\nhint: \\x23#[group]\n"
    )


def test_other_words_and_paths_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/tools/portcheck"])
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for text in ("portcheck needs a POSIX system", ".venv/bin/portcheck run", "my-portcheck run"):
        assert runnable(text) == text


@pytest.mark.parametrize("arguments", [["validate"], ["plan", "--baseline", "today"]])
def test_what_adds_cases_is_named_as_this_process_was_called(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/tools/portcheck"])
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.chdir(tmp_path)
    assert run(["init", "mine"]) == 0
    capsys.readouterr()
    assert run([*arguments, "mine/suite.yaml"]) == 0
    assert "add cases: /opt/tools/portcheck cases mine/suite.yaml" in capsys.readouterr().out
