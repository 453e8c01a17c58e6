"""What only Cohere rejects or changes."""

from __future__ import annotations

from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.review import Review


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Cohere v2: system messages, ids, and the prompt that it adds by itself."""
    review = Review(spec, request)
    findings = [
        *review.joined_system("the beginning"),
        *review.tool_ids(str, "each call needs its own"),
    ]
    if not request.tools and "safety_mode" not in spec.options:
        findings.append(
            review.found(
                "default_safety_mode",
                "changed",
                "the vendor adds its own safety prompt, because no safety_mode is set",
            )
        )
    return tuple(findings)
