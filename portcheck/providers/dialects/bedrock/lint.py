"""Find settings that only Bedrock rejects or changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.model.chat import Document, Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.anthropic.lint import claude_budget, claude_schema
from portcheck.providers.dialects.openai_chat.lint import TOOL_NAME, TOOL_NAME_WORDS
from portcheck.providers.lint.review import Review

_IMAGES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
_NOVA_STOPS = 4
_NOT_IN_ID = re.compile(r"[^a-zA-Z0-9_.:-]")


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Bedrock Converse: system messages, names and ids, files, tool choice `none`."""
    review = Review(spec, request)
    return (
        *review.joined_system("the system prompt"),
        *review.first_turn(),
        *review.tool_names(TOOL_NAME, TOOL_NAME_WORDS, known=True),
        *review.tool_ids(
            lambda found: _NOT_IN_ID.sub("_", found)[:64],
            "at most 64 letters, digits, _, ., : and -",
        ),
        *review.image_types(_IMAGES),
        *_document_alone(review),
        *_no_choice_none(review),
        *_no_description(review),
        *_history_without_tools(review),
        *(_claude(review) if "anthropic.claude" in (spec.model or "") else ()),
        *(review.many_stops(_NOVA_STOPS) if "amazon.nova" in (spec.model or "") else ()),
    )


def _document_alone(review: Review) -> Iterator[Finding]:
    for message in review.request.messages:
        documents = any(isinstance(file, Document) for file in message.files)
        if message.role == "user" and documents and not message.text.strip():
            yield review.found(
                "documents",
                "rejected",
                "a turn with a document needs a text too",
                "say in the turn what to do with the document",
                source="AWS Bedrock API reference, DocumentBlock, "
                "https://docs.aws.amazon.com/bedrock/latest/APIReference/"
                "API_runtime_ContentBlock.html, 2026-11-28",
            )
            return


def _claude(review: Review) -> Iterator[Finding]:
    yield from claude_schema(review)
    yield from claude_budget(review)


def _history_without_tools(review: Review) -> Iterator[Finding]:
    request = review.request
    if not request.tools and any(message.tool_calls for message in request.messages):
        yield review.found(
            "tools",
            "rejected",
            "the conversation has tool calls, but the request names no tools",
            "name the tools again",
            known=False,
        )


def _no_choice_none(review: Review) -> Iterator[Finding]:
    choice = review.request.tool_choice
    if review.request.tools and choice is not None and choice.mode == "none":
        yield review.found(
            "tool_choice",
            "changed",
            "there is no tool choice `none`: the model can call tools unless you send none",
            value="none",
        )


def _no_description(review: Review) -> Iterator[Finding]:
    for tool in review.request.tools:
        if not tool.description:
            yield review.found(
                "tool_description",
                "changed",
                f"tool {tool.name[:80]!r} has no description and needs one",
                "describe the tool",
                value=tool.name[:80],
            )
