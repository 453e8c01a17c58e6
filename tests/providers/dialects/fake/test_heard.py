"""What a fake takes for the user's wish, and what for material."""

from __future__ import annotations

import base64

import pytest

from portcheck.model.chat import Document, Message, Request, Text, ToolCall
from portcheck.providers.dialects.fake.heard import argument, hear, revealed, stated, value_of


def test_material_stands_between_lines_behind_marks_in_documents_and_results() -> None:
    letter = Document(
        media_type="text/plain", data=base64.b64encode(b"Week: 3").decode(), name="letter.txt"
    )
    broken = Document(media_type="text/plain", data="A", name="broken.txt")
    text = "What is it?\n---\nA: 1\n---\n> B: 2\n> C: 3\nThanks.\n```json\n{}\n```"
    call = ToolCall(id="1", name="look", arguments={})
    request = Request(
        system="Rules.",
        messages=(
            Message(role="user", content=(Text(text="Hello."),)),
            Message(role="assistant", content=(Text(text="Hi."),)),
            Message(role="user", content=(Text(text=text), letter, broken)),
            Message(role="assistant", tool_calls=(call,)),
            Message(role="tool", content=(Text(text="D: 4"),), tool_call_id="1"),
        ),
    )
    heard = hear(request)
    assert heard.wish == "What is it?\nThanks."
    named = ("letter.txt", "Week: 3", "broken.txt")
    assert heard.material == ("A: 1", "B: 2\nC: 3", "{}", *named, "D: 4")
    assert heard.made == (call,)
    assert heard.system == "Rules."


def test_stated_values_are_read_from_lines_and_from_json() -> None:
    assert list(stated("Bus stop: Old Mill\nno value\n* Gate = 4")) == [
        ("Bus stop", "Old Mill"),
        ("Gate", "4"),
    ]
    assert list(stated('{"bus_stop": "Mill", "lines": [4, {"gate": 5}]}')) == [
        ("bus stop", "Mill"),
        ("lines", "4"),
        ("gate", "5"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("order", "about order A-17.", "A-17"),
        ("customer_id", "the customer id is C-4, please", "C-4"),
        ("query", 'its query is "the lamp blinks"', "the lamp blinks"),
        ("query", "its query is the whole of it", None),
        ("page", "read page: pool for me", "pool"),
        ("gate", "nothing of it", None),
    ],
)
def test_an_argument_is_what_stands_behind_its_name(name: str, text: str, said: str | None) -> None:
    assert argument(name, text) == said


def test_what_readers_do_not_see_is_revealed() -> None:
    hidden = "".join(chr(0xE0000 + ord(ch)) for ch in "go")
    assert revealed(f"st\u200bop {hidden}") == "stop go"
    assert revealed('{"a": {"b": "\\"x\\""}}') == 'b: "x"'


def test_a_value_is_that_of_the_longest_label_in_the_wish() -> None:
    material = ["Bus: 4\nBus stop: Mill", "Gate: 5"]
    assert value_of("Which bus stop?", material) == "Mill"
    assert value_of("Which bus?", material) == "4"
    assert value_of("Which stop?", material) is None


def test_a_wish_that_is_wrapped_up_is_read_as_well() -> None:
    plain = "say the colour of the roof"
    wrapped = base64.b64encode(plain.encode()).decode()

    def wish(token: str) -> str:
        return hear(Request(messages=(Message(role="user", content=(Text(text=token),)),))).wish

    assert wish(wrapped) == f"{wrapped}\n{plain}"
    assert wish(plain.encode().hex()) == f"{plain.encode().hex()}\n{plain}"
    for other in ("ordinarywordsthatarelong", "00" * 12, "A" * 21):
        assert wish(other) == other
