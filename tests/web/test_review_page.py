"""The page in a real browser: a review by keyboard alone, and what assistive technology finds."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import Page, axe_source, browser_page, browser_path
from msgspec.structs import replace
from review_runs import GUARD, JUDGE, PREFER, REFUSAL, answered, judged, plan_of

from portcheck.run.labels.queue import Scope
from portcheck.run.labels.review_session import Review
from portcheck.run.store.labels import read_labels
from portcheck.web.server import ReviewServer

pytestmark = pytest.mark.server

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\n"
    "\u202eright to left\u202c \x1b[31m javascript:alert(1) " + "w" * 3000
)


@asynccontextmanager
async def opened(review: Review) -> AsyncIterator[Page]:
    with ReviewServer(review) as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        try:
            async with browser_page() as page:
                await page.size(1280, 900, "light")
                await page.open(server.url)
                await page.until("document.getElementById('count').textContent")
                yield page
                others = [url for url in page.requested if not url.startswith(server.origin)]
                assert others == []
        finally:
            server.shutdown()
            thread.join()


def browsing(review: Review, work: Callable[[Page], Awaitable[None]]) -> None:
    browser_path()

    async def session() -> None:
        async with opened(review) as page:
            await work(page)
            assert page.console == []

    asyncio.run(session())


async def at(page: Page, place: int) -> None:
    shown = f"document.getElementById('place').textContent.startsWith('{place} of ')"
    await page.until(f"{shown} && !document.getElementById('item').hidden")


def test_sixty_replies_are_reviewed_by_keyboard(tmp_path: Path) -> None:
    review = judged(tmp_path / "run", 60)
    assert len(review.items) == 60

    async def work(page: Page) -> None:
        for place in range(1, 61):
            await at(page, place)
            await page.press("123"[place % 3])
        await page.until("!document.getElementById('end').hidden")
        assert "You labelled all 60." in await page.text()
        assert "60 of 60 labelled" in await page.text()
        assert await page.run("document.activeElement.id") == "end-title"
        await page.press("u")
        await at(page, 60)
        assert "59 of 60 labelled" in await page.text()
        await page.press("j")
        await page.until("!document.getElementById('end').hidden")
        await page.run("document.getElementById('undo-last').click()")
        await at(page, 59)
        await page.press("3")
        await at(page, 60)

    browsing(review, work)
    labels = list(read_labels(tmp_path / "run"))
    assert [label.label for label in labels].count("fail") == 20
    assert (len(labels), {label.reviewer for label in labels}) == (59, {"Ana"})
    assert {label.drawn for label in labels} == {"random"}


def test_going_back_changing_undoing_and_noting(tmp_path: Path) -> None:
    review = judged(tmp_path / "run", 6)

    async def work(page: Page) -> None:
        await at(page, 1)
        await page.press("j")
        await at(page, 2)
        await page.press("k")
        await at(page, 1)
        await page.press("k")
        await page.press("n")
        for key in "12u":
            await page.press(key)
        assert await page.run("document.getElementById('note').value") == "12u"
        await page.press("Escape")
        await page.press("1")
        await at(page, 2)
        await page.press("k")
        await at(page, 1)
        pressed = "document.querySelector('[aria-pressed=true]').innerText"
        assert "pass" in await page.run(pressed)
        await page.press("2")
        await at(page, 2)
        assert "Answer 1: fail. 1 of 6 done." in await page.text()
        await page.press("u")
        await at(page, 1)
        assert "pass" in await page.run(pressed)
        await page.press("?")
        await page.until("document.getElementById('help').open")
        await page.press("2")
        await page.press("Escape")
        await page.until("!document.getElementById('help').open")
        await at(page, 1)

    browsing(review, work)
    (label,) = read_labels(tmp_path / "run")
    assert (label.label, label.note) == ("pass", "12u")


def test_keys_can_be_turned_off_and_a_review_goes_on_where_it_was(tmp_path: Path) -> None:
    review = judged(tmp_path / "run", 4)
    review.give(0, "pass")
    again = Review(review._store, "Ana")  # the same folder, as after a restart

    async def work(page: Page) -> None:
        await at(page, 2)
        await page.run("document.getElementById('keys').click()")
        await page.press("1")
        await page.press("j")
        await page.run("document.getElementById('back').click()")
        await at(page, 1)

    browsing(again, work)
    assert len(read_labels(tmp_path / "run")) == 1


def _odd(tmp_path: Path) -> Review:
    cases = {"c0": (JUDGE, PREFER), "c1": (GUARD,), "c2": (replace(JUDGE, arguments={
        "rubric": "The reply is kind.", "scale": "0..4", "reference": "Tomorrow."}),),
        "c3": (REFUSAL,)}  # fmt: skip
    texts = {
        "old": [HOSTILE, "No.", "Soon.", "Done."],
        "new": ["Hello.", "Yes.", HOSTILE, "I can't help with that."],
    }
    return Review(answered(tmp_path / "run", plan_of(cases), texts), "Ana", Scope(sample=10))


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_no_fault(
    tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    review = _odd(tmp_path)

    async def faults(page: Page) -> str:
        faults = "r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)])"
        return str(await page.run(f"axe.run().then((r) => JSON.stringify({faults}))"))

    async def work(page: Page) -> None:
        await page.size(width, height, scheme)
        await page.run(axe_source() + ";true")
        for place in range(1, len(review.items) + 1):
            await at(page, place)
            assert json.loads(await faults(page)) == []
            assert await page.run("document.documentElement.scrollWidth") <= width
            await shoot(page, f"item{place}")
            await page.press("j")
        await page.until("!document.getElementById('end').hidden")
        assert json.loads(await faults(page)) == []
        await shoot(page, "end")
        await page.press("?")
        assert json.loads(await faults(page)) == []
        await shoot(page, "help")
        assert await page.run("document.title") == "Review"

    async def shoot(page: Page, name: str) -> None:
        folder = os.environ.get("PORTCHECK_SHOTS")
        if folder:
            shot = await page.look(width, height, scheme)
            await asyncio.to_thread(
                (Path(folder) / f"{name}-{width}-{scheme}.png").write_bytes, shot
            )

    browsing(review, work)


def test_a_page_of_which_the_server_ended_says_so(tmp_path: Path) -> None:
    review = judged(tmp_path / "run", 4)
    browser_path()

    async def session() -> None:
        server = ReviewServer(review)
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        async with browser_page() as page:
            await page.open(server.url)
            await at(page, 1)
            assert urlsplit(await page.run("location.href")).query == ""
            server.shutdown()
            server.server_close()
            await page.press("1")
            await page.until("!document.getElementById('wrong').hidden")
            assert "start it again" in await page.text()
        thread.join()

    asyncio.run(session())
    assert len(read_labels(tmp_path / "run")) == 0
