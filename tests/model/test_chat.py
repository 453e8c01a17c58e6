"""What is asked of a model."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from portcheck.model.chat import (
    Document,
    Image,
    Message,
    Request,
    Role,
    Sampling,
    Text,
    ToolLoop,
    ToolResult,
)
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


def test_files_of_a_request_are_those_of_its_turns_and_those_that_tools_give_back() -> None:
    shown, scan, late = (Image(url=f"https://files.example/{name}.png") for name in "abc")
    turn = Message(role="user", content=(Text(text="?"), shown))
    plain = Request(messages=(turn,))
    assert plain.files == (shown,)
    result = ToolResult(tool="scan", content=(Text(text="see"), scan))
    looped = replace(plain, tool_loop=ToolLoop(results=(result,)))
    assert looped.files == (shown, scan)
    other = ToolResult(tool="", content=(late,))
    loop = ToolLoop(results=(result,), otherwise=other)
    assert replace(plain, tool_loop=loop).files == (shown, scan, late)


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        ([("user", "first"), ("assistant", "yes"), ("user", "second")], "second"),
        ([("user", "first"), ("assistant", "prefill")], "first"),
        ([("user", "first"), ("user", "")], ""),
        ([("system", "only rules")], ""),
        ([], ""),
    ],
)
def test_what_is_asked_is_the_last_turn_of_the_user(
    turns: list[tuple[Role, str]], asked: str
) -> None:
    messages = tuple(Message(role=role, content=(Text(text=text),)) for role, text in turns)
    assert Request(messages=messages).asked == asked
