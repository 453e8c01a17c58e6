"""The page in a real browser: its script, assistive technology, a phone, and paper."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from browser import Page, axe_source, browser_page, browser_path
from builders import make_flip, make_mixed_report, make_verdict
from msgspec import structs
from pypdf import PdfReader

from portcheck.model.comparison.latency import LatencyDistribution
from portcheck.reports.html.page import render

pytestmark = pytest.mark.server

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> \u202eleft " + "w" * 3000
QUANTILES = ((0.05, 0.1), (0.25, 0.2), (0.5, 0.4), (0.75, 0.6), (0.95, 1.0), (1.0, 3.0))


def written(folder: Path) -> str:
    mixed = make_mixed_report()
    lost = make_flip(candidate="llama", case="spelled", candidate_answer=HOSTILE)
    took = tuple(
        LatencyDistribution(workload=name, provider="claude", answers=9, quantiles=QUANTILES)
        for name in mixed.workloads
    )
    report = structs.replace(
        mixed,
        flips=(*mixed.flips, lost),
        latencies=took,
        verdicts=(*mixed.verdicts, make_verdict(workload="w" * 80, candidate="llama")),
    )
    file = folder / "report.html"
    file.write_bytes(render(report))
    return file.as_uri()


def looking(url: str, work: Callable[[Page], Awaitable[None]]) -> None:
    browser_path()

    async def session() -> None:
        async with browser_page() as page:
            await page.size(1280, 900, "light")
            await page.open(url)
            await page.until("document.readyState === 'complete'")
            await work(page)
            assert page.console == []
            assert page.requested == [url] * len(page.requested)

    asyncio.run(session())


def test_a_search_leaves_what_has_the_words_and_filters_by_verdict(tmp_path: Path) -> None:
    shown = "[...document.querySelectorAll('article.card')].filter(c => c.checkVisibility()).length"

    async def work(page: Page) -> None:
        whole = await page.run(shown)
        await page.run(
            "(() => { const box = document.querySelector('input[name=words]');"
            " box.value = 'SPELLED'; box.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        await page.until(f"{shown} === 1")
        assert await page.run("document.querySelector('details.group').open") is True
        assert "1 of 6 verdicts" in await page.text()
        await page.run(
            "(() => { const box = document.querySelector('input[name=words]'); box.value = '';"
            " document.querySelector('input[value=safe]').click(); })()"
        )
        await page.until(f"{shown} === 3")
        await page.run("document.querySelector('input[value=safe]').click()")
        await page.until(f"{shown} === {whole}")
        assert await page.run("document.title") == "Portability report: support"

    looking(written(tmp_path), work)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_assistive_technology_finds_nothing_wrong(tmp_path: Path, width: int, scheme: str) -> None:
    found: list[Any] = []

    async def work(page: Page) -> None:
        await page.size(width, 900, scheme)
        assert await page.run("document.documentElement.scrollWidth <= innerWidth")
        await page.run(f"{axe_source()}; 1")
        said = await page.run(
            "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify("
            "r.violations.map(v => [v.id, v.nodes.map(n => n.html)])))"
        )
        found.extend(json.loads(said))

    looking(written(tmp_path), work)
    assert found == []


def test_on_paper_no_heading_stands_alone_at_the_end_of_a_page(tmp_path: Path) -> None:
    pages: list[list[str]] = []

    async def work(page: Page) -> None:
        printed = await page.call("Page.printToPDF", preferCSSPageSize=True)
        reader = PdfReader(io.BytesIO(base64.b64decode(printed["data"])))
        pages.extend(one.extract_text().strip().splitlines() for one in reader.pages)

    url = written(tmp_path)
    looking(url, work)
    headings = {"Sign-off", "How to read this report", "Words of this report", "Gates"}
    assert 3 <= len(pages) <= 8
    assert not headings & {lines[-1].strip() for lines in pages if lines}
