"""A command that brings a token: all that it started ends with it."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from provider_exchanges import spec

from portcheck.errors import ProviderError
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.providers.auth.command import token_of

LEAVES_A_CHILD = (
    "import subprocess,sys,pathlib; child = subprocess.Popen(['sleep', '60']);"
    "pathlib.Path(sys.argv[1]).write_text(str(child.pid)); {}"
)


def entry(folder: Path, then: str) -> ProviderSpec:
    command = (sys.executable, "-c", LEAVES_A_CHILD.format(then), str(folder / "pid"))
    auth = Auth(header="authorization", command=command, ttl_s=60)
    return spec(api_key_env=None, auth=auth)


def has_begun(folder: Path) -> None:
    """Waits for the child."""
    while not (folder / "pid").exists() or not (folder / "pid").read_text():
        time.sleep(0.01)


def is_gone(folder: Path) -> bool:
    """Whether the child has ended; it may still wait to be reaped by whoever adopted it."""
    child = int((folder / "pid").read_text())
    for _ in range(6000):
        try:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@pytest.mark.slow
@pytest.mark.parametrize("then", ["child.wait()", "print('token', flush=True)"])
def test_a_command_that_takes_too_long_ends_with_its_children(then: str, tmp_path: Path) -> None:
    # The second one has ended itself, but its child holds the output open.
    with pytest.raises(ProviderError, match="took more than 4 s"):
        asyncio.run(token_of(entry(tmp_path, then), os.environ, timeout_s=4))
    assert is_gone(tmp_path)


def test_a_command_whose_run_is_broken_off_ends_with_its_children(tmp_path: Path) -> None:
    async def broken_off() -> None:
        task = asyncio.ensure_future(token_of(entry(tmp_path, "child.wait()"), os.environ))
        await asyncio.to_thread(has_begun, tmp_path)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(broken_off())
    assert is_gone(tmp_path)
