"""Conversations as data: our words and those of logs; every mistake by its turn."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from portcheck.config.reading.attached_files import AttachedFiles
from portcheck.config.suite.conversations import ConversationMistake, read_conversation
from portcheck.model.chat import Document, Image, Text

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 8).decode()
ASKED = {"role": "user", "content": "Rain?"}
CALL = {
    "role": "assistant",
    "content": None,
    "refusal": None,
    "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "sky", "arguments": '{"at": "Oslo"}'}}
    ],
}


def read(value: Any, **more: Any) -> Any:
    return read_conversation(value, AttachedFiles(Path()), **more)


@pytest.mark.parametrize("role", ["system", "developer"])
def test_a_system_prompt_at_the_beginning_is_that_of_the_request(role: str) -> None:
    found = read([{"role": role, "content": "Be brief."}, ASKED])
    assert found.system == "Be brief."
    assert [message.role for message in found.messages] == ["user"]
    later = read([ASKED, {"role": role, "content": "Now in French."}])
    assert later.system is None
    assert [message.role for message in later.messages] == ["user", "system"]
    with pytest.raises(ConversationMistake, match="but the suite has one too"):
        read([{"role": role, "content": "x"}, ASKED], beside_a_system_prompt=True)


def test_calls_and_answers_of_tools_as_two_vendors_log_them() -> None:
    one = read([ASKED, CALL, {"role": "tool", "tool_call_id": "c1", "content": "No."}]).messages
    other = read(
        [
            ASKED,
            {
                "role": "assistant",
                "content": [
                    {"type": "tool_use", "id": "c1", "name": "sky", "input": {"at": "Oslo"}}
                ],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "No."}],
            },
        ]
    ).messages
    plain = read(
        [
            ASKED,
            {
                "role": "assistant",
                "tool_calls": [{"id": "c1", "name": "sky", "arguments": {"at": "Oslo"}}],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "No."},
        ]
    ).messages
    assert one == other == plain
    assert one[1].tool_calls[0].arguments == {"at": "Oslo"}


@pytest.mark.parametrize(
    "part",
    [
        {
            "type": "image_url",
            "image_url": {"url": f"data:image/png;base64,{PNG}"},
        },
        {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
        {"type": "image", "media_type": "image/png", "data": PNG},
    ],
)
def test_images_are_read_in_every_form(part: dict[str, Any]) -> None:
    words = {"type": "text", "text": "What is it?"}
    (message,) = read([{"role": "user", "content": [words, part]}]).messages
    assert message.content == (
        Text(text="What is it?"),
        Image(media_type="image/png", data=PNG),
    )


def test_files_are_read_in_every_form() -> None:
    data = base64.b64encode(b"%PDF-1.7").decode()
    inline = {"type": "file", "file": {"filename": "a.pdf", "file_data": data}}
    fetched = {"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}}
    (message,) = read([{"role": "user", "content": [inline, fetched]}]).messages
    assert [(part.name, part.data, part.url) for part in message.files] == [
        ("a.pdf", data, ""),
        ("a.pdf", "", "https://example.com/a.pdf"),
    ]
    assert all(isinstance(part, Document) for part in message.files)


def test_a_cell_holds_a_conversation_as_json() -> None:
    assert read(json.dumps([ASKED])) == read([ASKED])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Rain?", "'Rain\\?' is not a conversation"),
        ("[" * 100_000, "is not a conversation"),
        ([], "needs a conversation, found a list"),
        (7, "needs a conversation, found the number 7"),
        ({"messages": [ASKED]}, "the messages lie inside an object"),
        ([{"role": "system", "content": "x"}], "has no user turn"),
        ([ASKED, "x"], "turn 2: needs an object, found the text 'x'"),
        ([{"from": "human", "value": "x"}], "turn 1: 'role' is missing"),
        ([{"role": "human", "content": "x"}], "turn 1: 'human' is not a role"),
        ([{"role": ["user"], "content": "x"}], "turn 1: .* is not a role"),
        ([{"role": "user", "content": " "}], "turn 1: the user's text is empty"),
        ([{"role": "user", "content": 5}], "turn 1: 'content' needs text or a list of parts"),
        ([{"role": "user", "content": [5]}], "turn 1: a part needs an object"),
        ([{"role": "user", "content": [{"type": "video"}]}], "'video' is not a kind of part"),
        ([{**ASKED, "function_call": {"name": "f"}}], "turn 1: unknown key 'function_call'"),
        ([{**ASKED, "tool_calls": [{"name": "f"}]}], "turn 1: only the assistant calls tools"),
        ([ASKED, {"role": "assistant", "tool_calls": [{}]}], "turn 2: a tool call has no name"),
        ([ASKED, {"role": "assistant", "tool_calls": 3}], "turn 2: 'tool_calls' needs a list"),
        (
            [ASKED, {"role": "assistant", "tool_calls": [{"name": "f", "arguments": "[1]"}]}],
            "turn 2: the arguments of 'f' are not an object",
        ),
        ([ASKED, {"role": "tool", "content": "x"}], "turn 2: 'tool_call_id' is missing"),
        (
            [ASKED, CALL, {"role": "tool", "tool_call_id": "c2", "content": "x"}],
            "turn 3: no earlier tool call has the id 'c2'",
        ),
        (
            [
                {
                    "role": "user",
                    "content": [{"type": "image_url", "image_url": "http://10.0.0.1/x"}],
                }
            ],
            "portcheck passes only https addresses to vendors",
        ),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": "data:x;base64,?"}]}],
            "turn 1: 'the image' is not Base64",
        ),
        (
            [{"role": "user", "content": [{"type": "image", "image": "../secret.png"}]}],
            "turn 1: '../secret.png' lies outside the suite's folder",
        ),
        (
            [{"role": "user", "content": [{"type": "file", "file": {"file_id": "file-1"}}]}],
            "turn 1: the document has neither bytes nor an address",
        ),
    ],
)
def test_what_is_no_conversation_is_said_with_its_turn(value: Any, words: str) -> None:
    with pytest.raises(ConversationMistake, match=words):
        read(value)


def test_what_logs_add_is_passed_over() -> None:
    logged: dict[str, Any] = {
        **ASKED,
        "name": "me",
        "annotations": [],
        "audio": None,
        "weight": 1,
        "id": "m1",
    }
    assert read([logged]) == read([ASKED])
