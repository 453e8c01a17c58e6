"""Find settings that only OpenAI's own APIs reject or change; imitators have their own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from portcheck.data.platforms import keeps_home_rules
from portcheck.model.chat import Audio, Document, Request
from portcheck.model.facts import Capabilities, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.openai_chat.thinking import thinking_field
from portcheck.providers.file_parts import PDF, need_of
from portcheck.providers.lint.review import Review, first_of
from portcheck.providers.structured_outputs import strict_problems
from portcheck.providers.tool_call_ids import with_results

TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
TOOL_NAME_WORDS = "at most 64 letters, digits, _ and -"
_DOCUMENTS = frozenset({PDF})
_SOUNDS = frozenset({"audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3"})
_OTHER_DIALECT = "make it a PDF, or use dialect openai-responses"
_FILES_GUIDE = (
    "OpenAI guide to file inputs: Chat Completions accepts only PDF, "
    "https://developers.openai.com/api/docs/guides/file-inputs, 2026-11-28"
)


def capabilities(spec: ProviderSpec, caps: Capabilities) -> Capabilities:
    """With `system_role: user` the system prompt is a user turn, which every model takes."""
    return replace(caps, system=True) if spec.options.get("system_role") == "user" else caps


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Tool names, ids, schemas, files."""
    review = Review(spec, request)
    own = keeps_home_rules(spec)
    return (
        *review.tool_names(TOOL_NAME, TOOL_NAME_WORDS, known=own),
        *review.tool_ids(str, "each call needs its own"),
        *(schema_findings(review) if own else ()),
        *_files_of_results(review),
        *review.file_types(Document, _DOCUMENTS, _OTHER_DIALECT, own, _FILES_GUIDE if own else ""),
        *review.file_types(Audio, _SOUNDS, "convert it to WAV or MP3", own),
        *_unknown_thinking(review),
        *(json_word(review) if own else ()),
    )


def _files_of_results(review: Review) -> Iterator[Finding]:
    files = [f for m in with_results(review.request) if m.role == "tool" for f in m.files]
    for need in dict.fromkeys(map(need_of, files)):
        words = f"{need} of tool results are sent in a user turn after them"
        yield review.found(need, "changed", words)


def _unknown_thinking(review: Review) -> Iterator[Finding]:
    if review.request.sampling.is_set("thinking") and thinking_field(review.spec) == "none":
        yield review.found(
            "thinking",
            "dropped",
            "it is not known how this service turns thinking on and off, so portcheck does not "
            "send it",
            "name the field as options: {thinking_field: ...}, or write it into extra_body",
            known=False,
        )


def json_word(review: Review) -> Iterator[Finding]:
    """Yield a finding for JSON mode without the word JSON in the conversation."""
    request = review.request
    texts = (request.system or "", *(message.text for message in request.messages))
    if request.wants_json and not any("json" in text.lower() for text in texts):
        yield review.found(
            "json_mode",
            "rejected",
            "JSON mode is rejected if no message has the word JSON",
            "ask for JSON in the prompt, or use response_schema",
            source="OpenAI documentation, structured outputs, JSON mode, "
            "https://platform.openai.com/docs/guides/structured-outputs, 2026-11-28",
        )


def schema_findings(review: Review) -> Iterator[Finding]:
    """Response schemas and tools that OpenAI's strict mode does not take."""
    schema = review.request.response_schema
    if schema is not None and (problems := strict_problems(schema)):
        yield review.found(
            "response_schema",
            "changed",
            "the response schema does not fit strict mode, so it is sent without enforcement "
            f"({first_of(problems)})",
            "forbid further properties and require all; an optional one may be null instead",
        )
    yield from review.strict_tools(strict_problems, "forbid further properties and require all")
