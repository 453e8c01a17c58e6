"""Amazon's binary event stream: any pieces, damage, and bytes that mean to do harm."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Any
from zlib import crc32

import pytest
from event_frames import event, frame, header
from hypothesis import given
from hypothesis import strategies as st

from portcheck.errors import ProviderError
from portcheck.providers.dialects.bedrock.eventstream import (
    EXCEPTION,
    MAX_FRAME_BYTES,
    TORN,
    EventStream,
)
from portcheck.providers.streams.json_events import StreamEvent

TEXTS = st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3)
HI = event("contentBlockDelta", {"delta": {"text": "Hï"}, "p": "abc"})
HI_EVENT = StreamEvent("contentBlockDelta", {"delta": {"text": "Hï"}, "p": "abc"})


def decoded(*pieces: bytes) -> tuple[list[StreamEvent], str | None]:
    """The events, and the message of the error that ended them."""
    decoder, found = EventStream(), list[StreamEvent]()
    try:
        for piece in pieces:
            found.extend(decoder.feed(piece))
        found.extend(decoder.close())
    except ProviderError as exc:
        return found, exc.message if exc.failure.error_class == "malformed_response" else "another"
    return found, None


def split(data: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted(at), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(st.lists(st.tuples(st.text(max_size=9), TEXTS), max_size=4), st.data())
def test_any_pieces_bring_the_same_events(sent: list[tuple[str, Any]], data: Any) -> None:
    raw = b"".join(event(name, body) for name, body in sent)
    at = data.draw(st.lists(st.integers(0, len(raw)), max_size=9))
    assert decoded(*split(raw, at)) == ([StreamEvent(*one) for one in sent], None)


@given(st.binary(max_size=60), st.integers(0, len(HI) * 2 - 1), st.integers(0, 255), st.data())
def test_damage_is_the_same_in_any_pieces(noise: bytes, at: int, byte: int, data: Any) -> None:
    raw = bytearray(HI + HI)
    raw[at] = byte
    for damaged in (bytes(raw), HI + noise, noise):
        edges = data.draw(st.lists(st.integers(0, len(damaged)), max_size=6))
        whole = decoded(damaged)
        assert decoded(*split(damaged, edges)) == whole
        assert decoded(*(bytes([one]) for one in damaged)) == whole


@given(st.integers(0, len(HI) * 8 - 1))
def test_no_flipped_bit_goes_unnoticed(bit: int) -> None:
    raw = bytearray(HI)
    raw[bit // 8] ^= 1 << bit % 8
    found, error = decoded(HI + bytes(raw))
    assert found[0] == HI_EVENT
    assert found[1:] == []
    assert error is not None


@given(st.integers(0, len(HI)))
def test_a_cut_frame_is_said_to_be_torn(cut: int) -> None:
    found, error = decoded(HI + HI[:cut])
    assert error is None
    assert found[0] == HI_EVENT
    assert found[1:] == {0: [], len(HI): [HI_EVENT]}.get(cut, [StreamEvent(TORN, {})])


@pytest.mark.parametrize(
    ("total", "headers"),
    [(MAX_FRAME_BYTES + 1, 0), (2**32 - 1, 0), (15, 0), (0, 0), (20, 5), (100, 2**32 - 1)],
)
def test_lengths_that_cannot_be_are_refused_at_once(total: int, headers: int) -> None:
    prelude = struct.pack(">II", total, headers)
    decoder = EventStream()
    assert decoder.feed(HI + prelude + struct.pack(">I", crc32(prelude))) == [HI_EVENT]
    with pytest.raises(ProviderError, match=f"a frame of {total} bytes"):
        decoder.feed(b"more")
    with pytest.raises(ProviderError, match=f"a frame of {total} bytes"):
        decoder.close()


def test_a_false_length_is_not_waited_for() -> None:
    decoder = EventStream()
    decoder.feed(struct.pack(">III", MAX_FRAME_BYTES, 0, 1))
    with pytest.raises(ProviderError, match="do not fit their checksum"):
        decoder.feed(b"x")


@pytest.mark.parametrize("raw", [b'{"output": {}}', b" \n{}", b"<html>", b"data: {}\n\n"])
def test_bytes_that_are_no_stream_bring_nothing(raw: bytes) -> None:
    assert decoded(raw) == ([], None)
    assert decoded(*(bytes([one]) for one in raw)) == ([], None)


def test_headers_of_every_kind_are_passed_over() -> None:
    kinds = [(0, b""), (1, b""), (2, b"1"), (3, b"12"), (4, b"1234"), (5, b"12345678")]
    kinds += [(6, b"\x00\x02ab"), (8, b"12345678"), (9, b"1234567890123456")]
    others = b"".join(b"\x01x" + bytes([kind]) + value for kind, value in kinds)
    named = header(":event-type", "ping") + others + header(":message-type", "event")
    assert decoded(frame(named, b"")) == ([StreamEvent("ping", {})], None)


@pytest.mark.parametrize(
    "headers", [b"\x01", b"\x01x", b"\x01x\x0a", b"\x01x\x07\x00", b"\x01x\x07\x00\x05ab", b"\x09x"]
)
def test_headers_that_cannot_be_read(headers: bytes) -> None:
    found, error = decoded(frame(headers, b"{}"))
    assert found == []
    assert error is not None
    assert "headers" in error


@pytest.mark.parametrize("payload", [b"[]", b"{", b"\xff", b"1", b"[" * 5000])
def test_an_event_must_be_an_object(payload: bytes) -> None:
    assert decoded(event("x", payload)) == (
        [],
        "the stream holds an event that is not a JSON object",
    )


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (
            event("throttlingException", {"message": "Slow"}, "exception"),
            {"type": "throttlingException", "message": "Slow"},
        ),
        (
            event("validationException", b"<oops>", "exception"),
            {"type": "validationException", "message": "<oops>"},
        ),
        (
            frame(
                header(":message-type", "error")
                + header(":error-code", "InternalError")
                + header(":error-message", "Broken"),
                b"",
            ),
            {"type": "InternalError", "message": "Broken"},
        ),
    ],
)
def test_exceptions_and_errors(raw: bytes, error: dict[str, str]) -> None:
    assert decoded(raw) == ([StreamEvent(EXCEPTION, {"error": error})], None)
