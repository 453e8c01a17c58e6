"""Runs the command line as users do: a process of its own, in a folder of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from portcheck.cli.main import run

UNSTABLE = (
    (re.compile(r"\d{8}T\d{6}Z"), "<time>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<time>"),
    (re.compile(r"(?<=Facts as of )\d{4}-\d\d-\d\d(?=\. History)"), "<today>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:<port>"),
)


@dataclass(frozen=True)
class Result:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def snapshot(self) -> str:
        """Exit code and full output, with times and ports made stable."""
        text = f"exit code: {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}"
        for pattern, name in UNSTABLE:
            text = pattern.sub(name, text)
        return text


Cli = Callable[..., Result]
"""`cli("plan", "suite.yaml")`: the command line without a process of its own."""


def environment(**changes: str) -> dict[str, str]:
    """A clean environment without keys, colours or a terminal.

    `PYTHONPATH` goes before that of the tests: where they are those of a copy of the tree, as
    benchmarks/mutations.py makes one, commands are that copy's as well.
    """
    names = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_STATE_HOME", "PYTHONPATH")
    kept = {key: os.environ[key] for key in names if key in os.environ}
    if "PYTHONPATH" in kept and "PYTHONPATH" in changes:
        changes["PYTHONPATH"] += os.pathsep + kept["PYTHONPATH"]
    return {**kept, "COLUMNS": "100", "PYTHONUTF8": "1", **changes}


def portcheck(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, stdin: str = ""
) -> Result:
    """Runs `portcheck ARGUMENTS` in `cwd`."""
    done = subprocess.run(
        [sys.executable, "-m", "portcheck", *arguments],
        cwd=cwd,
        env=dict(env or environment()),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def in_process(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> Result:
    """The same within this process, ten times as fast: for what needs no process of its own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    called = sys.argv
    try:
        sys.argv = ["portcheck"]
        with (
            contextlib.chdir(cwd),
            mock.patch.dict(os.environ, env or environment(), clear=True),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run(arguments)
    finally:
        sys.argv = called
        for number, handler in before.items():
            signal.signal(number, handler)
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return Result(code, *said)


def write_answers(path: Path, answers: Mapping[str, Sequence[str]]) -> Path:
    """A file of answers: provider to its answers to question 0, 1, 2, ..."""
    rows = [
        {"model": name, "prompt": f"Question {number}?", "text": text, "finish_reason": "stop"}
        for name, texts in answers.items()
        for number, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def imported(folder: Path, answers: Mapping[str, Sequence[str]], *options: str) -> Path:
    """A suite with recordings of these answers, where `yes` is right: the path of its suite.

    Each case would take `yes` with its own question, too, so that the check speaks of content.
    """
    source = write_answers(folder / "answers.jsonl", answers)
    made = in_process(
        "import",
        "answers",
        str(source),
        "--out",
        "made",
        "--check",
        "one_of: ['yes', 'yes, {{ row.prompt }}']",
        *options,
        cwd=folder,
    )
    assert made.code == 0, made.err
    return folder / "made" / "suite.yaml"
