"""The server that replays recorded exchanges, and the command line within this process."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Cli, Result

from portcheck.cli.main import run


@pytest.fixture(scope="session")
def replay(shared: Path) -> Iterator[str]:
    """Its address; the test is skipped where the recordings are not at hand."""
    process = subprocess.Popen(
        [sys.executable, str(shared / "wire" / "serve.py"), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().removeprefix("LISTENING ").strip()
    yield address
    process.terminate()
    process.communicate()


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Cli]:
    """Runs commands in the test's folder; ten times as fast as in a process of their own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "argv", ["portcheck"])

    def command(*arguments: str) -> Result:
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    yield command
    for number, handler in before.items():
        signal.signal(number, handler)
