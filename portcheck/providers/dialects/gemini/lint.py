"""Find settings that only Gemini rejects or changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.review import Review
from portcheck.providers.structured_outputs import (
    response_json_schema_problems,
    response_schema_problems,
)

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}")
_MOST_STOPS = 5


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Gemini: schemas sent as `responseJsonSchema`, system messages, tool names, first turn."""
    review = Review(spec, request)
    return (
        *review.joined_system("systemInstruction"),
        *review.first_turn(),
        *review.tool_names(
            _NAME,
            "a letter or _, then letters, digits, _, ., : and -, at most 128",
            known=True,
        ),
        *schema_findings(review, openapi=False),
        *_untyped_files(review),
        *review.many_stops(_MOST_STOPS),
    )


def _untyped_files(review: Review) -> Iterator[Finding]:
    if any(file.url and not file.media_type for file in review.request.files):
        yield review.found(
            "file_urls",
            "rejected",
            "the type of a file by URL is not known, but the vendor may ask for it",
            "use an address that ends in .pdf, .png and the like, or a local file",
            known=False,
        )


def schema_findings(review: Review, *, openapi: bool) -> Iterator[Finding]:
    """A response schema in `responseSchema` (OpenAPI subset) or in `responseJsonSchema`."""
    schema = review.request.response_schema
    if schema is None:
        return
    if openapi and (problems := response_schema_problems(schema)):
        message = f"responseSchema does not accept the response schema ({problems[0][:200]})"
        yield review.found("response_schema", "rejected", message)
    elif not openapi and (problems := response_json_schema_problems(schema)):
        message = f"part of the response schema is not enforced ({problems[0][:200]})"
        yield review.found("response_schema", "changed", message, known=False)
