"""What is asked of a model."""

from __future__ import annotations

import pytest

from portcheck.model.chat import Document, Image, Request, Sampling
from portcheck.model.codec import decode


def test_files_say_what_they_are_without_what_is_in_them() -> None:
    carried = Document(media_type="application/pdf", data="aGVsbG8=", name="a.pdf")
    assert (carried.size, carried.address) == (5, "data:application/pdf;base64,aGVsbG8=")
    assert carried.described == "a.pdf: application/pdf document, 5 bytes"
    fetched = Image(media_type="image/png", url="https://files.test/a.png")
    assert (fetched.size, fetched.address) == (None, "https://files.test/a.png")
    assert fetched.described == "image/png image, https://files.test/a.png"
    nameless = Document(media_type="text/plain", data="aGk=")
    assert nameless.described == "text/plain document, 2 bytes"


def test_settings_without_some_of_them() -> None:
    asked = Sampling(temperature=0.5, top_k=40, seed=1)
    assert asked.without(["temperature", "top_k"]) == Sampling(seed=1)
    assert not asked.without(["top_k"]).is_set("top_k")
    assert asked.without(()) == asked


def test_a_request_without_a_message_is_not_read() -> None:
    with pytest.raises(ValueError, match="length >= 1"):
        decode(Request, {"messages": []})
