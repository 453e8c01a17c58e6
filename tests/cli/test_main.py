"""From arguments to an exit code."""

from __future__ import annotations

import errno
import io
import json
import sys

import pytest

from portcheck.cli import main
from portcheck.cli.main import run
from portcheck.errors import ExitCode


def raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def dispatch(_arguments: list[str]) -> int:
        raise error

    monkeypatch.setattr(main, "_dispatch", dispatch)
    monkeypatch.setattr(main, "_silence_stdout", lambda: None)


def test_debug_is_an_option_before_two_dashes_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(LookupError("lost"), monkeypatch)
    for arguments, shown in ((["a", "--debug"], True), (["a", "--", "--debug"], False)):
        assert run(arguments) == ExitCode.INTERNAL
        assert ("Traceback" in capsys.readouterr().err) is shown


def test_a_disk_that_is_full_leaves_the_command_incomplete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(OSError(errno.ENOSPC, "No space left on device"), monkeypatch)
    assert run(["a"]) == ExitCode.INCOMPLETE
    assert "cannot write: No space left on device" in capsys.readouterr().err


def test_help_that_nothing_can_hold_leaves_the_command_incomplete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(main, "_silence_stdout", lambda: None)
    assert run([]) == ExitCode.INCOMPLETE


def test_programs_get_an_error_as_json_and_nothing_of_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(LookupError("lost"), monkeypatch)
    assert run(["a", "--json"]) == ExitCode.INTERNAL
    assert json.loads(capsys.readouterr().out)["error"]["class"] == "internal"
    raising(KeyboardInterrupt(), monkeypatch)
    assert run(["a", "--json"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().out == ""
