"""What only one vendor rejects or changes, for `Dialect.lint` of the dialects that speak to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint_common import Review
from portcheck.providers.openai_chat_lint import TOOL_NAME, TOOL_NAME_WORDS
from portcheck.providers.schemas import response_json_schema_problems, response_schema_problems

BEDROCK_IMAGES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
# Limits that are told of but not certain; what breaks them is a warning.
GEMINI_STOPS = 5
NOVA_STOPS = 4

_GEMINI_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}")
_NOT_IN_BEDROCK_ID = re.compile(r"[^a-zA-Z0-9_.:-]")


def _many_stops(review: Review, most: int) -> Iterator[Finding]:
    number = len(review.request.sampling.stop)
    if number > most:
        yield review.found(
            "stop",
            "rejected",
            f"more than {most} stop sequences are said to be rejected",
            known=False,
            value=str(number),
        )


def lint_gemini(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Gemini: schemas sent as `responseJsonSchema`, system messages, tool names, first turn."""
    review = Review(spec, request)
    return (
        *review.joined_system("systemInstruction"),
        *review.first_turn(),
        *review.tool_names(
            _GEMINI_NAME,
            "a letter or _, then letters, digits, _, ., : and -, at most 128",
            known=True,
        ),
        *gemini_schema(review, openapi=False),
        *_many_stops(review, GEMINI_STOPS),
    )


def gemini_schema(review: Review, *, openapi: bool) -> Iterator[Finding]:
    """A response schema in `responseSchema` (OpenAPI subset) or in `responseJsonSchema`."""
    schema = review.request.response_schema
    if schema is None:
        return
    if openapi and (problems := response_schema_problems(schema)):
        message = f"responseSchema does not take the response schema ({problems[0][:200]})"
        yield review.found("response_schema", "rejected", message)
    elif not openapi and (problems := response_json_schema_problems(schema)):
        message = f"part of the response schema is not enforced ({problems[0][:200]})"
        yield review.found("response_schema", "changed", message, known=False)


def lint_bedrock(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Bedrock Converse: system messages, names and ids, image types, tool choice `none`."""
    review = Review(spec, request)
    return (
        *review.joined_system("the system prompt"),
        *review.first_turn(),
        *review.tool_names(TOOL_NAME, TOOL_NAME_WORDS, known=True),
        *review.tool_ids(
            lambda found: _NOT_IN_BEDROCK_ID.sub("_", found)[:64],
            "at most 64 letters, digits, _, ., : and -",
        ),
        *review.image_types(BEDROCK_IMAGES),
        *_no_choice_none(review),
        *_no_description(review),
        *_history_without_tools(review),
        *(_many_stops(review, NOVA_STOPS) if "amazon.nova" in (spec.model or "") else ()),
    )


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
            "there is no tool choice `none`: the model may call a tool, or is sent none",
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


def lint_cohere(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Cohere v2: system messages, ids, and the prompt that it adds by itself."""
    review = Review(spec, request)
    told = [
        *review.joined_system("the beginning"),
        *review.tool_ids(str, "each call needs one of its own"),
    ]
    if not request.tools and "safety_mode" not in spec.options:
        told.append(
            review.found(
                "default_safety_mode",
                "changed",
                "the vendor adds a safety prompt of its own, as no safety_mode is set",
            )
        )
    return tuple(told)
