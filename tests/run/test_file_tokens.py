"""Estimates of what files cost: never below what vendors count, and never read by a vendor."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from run_builders import ask

from portcheck.model.chat import Audio, Document, Image, Message, Part, Text
from portcheck.model.suite import Price
from portcheck.run.cost import cost_bound, estimated_tokens
from portcheck.run.file_tokens import (
    FETCHED_PAGES,
    FETCHED_SECONDS,
    IMAGE_TOKENS,
    PAGE_TOKENS,
    TOKENS_PER_SECOND,
    file_tokens,
)


def pdf(content: bytes) -> Document:
    data = base64.b64encode(b"%PDF-1.7\n" + content).decode()
    return Document(media_type="application/pdf", data=data)


def plain(pages: int) -> bytes:
    return b"".join(b"%d 0 obj <</Type /Page /Parent 1 0 R>> endobj\n" % i for i in range(pages))


def packed(content: bytes) -> bytes:
    inner = zlib.compress(content)
    head = b"9 0 obj <</Type /ObjStm /N 3 /Filter /FlateDecode /Length %d>>" % len(inner)
    return head + b"\nstream\r\n" + inner + b"\nendstream endobj\n"


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (plain(3) + b"<</Type /Pages /Count 3>>", 3),
        (plain(1).replace(b"/Type /Page", b"/Type/Page"), 1),
        (packed(b"<</Type /Page>> <</Type /Page>> <</Type /Pages>>"), 2),
        (plain(1) + packed(b"<</Type /Page>>") + packed(b"<</Type /Page>>"), 3),
        (packed(b"x")[:-30], 1),
        (b"/ObjStm\nstream\nnot deflated", 1),
        (b"e" * 30_000, 11),
    ],
)
def test_pages_of_a_pdf_are_counted_or_bounded_by_its_size(content: bytes, pages: int) -> None:
    assert file_tokens(pdf(content)) == pages * PAGE_TOKENS


def test_a_pdf_that_unpacks_without_end_is_bounded() -> None:
    bomb = pdf(packed(b"\0" * 10_000_000) * 7 + plain(2))
    assert file_tokens(bomb) == 23 * PAGE_TOKENS  # by its 69 kB


def wav(seconds: int, rate: int) -> Audio:
    head = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0" + b"\0\0\0\0" + rate.to_bytes(4, "little")
    data = base64.b64encode(head + b"\0" * (seconds * rate - len(head))).decode()
    return Audio(media_type="audio/wav", data=data)


@pytest.mark.parametrize(
    ("file", "tokens"),
    [
        (Image(media_type="image/png", data="AA=="), IMAGE_TOKENS),
        (Image(url="https://files.example/a.png"), IMAGE_TOKENS),
        (Document(media_type="text/plain", data=base64.b64encode(b"x" * 3000).decode()), 1000),
        (Document(url="https://files.example/a.pdf"), FETCHED_PAGES * PAGE_TOKENS),
        (wav(10, 32_000), 10 * TOKENS_PER_SECOND),
        (wav(10, 16_000), 10 * TOKENS_PER_SECOND),
        # As if of 16 kilobits a second: 4,000 bytes are two seconds.
        (
            Audio(media_type="audio/mpeg", data=base64.b64encode(b"i" * 4000).decode()),
            2 * TOKENS_PER_SECOND,
        ),
        (Audio(url="https://files.example/a.wav"), FETCHED_SECONDS * TOKENS_PER_SECOND),
    ],
)
def test_tokens_of_a_file(file: Image | Document | Audio, tokens: int) -> None:
    assert file_tokens(file) == tokens


@pytest.mark.parametrize(
    "make",
    [
        lambda d: Audio(media_type="audio/wav", data=d),
        lambda d: Document(media_type="application/pdf", data=d),
    ],
)
@pytest.mark.parametrize(
    "data",
    ["", "A", "!!!", "UklGRg==", base64.b64encode(b"RIFF\0\0\0\0WAVEfmt " + b"\0" * 20).decode()],
)
def test_odd_bytes_are_no_crash(make: Callable[[str], Audio | Document], data: str) -> None:
    assert file_tokens(make(data)) >= 0


def test_files_count_towards_tokens_and_the_bound() -> None:
    def tokens(*files: Part) -> int:
        turn = Message(role="user", content=(Text(text="Sum up."), *files))
        return estimated_tokens(replace(ask("x"), messages=(turn,)))[0]

    report = pdf(plain(2))
    assert tokens(report) - tokens() == 2 * PAGE_TOKENS
    turn = Message(role="user", content=(report,))
    bound = cost_bound(replace(ask("x"), messages=(turn,)), Price(input=1.0, output=0.0))
    assert bound is not None
    assert bound >= 2 * PAGE_TOKENS / 1e6
