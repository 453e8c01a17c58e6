"""What cannot be said to a described endpoint, as its options stand."""

from __future__ import annotations

from msgspec import UNSET

from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.json_endpoint.template import leaves
from portcheck.providers.lint.review import Review


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Tool loops: calls have to be read from answers, and sent back with their results."""
    if request.tool_loop is UNSET:
        return ()
    found = []
    review = Review(spec, request)
    if "$messages" not in {name for _, name in leaves(spec.options.get("body"))}:
        words = "calls of tools and their results are not sent back: the body has no $messages"
        hint = "put $messages where the conversation goes, instead of $prompt"
        found.append(review.found("tools", "dropped", words, hint))
    if not spec.options.get("tool_calls"):
        words = "calls of tools are not read from the answers: the option tool_calls is not set"
        hint = "say where calls stand in an answer, as tool_calls: choices[0].message.tool_calls"
        found.append(review.found("tools", "dropped", words, hint))
    return tuple(found)
