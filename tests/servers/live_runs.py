"""Runs against the vendor of `vendor.py`, as processes that a test can end."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import interrupting
from commands import environment


def write_suite(
    folder: Path, url: str, providers: Mapping[str, Mapping[str, Any]], cases: int
) -> Path:
    """A suite of so many cases, and its providers (name to what its entry has beyond the usual)."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {
        name: {
            "vendor": "acme",
            "dialect": "openai-chat",
            "model": "m",
            "base_url": f"{url}/{name}/v1",
            **more,
        }
        for name, more in providers.items()
    }
    (folder / "providers.yaml").write_text(json.dumps({"portcheck": 1, "providers": entries}))
    workload = {
        "prompt": "[{{ id }}] Is it?",
        "sampling": {"temperature": 0, "max_output_tokens": 100},
        "checks": [{"equals": "yes"}],
        "cases": [{"id": f"c{n}", "vars": {"id": f"c{n}"}} for n in range(cases)],
        "gates": {"task": {"margin": 0.1}},
    }
    suite = folder / "suite.yaml"
    suite.write_text(json.dumps({"portcheck": 1, "suite": "s", "workloads": {"w": workload}}))
    return suite


@contextlib.contextmanager
def started(*arguments: str, cwd: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """`portcheck ARGUMENTS`, as `start` starts it; it does not outlive the block."""
    process = start(*arguments, cwd=cwd, **env)
    try:
        yield process
    finally:
        process.kill()
        if process.stdout and not process.stdout.closed:
            process.communicate()


def start(*arguments: str, cwd: Path, **env: str) -> subprocess.Popen[str]:
    """Starts `portcheck ARGUMENTS`; limits are shared by what runs under the same `cwd`."""
    return _started("-m", "portcheck", *arguments, cwd=cwd, **env)


def _started(*words: str, cwd: Path, **env: str) -> subprocess.Popen[str]:
    cache = {"XDG_CACHE_HOME": str(cwd / "cache")}
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=cwd,
        env=environment(**{**cache, **env}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def placed(place: str, count: int, names: str, *arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """Starts portcheck, which interrupts itself at a place of `interrupting.py`."""
    return _started(interrupting.__file__, place, str(count), names, *arguments, cwd=cwd)


def listens(process: subprocess.Popen[str]) -> None:
    """Waits until the process handles SIGTERM, or has ended.

    Before that it is an interpreter that starts, which ends with a traceback of its own.
    """
    status = Path(f"/proc/{process.pid}/status")
    while status.exists() and process.poll() is None:
        with contextlib.suppress(OSError):
            caught = re.search(r"^SigCgt:\s*(\w+)", status.read_text(), re.MULTILINE)
            if caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
                return
        time.sleep(0.001)


def end(process: subprocess.Popen[str], timeout: float = 300) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a process that comes to its end."""
    out, err = process.communicate(timeout=timeout)
    return process.returncode, out, err


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a JSON Lines file; empty where there is no file."""
    if not path.exists():
        return []
    content = path.read_bytes()
    return [json.loads(line) for line in content[: content.rfind(b"\n") + 1].splitlines()]


def places(run: Path) -> dict[str, tuple[str, str]]:
    """Trial to (provider, case), as the plan of a run has them."""
    trials = json.loads((run / "plan.json").read_text())["plan"]["trials"]
    return {trial["key"]: (trial["provider"], trial["case"]) for trial in trials}
