"""Requests as text for people."""

from __future__ import annotations

from portcheck.model.chat import Audio, Document, Image, Message, Request, Text
from portcheck.run.judge.case_text import last_turn, question_text


def test_files_are_shown_by_kind_name_and_bytes_and_never_by_what_is_in_them() -> None:
    request = Request(
        messages=(
            Message(
                role="user",
                content=(
                    Text(text="Compare."),
                    Document(media_type="application/pdf", data="JVBERi0x", name="terms.pdf"),
                    Document(media_type="text/plain", data="aGk="),
                    Document(url="https://files.example/a.pdf", name="a.pdf"),
                    Audio(media_type="audio/wav", data="UklGRg=="),
                    Image(media_type="image/png", data="iVBO"),
                ),
            ),
        )
    )
    assert question_text(request) == last_turn(request)
    assert question_text(request).split("\n") == [
        "Compare.",
        "(terms.pdf: application/pdf document, 6 bytes)",
        "(text/plain document, 2 bytes)",
        "(a.pdf: document, https://files.example/a.pdf)",
        "(audio/wav audio, 4 bytes)",
        "(image/png image, 3 bytes)",
    ]
