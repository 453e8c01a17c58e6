"""Writes the picture of the demo's verdicts that the README shows, docs/verdicts.png.

    python benchmarks/write_picture.py

Replays the demo and takes a picture of the table of verdicts in its report, in a Chromium of this
machine. The picture holds the digest of the verdicts that it shows, as text of a PNG: a test sees
by it that they are still those that ship.
"""

from __future__ import annotations

import asyncio
import base64
import io
import struct
import sys
import tempfile
import zlib
from hashlib import sha256
from pathlib import Path

from portcheck.cli.output import Output
from portcheck.cli.showroom.demo_run import VERDICTS, replay
from portcheck.cli.showroom.shipped_files import suites

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "verdicts.png"
WIDTH = 1100
HEIGHT = 4000
"""Of the window: more than what is shown lies from its top."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = len(SIGNATURE) + 25
"""Bytes of a PNG up to the end of its first chunk, which stays the first."""
KEY = b"verdicts"
BOX = """(() => {
  document.documentElement.style.overflow = "hidden";
  const part = document.querySelector("section[aria-labelledby=verdicts]");
  const top = part.querySelector("h2").getBoundingClientRect().top - 24;
  return [top + window.scrollY, part.getBoundingClientRect().bottom + 16 - top];
})()"""


def main() -> None:
    """Writes the picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "run"
        replay(Output(io.StringIO()), out=report, as_json=True)
        taken = asyncio.run(_taken(report / "report.html"))
    PICTURE.write_bytes(with_text(taken, digest()))


def digest() -> str:
    """Of the verdicts that ship, in hexadecimal."""
    return sha256((suites() / VERDICTS).read_bytes()).hexdigest()


def with_text(png: bytes, value: str) -> bytes:
    """A PNG with a text behind its head."""
    body = b"tEXt" + KEY + b"\0" + value.encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:HEAD] + chunk + png[HEAD:]


def text_of(png: bytes) -> str:
    """The text that `with_text` put there; "" without one."""
    size, kind = struct.unpack(">I4s", png[HEAD : HEAD + 8])
    key, _, value = png[HEAD + 8 : HEAD + 8 + size].partition(b"\0")
    return value.decode("ascii") if (kind, key) == (b"tEXt", KEY) else ""


async def _taken(report: Path) -> bytes:
    support = str(ROOT / "tests" / "support")
    if support not in sys.path:  # pytest has it there already
        sys.path.append(support)
    from browser import browser_page

    async with browser_page() as page:
        await page.size(WIDTH, HEIGHT, "light")
        await page.open(report.as_uri())
        await page.until("document.readyState === 'complete'")
        top, height = await page.run(BOX)
        clip = {"x": 0, "y": top, "width": WIDTH, "height": height, "scale": 1}
        shot = await page.call("Page.captureScreenshot", clip=clip)
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    main()
