"""Find settings that cannot be sent to an endpoint with its options."""

from __future__ import annotations

from msgspec import UNSET

from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.json_endpoint.template import leaves
from portcheck.providers.lint.review import Review


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Tool loops: calls must be read from answers, and sent back with their results."""
    if request.tool_loop is UNSET:
        return ()
    found = []
    review = Review(spec, request)
    if "$messages" not in {name for _, name in leaves(spec.options.get("body"))}:
        words = "tool calls and their results are not sent back: the body has no $messages"
        hint = "put $messages in place of $prompt"
        found.append(review.found("tools", "dropped", words, hint))
    if not spec.options.get("tool_calls"):
        words = (
            "portcheck cannot read tool calls from the answers: the option tool_calls is not set"
        )
        hint = (
            "set the path of calls in an answer, such as tool_calls: choices[0].message.tool_calls"
        )
        found.append(review.found("tools", "dropped", words, hint))
    return tuple(found)
