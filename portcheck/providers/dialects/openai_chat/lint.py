"""What only OpenAI's own APIs reject or change; imitators have rules of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from portcheck.data.platforms import keeps_home_rules
from portcheck.model.chat import Image, Request
from portcheck.model.facts import Capabilities, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.review import Review, first_of
from portcheck.providers.structured_outputs import strict_problems

TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
TOOL_NAME_WORDS = "at most 64 letters, digits, _ and -"


def capabilities(spec: ProviderSpec, caps: Capabilities) -> Capabilities:
    """With `system_role: user` the system prompt is a user turn, which every model takes."""
    return replace(caps, system=True) if spec.options.get("system_role") == "user" else caps


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Tool names, ids, schemas."""
    review = Review(spec, request)
    own = keeps_home_rules(spec)
    return (
        *review.tool_names(TOOL_NAME, TOOL_NAME_WORDS, known=own),
        *review.tool_ids(str, "each call needs its own"),
        *(schema_findings(review) if own else ()),
        *_images_of_results(review),
    )


def _images_of_results(review: Review) -> Iterator[Finding]:
    for message in review.request.messages:
        if message.role == "tool" and any(isinstance(part, Image) for part in message.content):
            words = "images of tool results are shown in a user turn that follows them"
            yield review.found("images", "changed", words)
            return


def schema_findings(review: Review) -> Iterator[Finding]:
    """Response schemas and tools that OpenAI's strict mode does not take."""
    schema = review.request.response_schema
    if schema is not None and (problems := strict_problems(schema)):
        yield review.found(
            "response_schema",
            "changed",
            "the response schema is not one of strict mode, so that it is sent without "
            f"enforcement ({first_of(problems)})",
            "forbid further properties and require all; an optional one may be null instead",
        )
    yield from review.strict_tools(strict_problems, "forbid further properties and require all")
