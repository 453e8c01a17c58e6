"""Answers of megabytes, many at a time: a run does not grow with them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import environment
from live_runs import write_suite
from provider_exchanges import chat_body

pytestmark = [pytest.mark.server, pytest.mark.slow]

BODY = json.dumps(chat_body({"content": "yes " + "y" * 5_000_000})).encode()
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
CASES = 40
RUN = """
import sys
from pathlib import Path
from portcheck.cli.main import run

code = run(sys.argv[1:])
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(f"{int(code)} {peak.split()[1]}")
"""
"""Its own peak: the system counts what the process that started it had as well."""


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
            writer.write(HEAD % len(BODY))
            for start in range(0, len(BODY), 65536):
                writer.write(BODY[start : start + 65536])
                await writer.drain()
    writer.close()


@contextlib.contextmanager
def serving() -> Iterator[str]:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(talk, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_run_takes_less_than_300_mb(tmp_path: Path) -> None:
    with serving() as url:
        more = {"limits": {"concurrency": 32}}
        suite = write_suite(tmp_path, url, {"old": more, "new": more}, CASES)
        command = [sys.executable, "-c", RUN, "run", str(suite), "--baseline", "old", "--quiet"]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
    code, peak_kb = done.stdout.split()[-2:]
    assert int(code) in {1, 3}, done.stderr
    assert int(peak_kb) < 300_000
