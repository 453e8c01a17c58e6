"""Find settings that only Anthropic Messages rejects or changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from portcheck.model.chat import Document, Request
from portcheck.model.facts import Capabilities, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.anthropic.request import DEFAULT_MAX_TOKENS, clean_id
from portcheck.providers.dialects.anthropic.thinking import LEAST_BUDGET, asked_budget
from portcheck.providers.file_parts import PDF
from portcheck.providers.lint.review import Review, first_of
from portcheck.providers.structured_outputs import claude_problems

WITHOUT_SAMPLING = "2026-10-21"
"""First API version without sampling parameters for any model."""
IMAGES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
_AS_THEY_ARE = frozenset({PDF, "text/plain"})
_DOCUMENTS = _AS_THEY_ARE | {"text/markdown", "text/csv", "text/html"}
_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")


def capabilities(spec: ProviderSpec, caps: Capabilities) -> Capabilities:
    """The capabilities, without sampling parameters if the API version has none."""
    version = str(spec.options.get("api_version", "")).removeprefix("vertex-")
    if version >= WITHOUT_SAMPLING:
        return replace(caps, temperature=False, top_p=False, top_k=False, defaults_rejected=True)
    return caps


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Review system messages, ids, tool names, file types, stop sequences and missing limits."""
    review = Review(spec, request)
    return (
        *review.joined_system("the system prompt"),
        *review.first_turn(),
        *review.tool_names(_TOOL_NAME, "at most 128 letters, digits, _ and -", known=False),
        *review.tool_ids(clean_id, "they may hold letters, digits, _ and -"),
        *review.image_types(IMAGES),
        *review.file_types(Document, _DOCUMENTS, "make it a PDF or a text", known=True),
        *_formatted_texts(review),
        *_blank_stop(review),
        *_empty_turns(review),
        *_no_limit(review),
        *claude_schema(review),
        *claude_budget(review),
    )


def claude_budget(review: Review) -> Iterator[Finding]:
    """Yield a finding for a thinking budget that is too small or leaves no room for the answer."""
    budget = asked_budget(review.request.sampling)
    limit = review.request.sampling.max_output_tokens
    message = ""
    if 0 < budget < LEAST_BUDGET:
        message = f"a thinking budget of {budget} tokens is below the minimum, {LEAST_BUDGET}"
    elif budget and limit is not None and limit <= budget:
        message = f"max_output_tokens {limit} leaves no room beside a budget of {budget}"
    if message:
        yield review.found(
            "thinking",
            "rejected",
            message,
            "max_output_tokens includes thinking: raise it, or lower the budget",
            value=str(budget),
            source="Anthropic documentation, extended thinking, "
            "https://platform.claude.com/docs/en/build-with-claude/extended-thinking, 2026-11-28",
        )


def claude_schema(review: Review) -> Iterator[Finding]:
    """Yield findings for response schemas and strict tools that Claude does not accept."""
    schema = review.request.response_schema
    if schema is not None and (problems := claude_problems(schema)):
        yield review.found(
            "response_schema",
            "rejected",
            f"Claude does not accept the response schema ({first_of(problems)})",
            "set additionalProperties: false in every object, and check bounds with json_schema",
            source="Anthropic documentation, structured outputs, JSON Schema limitations, "
            "https://platform.claude.com/docs/en/build-with-claude/structured-outputs, 2026-11-28",
        )
    yield from review.strict_tools(
        claude_problems, "set additionalProperties: false in every object"
    )


def _blank_stop(review: Review) -> Iterator[Finding]:
    if any(not stop.strip() for stop in review.request.sampling.stop):
        message = "a stop sequence of only white space is rejected"
        yield review.found("stop", "rejected", message, known=False)


def _formatted_texts(review: Review) -> Iterator[Finding]:
    files = [f for f in review.request.files if isinstance(f, Document)]
    for kind in sorted({f.media_type for f in files if not f.url} & (_DOCUMENTS - _AS_THEY_ARE)):
        words = f"documents of type {kind} are sent as text/plain"
        yield review.found("documents", "changed", words, value=kind)


def _empty_turns(review: Review) -> Iterator[Finding]:
    for message in review.request.messages:
        if message.role == "user" and not message.text and not message.files:
            yield review.found("messages", "rejected", "a user turn is empty", known=False)
            return


def _no_limit(review: Review) -> Iterator[Finding]:
    if review.request.sampling.max_output_tokens is None:
        limit = review.spec.options.get("default_max_tokens", DEFAULT_MAX_TOKENS)
        yield review.found(
            "default_max_output_tokens",
            "changed",
            f"a limit is required but not set: portcheck sends max_tokens {limit}",
            "set sampling.max_output_tokens to give all providers the same limit",
        )
