"""The server that replays recorded exchanges, for tests over real sockets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def replay() -> Iterator[str]:
    """Its address; the test is skipped where the recordings are not at hand."""
    root = Path(__file__).resolve().parents[2]
    server = Path(os.environ.get("PORTCHECK_SHARED", root.parent / "shared")) / "wire" / "serve.py"
    if not server.is_file():
        pytest.skip(f"no replay server at {server} (set PORTCHECK_SHARED)")
    process = subprocess.Popen(
        [sys.executable, str(server), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().removeprefix("LISTENING ").strip()
    yield address
    process.terminate()
    process.communicate()
