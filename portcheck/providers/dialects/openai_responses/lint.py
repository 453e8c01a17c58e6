"""Find settings that only the OpenAI Responses API rejects or changes."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.data.platforms import keeps_home_rules
from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.openai_chat.lint import (
    TOOL_NAME,
    TOOL_NAME_WORDS,
    json_word,
    schema_findings,
)
from portcheck.providers.lint.review import Review

LEAST_TOKENS = 16
"""Fewest output tokens; lower limits are reported to be rejected, so they get a warning."""


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """OpenAI Responses: tool names, ids, strict schemas."""
    review = Review(spec, request)
    return (
        *review.tool_names(TOOL_NAME, TOOL_NAME_WORDS, known=True),
        *review.tool_ids(str, "each call needs its own"),
        *schema_findings(review),
        *_short_limit(review),
        *(json_word(review) if keeps_home_rules(spec) else ()),
    )


def _short_limit(review: Review) -> Iterator[Finding]:
    limit = review.request.sampling.max_output_tokens
    if limit is not None and limit < LEAST_TOKENS:
        yield review.found(
            "max_output_tokens",
            "rejected",
            f"fewer than {LEAST_TOKENS} output tokens are reported to be rejected",
            known=False,
            value=str(limit),
        )
