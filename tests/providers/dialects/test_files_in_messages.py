"""Images, documents and sound in messages: what each dialect sends, and what it says it cannot."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from portcheck.model.chat import (
    Audio,
    Document,
    Image,
    Message,
    Part,
    Request,
    Sampling,
    Text,
    ToolCall,
)
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.dialects import (
    anthropic,
    bedrock,
    cohere,
    gemini,
    json_endpoint,
    mistral,
    ollama,
    openai_chat,
    openai_responses,
)
from portcheck.providers.lint.capability_rules import review

TEXT = "Fünf Tage\n"
DATA = base64.b64encode(TEXT.encode()).decode()
PDF = Document(media_type="application/pdf", data="JVBERg==", name="Q3 report_v2.pdf")
NAMELESS = Document(media_type="application/pdf", data="JVBERg==")
NOTE = Document(media_type="text/markdown", data=DATA, name="rules.md")
PDF_URL = Document(media_type="application/pdf", url="https://files.example/a.pdf", name="a.pdf")
NOTE_URL = Document(media_type="text/plain", url="https://files.example/a.txt")
WAV = Audio(media_type="audio/wav", data="UklGRg==")
MP3 = Audio(media_type="audio/mpeg", data="SUQz")
WAV_URL = Audio(media_type="audio/wav", url="https://files.example/a.wav")
PNG = Image(media_type="image/png", data="aGk=")
PNG_URL = Image(url="https://files.example/a.png")
DATA_PDF = "data:application/pdf;base64,JVBERg=="
DATA_NOTE = f"data:text/markdown;base64,{DATA}"

WIRES = {
    "openai-chat": openai_chat.WIRE,
    "openrouter": openai_chat.WIRE,
    "openai-responses": openai_responses.WIRE,
    "anthropic": anthropic.WIRE,
    "gemini": gemini.WIRE,
    "bedrock": bedrock.WIRE,
    "mistral": mistral.WIRE,
    "cohere": cohere.WIRE,
    "ollama": ollama.WIRE,
}
SPECS = {
    name: ProviderSpec(
        id="p",
        vendor=name,
        dialect="openai-chat" if name == "openrouter" else name,
        model="m",
        preset="openrouter" if name == "openrouter" else None,
        options={"region": "us-east-1"} if name == "bedrock" else {},
    )
    for name in WIRES
}


def body(dialect: str, *messages: Message) -> tuple[Any, tuple[str, ...]]:
    made = WIRES[dialect].body(SPECS[dialect], Request(messages=messages))
    return made.body, tuple(made.dropped)


def parts(dialect: str, content: Any) -> list[Any]:
    """What the one turn of a body holds."""
    turns = content.get("messages") or content.get("input") or content.get("contents")
    (turn,) = [turn for turn in turns if turn["role"] != "system"]
    if dialect == "ollama":
        return [turn["content"], turn.get("images", [])]
    held = turn["parts"] if dialect == "gemini" else turn["content"]
    return held if isinstance(held, list) else [held]


def file(data: str, name: str) -> dict[str, Any]:
    return {"type": "file", "file": {"filename": name, "file_data": data}}


def input_file(data: str, name: str) -> dict[str, Any]:
    return {"type": "input_file", "filename": name, "file_data": data}


def source(kind: str, media_type: str, data: str) -> dict[str, Any]:
    return {"type": kind, "media_type": media_type, "data": data}


def inline(media_type: str, data: str) -> dict[str, Any]:
    return {"inlineData": {"mimeType": media_type, "data": data}}


def block(kind: str, form: str, data: str, **more: Any) -> dict[str, Any]:
    return {kind: {"format": form, **more, "source": {"bytes": data}}}


SOUND = {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}
SAID: list[tuple[str, Part, Any]] = [
    ("openai-chat", PDF, file(DATA_PDF, "Q3 report_v2.pdf")),
    ("openai-chat", NAMELESS, file(DATA_PDF, "document.pdf")),
    ("openai-chat", NOTE, file(DATA_NOTE, "rules.md")),
    ("openai-chat", WAV, SOUND),
    (
        "openai-chat",
        MP3,
        {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}},
    ),
    ("openai-chat", PNG_URL, {"type": "image_url", "image_url": {"url": PNG_URL.url}}),
    ("openrouter", PDF, file(DATA_PDF, "Q3 report_v2.pdf")),
    ("openrouter", PDF_URL, file(PDF_URL.url, "a.pdf")),
    ("openai-responses", PDF, input_file(DATA_PDF, "Q3 report_v2.pdf")),
    ("openai-responses", NOTE, input_file(DATA_NOTE, "rules.md")),
    ("openai-responses", PDF_URL, {"type": "input_file", "file_url": PDF_URL.url}),
    ("openai-responses", NOTE_URL, {"type": "input_file", "file_url": NOTE_URL.url}),
    (
        "openai-responses",
        PNG_URL,
        {"type": "input_image", "image_url": PNG_URL.url, "detail": "auto"},
    ),
    (
        "anthropic",
        PDF,
        {
            "type": "document",
            "source": source("base64", "application/pdf", "JVBERg=="),
            "title": "Q3 report_v2.pdf",
        },
    ),
    (
        "anthropic",
        NOTE,
        {"type": "document", "source": source("text", "text/plain", TEXT), "title": "rules.md"},
    ),
    (
        "anthropic",
        PDF_URL,
        {"type": "document", "source": {"type": "url", "url": PDF_URL.url}, "title": "a.pdf"},
    ),
    ("anthropic", PNG_URL, {"type": "image", "source": {"type": "url", "url": PNG_URL.url}}),
    ("gemini", PDF, inline("application/pdf", "JVBERg==")),
    ("gemini", NOTE, inline("text/markdown", DATA)),
    ("gemini", WAV, inline("audio/wav", "UklGRg==")),
    ("gemini", MP3, inline("audio/mp3", "SUQz")),
    ("gemini", PDF_URL, {"fileData": {"mimeType": "application/pdf", "fileUri": PDF_URL.url}}),
    ("gemini", WAV_URL, {"fileData": {"mimeType": "audio/wav", "fileUri": WAV_URL.url}}),
    ("gemini", PNG_URL, {"fileData": {"fileUri": PNG_URL.url}}),
    ("bedrock", PDF, block("document", "pdf", "JVBERg==", name="Q3 report-v2")),
    ("bedrock", NAMELESS, block("document", "pdf", "JVBERg==", name="document")),
    ("bedrock", NOTE, block("document", "md", DATA, name="rules")),
    ("bedrock", WAV, block("audio", "wav", "UklGRg==")),
    ("bedrock", MP3, block("audio", "mp3", "SUQz")),
    (
        "mistral",
        PDF,
        {"type": "document_url", "document_url": DATA_PDF, "document_name": "Q3 report_v2.pdf"},
    ),
    ("mistral", NAMELESS, {"type": "document_url", "document_url": DATA_PDF}),
    (
        "mistral",
        PDF_URL,
        {"type": "document_url", "document_url": PDF_URL.url, "document_name": "a.pdf"},
    ),
    ("mistral", WAV, {"type": "input_audio", "input_audio": "UklGRg=="}),
    ("mistral", WAV_URL, {"type": "input_audio", "input_audio": WAV_URL.url}),
    ("mistral", PNG_URL, {"type": "image_url", "image_url": {"url": PNG_URL.url}}),
    ("cohere", PNG_URL, {"type": "image_url", "image_url": {"url": PNG_URL.url}}),
]
UNSAID: list[tuple[str, Part, str]] = [
    ("openai-chat", PDF_URL, "file_urls"),
    ("openai-chat", WAV_URL, "file_urls"),
    ("openrouter", WAV_URL, "file_urls"),
    ("openai-responses", WAV, "audio"),
    ("openai-responses", WAV_URL, "audio"),
    ("anthropic", WAV, "audio"),
    ("anthropic", NOTE_URL, "file_urls"),
    ("bedrock", PDF_URL, "file_urls"),
    ("bedrock", PNG_URL, "file_urls"),
    ("bedrock", Document(media_type="application/x-thing", data="AAAA"), "documents"),
    ("bedrock", Audio(media_type="audio/aiff", data="AAAA"), "audio"),
    ("cohere", PDF, "documents"),
    ("cohere", NOTE_URL, "file_urls"),
    ("cohere", WAV, "audio"),
    ("ollama", PDF, "documents"),
    ("ollama", NOTE, "documents"),
    ("ollama", WAV, "audio"),
    ("ollama", PNG_URL, "file_urls"),
]


@pytest.mark.parametrize(("dialect", "part", "expected"), SAID)
def test_a_file_is_sent_as_the_vendor_names_it(dialect: str, part: Part, expected: Any) -> None:
    found, dropped = body(dialect, Message(role="user", content=(Text(text="Sum up."), part)))
    assert parts(dialect, found)[1:] == [expected]
    assert dropped == ()


@pytest.mark.parametrize(("dialect", "part", "need"), UNSAID)
def test_what_a_dialect_cannot_say_is_unsupported_and_never_prompt_text(
    dialect: str, part: Part, need: str
) -> None:
    turn = Message(role="user", content=(Text(text="Sum up."), part))
    found, dropped = body(dialect, turn)
    assert dropped == (need,)
    assert "Tage" not in str(found)
    assert "files.example" not in str(found)
    findings = review(SPECS[dialect], Request(messages=(turn,)))
    assert need in {finding.feature for finding in findings if finding.unsupported}


def test_cohere_takes_texts_beside_the_conversation() -> None:
    turn = Message(role="user", content=(Text(text="Sum up."), NOTE))
    found, dropped = body("cohere", turn)
    assert found["documents"] == [{"data": {"title": "rules.md", "text": TEXT}}]
    assert parts("cohere", found) == ["Sum up."]
    assert dropped == ()
    shaped = Request(messages=(turn,), response_schema={})
    loose = Request(messages=(turn,), sampling=Sampling(json_mode=True))
    for request, need in ((shaped, "response_schema"), (loose, "json_mode")):
        changed = review(SPECS["cohere"], request)
        assert ("documents", "changed") in {(one.feature, one.effect) for one in changed}
        assert (need, True) in {(one.feature, one.unsupported) for one in changed}
        # With documents the vendor adds no safety prompt of its own.
        assert "default_safety_mode" not in {one.feature for one in changed}


def test_documents_of_bedrock_have_names_of_their_own_in_its_alphabet() -> None:
    named = [
        Document(media_type="application/pdf", data="AAAA", name=n) for n in ("a.pdf", "a.pdf")
    ]
    odd = Document(
        media_type="application/pdf", data="AAAA", name="../../x  [1] (ü)é.pdf" + "y" * 300
    )
    found, _ = body("bedrock", Message(role="user", content=(Text(text="Hi"), *named, odd)))
    names = [part["document"]["name"] for part in parts("bedrock", found)[1:]]
    assert names[:2] == ["a", "a 2"]
    assert len(names[2]) <= 200
    assert set(names[2]) <= set("abcdefghijklmnopqrstuvwxyz0123456789 -()[]")
    assert "  " not in names[2]


CALL = ToolCall(id="c1", name="fetch", arguments={})


@pytest.mark.parametrize(
    ("dialect", "where"),
    [
        ("openai-chat", lambda made: made["messages"][-1]["content"][0]["type"] == "file"),
        ("openai-responses", lambda made: made["input"][-1]["output"][1]["type"] == "input_file"),
        (
            "anthropic",
            lambda made: made["messages"][-1]["content"][0]["content"][1]["type"] == "document",
        ),
        ("gemini", lambda made: "inlineData" in made["contents"][-1]["parts"][1]),
        (
            "bedrock",
            lambda made: (
                "document" in made["messages"][-1]["content"][0]["toolResult"]["content"][1]
            ),
        ),
        ("mistral", lambda made: made["messages"][-1]["content"][1]["type"] == "document_url"),
    ],
)
def test_a_tool_may_answer_with_a_document(dialect: str, where: Callable[[Any], bool]) -> None:
    result = Message(role="tool", tool_call_id="c1", content=(Text(text="Found it."), PDF))
    found, dropped = body(
        dialect,
        Message(role="user", content=(Text(text="Fetch."),)),
        Message(role="assistant", tool_calls=(CALL,)),
        result,
    )
    assert where(found)
    assert dropped == ()


def test_a_result_of_a_tool_holds_no_sound_at_bedrock() -> None:
    result = Message(role="tool", tool_call_id="c1", content=(Text(text="Heard."), WAV))
    _, dropped = body(
        "bedrock",
        Message(role="user", content=(Text(text="Listen."),)),
        Message(role="assistant", tool_calls=(CALL,)),
        result,
    )
    assert dropped == ("audio",)


def test_an_endpoint_of_ones_own_names_what_its_template_has_no_place_for() -> None:
    turn = Message(role="user", content=(Text(text="Hi"), PDF, WAV, PNG))
    spec = ProviderSpec(
        id="p",
        vendor="acme",
        dialect="http",
        base_url="http://127.0.0.1:1/",
        options={"body": {"q": "$prompt"}, "text": "a"},
    )
    made = json_endpoint.WIRE.body(spec, Request(messages=(turn,)))
    assert made.body == {"q": "Hi"}
    assert set(made.dropped) == {"images", "documents", "audio"}
    whole = replace(spec, options={"body": {"m": "$messages"}, "text": "a"})
    assert json_endpoint.WIRE.body(whole, Request(messages=(turn,))).dropped == ()


@pytest.mark.parametrize("data", ["", "/w==", "AAA", "!!!!"])
def test_odd_bytes_of_a_text_are_no_crash(data: str) -> None:
    odd = Document(media_type="text/plain", data=data)
    for dialect in WIRES:
        body(dialect, Message(role="user", content=(Text(text="Hi"), odd)))


def test_every_dialect_with_a_wire_is_here() -> None:
    assert {spec.dialect for spec in SPECS.values()} | {"fake", "http", "recorded"} == set(
        DIALECTS.built_in
    )
