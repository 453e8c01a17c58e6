"""What models and dialects are known to take of documents, sound and files by URL."""

from __future__ import annotations

import pytest

from portcheck.model.chat import Audio, Document, Image, Message, Part, Request, Text
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.capability_rules import review
from portcheck.providers.lint.needs import needs

PDF = Document(media_type="application/pdf", data="JVBERg==", name="a.pdf")
TXT = Document(media_type="text/plain", data="aGk=")
CSV = Document(media_type="text/csv", data="aGk=")
WAV = Audio(media_type="audio/wav", data="UklGRg==")
OGG = Audio(media_type="audio/ogg", data="T2dnUw==")
PDF_URL = Document(media_type="application/pdf", url="https://files.example/a.pdf")
PNG_URL = Image(url="https://files.example/a.png")


def spec(dialect: str, vendor: str, model: str, **more: object) -> ProviderSpec:
    return ProviderSpec(id="p", vendor=vendor, dialect=dialect, model=model, **more)  # type: ignore[arg-type]  # test data


GPT = spec("openai-chat", "openai", "gpt-5.4")
GPT_AUDIO = spec("openai-chat", "openai", "gpt-audio")
RESPONSES = spec("openai-responses", "openai", "gpt-5.4")
CLAUDE = spec("anthropic", "anthropic", "claude-sonnet-5")
CLAUDE_AT_GOOGLE = spec("anthropic", "google", "claude-sonnet-5", preset="vertex-claude")
GEMINI = spec("gemini", "google", "gemini-3-flash")
NOVA = spec("bedrock", "amazon", "amazon.nova-pro-v1:0", options={"region": "us-east-1"})
MICRO = spec("bedrock", "amazon", "amazon.nova-micro-v1:0", options={"region": "us-east-1"})
MISTRAL = spec("mistral", "mistral", "mistral-medium-latest")
VOXTRAL = spec("mistral", "mistral", "voxtral-small-latest")
COHERE = spec("cohere", "cohere", "command-a-03-2025")
OLLAMA = spec("ollama", "self-hosted", "llama")
OWN = spec("openai-chat", "acme", "m", base_url="http://127.0.0.1:1/v1")


def ask(*files: Part, text: str = "Sum up.", role: str = "user") -> Request:
    content = (Text(text=text), *files) if text else files
    turn = Message(role=role, content=content)  # type: ignore[arg-type]  # test data
    return Request(messages=(turn,))


@pytest.mark.parametrize(
    ("provider", "file", "known"),
    [
        (GPT, PDF, {"documents": True}),
        (GPT, WAV, {"audio": False}),
        (GPT_AUDIO, WAV, {"audio": True}),
        (GPT, PNG_URL, {"images": True, "file_urls": True}),
        (RESPONSES, PDF_URL, {"documents": True, "file_urls": True}),
        (RESPONSES, WAV, {"audio": False}),
        (CLAUDE, TXT, {"documents": True}),
        (CLAUDE, WAV, {"audio": False}),
        (CLAUDE, PDF_URL, {"documents": True, "file_urls": True}),
        (CLAUDE_AT_GOOGLE, PDF_URL, {"documents": True, "file_urls": False}),
        (GEMINI, WAV, {"audio": True}),
        (GEMINI, PDF_URL, {"documents": True, "file_urls": True}),
        (NOVA, PDF, {"documents": True}),
        (NOVA, PDF_URL, {"documents": True, "file_urls": False}),
        (MICRO, PDF, {"documents": False}),
        (VOXTRAL, WAV, {"audio": True}),
        (MISTRAL, PDF, {"documents": True}),
        (COHERE, WAV, {"audio": False}),
        (OLLAMA, PDF, {"documents": False}),
        (OWN, PDF, {"documents": None}),
        (OWN, PDF_URL, {"documents": None, "file_urls": None}),
    ],
)
def test_files_are_needs(provider: ProviderSpec, file: Part, known: dict[str, bool | None]) -> None:
    assert needs(provider, ask(file)) == known


@pytest.mark.parametrize(
    ("provider", "file", "feature", "unsupported", "said"),
    [
        (GPT, TXT, "documents", True, "file-inputs"),
        (GPT, WAV, "audio", True, "does not accept sound"),
        (GPT, PDF_URL, "file_urls", True, "files by URL"),
        (GPT_AUDIO, OGG, "audio", True, "audio/ogg"),
        (OWN, TXT, "documents", False, "text/plain"),
        (OWN, OGG, "audio", False, "audio/ogg"),
        (RESPONSES, WAV, "audio", True, "no field for audio"),
        (CLAUDE, CSV, "documents", False, "sent as text/plain"),
        (CLAUDE_AT_GOOGLE, PDF_URL, "file_urls", True, "does not fetch files"),
        (MICRO, PDF, "documents", True, "does not read documents"),
        (MISTRAL, TXT, "documents", False, "text/plain"),
        (GEMINI, PNG_URL, "file_urls", False, "the type of a file by URL"),
        (COHERE, PDF, "documents", True, "cannot express these documents"),
        (COHERE, TXT, "documents", False, "beside the conversation"),
        (OLLAMA, TXT, "documents", True, "no field for documents"),
        (OLLAMA, PNG_URL, "file_urls", True, "no field for files by URL"),
    ],
)
def test_what_is_found(
    provider: ProviderSpec, file: Part, feature: str, unsupported: bool, said: str
) -> None:
    found = [one for one in review(provider, ask(file)) if one.feature == feature]
    assert [one.unsupported for one in found] == [unsupported]
    assert said in found[0].cited


@pytest.mark.parametrize(
    ("provider", "file"),
    [
        (GPT, PDF),
        (GPT_AUDIO, WAV),
        (RESPONSES, TXT),
        (RESPONSES, PDF_URL),
        (CLAUDE, PDF),
        (CLAUDE, TXT),
        (CLAUDE, PDF_URL),
        (GEMINI, WAV),
        (NOVA, CSV),
        (VOXTRAL, WAV),
        (MISTRAL, PDF),
        (OWN, PDF),
    ],
)
def test_what_is_taken_is_no_finding(provider: ProviderSpec, file: Part) -> None:
    about = {one.feature for one in review(provider, ask(file))}
    assert not about & {"documents", "audio", "file_urls", "images", "messages"}


def test_bedrock_wants_a_text_beside_a_document() -> None:
    (found,) = [one for one in review(NOVA, ask(PDF, text="")) if one.feature == "documents"]
    assert found.unsupported
    assert "needs a text" in found.message


@pytest.mark.parametrize(("role", "unsupported"), [("system", True), ("assistant", False)])
def test_files_belong_to_turns_of_the_user(role: str, unsupported: bool) -> None:
    said = ask(PDF, role=role).messages
    request = Request(messages=(*ask().messages, *said, *ask().messages))
    found = [one for one in review(CLAUDE, request) if one.feature == "documents"]
    assert [one.unsupported for one in found] == [unsupported]
    assert f"a turn of the {role}" in found[0].message


def test_files_of_tool_results_are_shown_elsewhere_in_chat_completions() -> None:
    turn = Message(role="tool", tool_call_id="1", content=(PDF, PNG_URL))
    found = review(GPT, Request(messages=(*ask().messages, turn)))
    assert {(one.feature, one.effect) for one in found} >= {
        ("documents", "changed"),
        ("images", "changed"),
    }
