"""Call functions of a suite in separate processes, each call with a time limit."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject
from portcheck.model.suite import SuiteCode
from portcheck.model.visible_text import one_line

LIMIT_S = 10.0
"""Time limit in seconds, for each call and for the start."""
_LONGEST_LINE = 100_000
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT", "VIRTUAL_ENV")
"""Environment variables that the process gets: none has a key."""
_WORKER = Path(__file__).with_name("worker.py")


def function_of(arguments: JsonObject) -> SuiteCode:
    """The function that a check's arguments name."""
    file, _, function = str(arguments["call"]).rpartition(":")
    return SuiteCode(file=file, function=function, sha256=str(arguments["sha256"]))


def code_name(code: SuiteCode) -> str:
    """The name of a function as written in a suite."""
    return one_line(f"{code.file}:{code.function}", 80)


class CodeError(UsageError):
    """A function of a suite crashed, took too long, or returned an invalid value."""


class CodeRunner:
    """Starts a process for each function on its first call, and ends them on exit."""

    def __init__(self, sources: Mapping[str, str], limit_s: float = LIMIT_S) -> None:
        """Keep the sources, by their SHA-256, and the time limit in seconds."""
        self._sources = sources
        self._limit_s = limit_s
        self._processes: dict[SuiteCode, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> CodeRunner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes.values():
            _end(process)
        self._processes.clear()

    def __call__(self, arguments: JsonObject, given: JsonObject) -> JsonObject:
        """Call a function and return its result as `value` (0..1 or `None`) and `reason`.

        Args:
            arguments: the arguments of the check.
            given: `answer` and `case`, for the function.

        Raises:
            CodeError: the function crashed, ended its process, took longer than the limit or
                returned an invalid value.
        """
        code = function_of(arguments)
        process = self._processes.get(code)
        if process is None:
            process = self._processes[code] = _start_process()
            source = self._sources[code.sha256]
            opening = {"source": source, "file": code.file, "function": code.function}
            self._exchange(code, process, opening)
        return self._exchange(code, process, {**given, "with": arguments.get("with", {})})

    def _exchange(
        self, code: SuiteCode, process: subprocess.Popen[bytes], line: JsonObject
    ) -> JsonObject:
        late = threading.Event()

        def stop() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(self._limit_s, stop)
        timer.start()
        try:
            found = _response(process, line)
        finally:
            timer.cancel()
        if late.is_set() or found is None:
            del self._processes[code]
            _end(process)
            how = f"took longer than {self._limit_s:g} s" if late.is_set() else "ended its process"
            raise CodeError(f"{code_name(code)} {how}")
        if "error" in found:
            at = f"{code.file}:{found['line']}" if found.get("line") else code_name(code)
            raise CodeError(f"{at}: {one_line(str(found['error']), 300)}")
        return found


def _start_process() -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.Popen(  # noqa: S603  # this very Python, and a file of ours
        [sys.executable, "-P", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
        env={**kept, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )


def _response(process: subprocess.Popen[bytes], line: JsonObject) -> dict[str, Any] | None:
    """The process's answer to a line; `None` if the process is gone or its answer is not JSON."""
    assert process.stdin is not None  # noqa: S101  # both are pipes
    assert process.stdout is not None  # noqa: S101
    try:
        process.stdin.write(json.dumps(line).encode() + b"\n")
        process.stdin.flush()
        found = json.loads(process.stdout.readline(_LONGEST_LINE))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its children."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    _kill(process)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()
