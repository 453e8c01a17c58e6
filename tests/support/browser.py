"""A real browser on this machine, driven over the Chrome DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

import aiohttp
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path() -> str:
    """The browser; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"there is no browser on this machine ({', '.join(NAMES)})")
    return found


_CODES = {"Escape": 27, "Tab": 9, "Enter": 13}


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._calls = socket, 0
        self.console: list[str] = []
        """What the browser complained of: errors, and what the policy of the page kept out."""
        self.requested: list[str] = []
        """Addresses."""

    async def call(self, method: str, **params: Any) -> Any:
        """One command of the protocol."""
        self._calls += 1
        await self._socket.send_json({"id": self._calls, "method": method, "params": params})
        while True:
            data = json.loads((await self._socket.receive(timeout=120)).data)
            if data.get("id") == self._calls:
                assert "error" not in data, (method, data["error"])
                return data["result"]
            self._note(data)

    def _note(self, data: Any) -> None:
        if data.get("method") == "Network.requestWillBeSent":
            self.requested.append(data["params"]["request"]["url"])
        if data.get("method") == "Log.entryAdded":
            self.console.append(data["params"]["entry"]["text"])
        if data.get("method") == "Runtime.exceptionThrown":
            self.console.append(str(data["params"]["exceptionDetails"]))

    async def open(self, url: str) -> None:
        """Goes to an address."""
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)

    async def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        found = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def until(self, script: str) -> None:
        """Returns when an expression is true."""
        for _ in range(4000):
            if await self.run(f"(() => {{ try {{ return Boolean({script}) }} catch {{}} }})()"):
                return
            await asyncio.sleep(0.025)
        raise AssertionError(f"{script} did not become true: {await self.run(_TEXT)}")

    async def press(self, key: str) -> None:
        """One key, as a person presses it."""
        more = {"text": key} if len(key) == 1 else {"windowsVirtualKeyCode": _CODES[key]}
        await self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **more)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def text(self) -> str:
        """What can be read."""
        return str(await self.run(_TEXT))

    async def look(self, width: int, height: int, scheme: str) -> bytes:
        """A picture (PNG) of the page."""
        await self.size(width, height, scheme)
        shot = await self.call("Page.captureScreenshot")
        return base64.b64decode(shot["data"])

    async def size(self, width: int, height: int, scheme: str) -> None:
        """A width and height in pixels, in `light` or `dark`."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        feature = {"name": "prefers-color-scheme", "value": scheme}
        await self.call("Emulation.setEmulatedMedia", features=[feature])


_TEXT = "document.body.innerText"


def _started(folder: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            browser_path(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@asynccontextmanager
async def browser_page() -> AsyncIterator[Page]:
    """A tab of a browser of its own, without a window."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = _started(folder)
        try:
            address = await asyncio.to_thread(_address, process)
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://{address}/json/list") as response:
                    tabs = await response.json()
                target = next(tab for tab in tabs if tab["type"] == "page")
                async with session.ws_connect(
                    target["webSocketDebuggerUrl"], max_msg_size=0
                ) as socket:
                    yield Page(socket)
        finally:
            process.terminate()
            process.communicate(timeout=120)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"listening on ws://([^/]+)/", line):
            return found[1]
    raise AssertionError("the browser ended before it was there")


def axe_source() -> str:
    """axe-core, which finds what assistive technology cannot use."""
    return (resources.files("axe_core_python") / "axe.min.js").read_text()
