"""Find settings that only Cohere rejects or changes."""

from __future__ import annotations

from portcheck.model.chat import Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.call.guardrail import settings
from portcheck.providers.lint.review import Review, file_needs


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Cohere v2: system messages, ids, and the prompt that it adds by itself."""
    review = Review(spec, request)
    findings = [
        *review.joined_system("the beginning"),
        *review.tool_ids(str, "each call needs its own"),
        *review.text_documents("text documents are sent beside the conversation, not in its turns"),
    ]
    documents = "documents" in file_needs(request)
    if documents and (request.response_schema is not None or request.wants_json):
        findings.append(
            review.found(
                "json_mode" if request.response_schema is None else "response_schema",
                "rejected",
                "a request with documents cannot ask for a form of the answer",
                "describe the form in the prompt, and check it with json_schema",
                source="Cohere API reference, chat v2, response_format, "
                "https://docs.cohere.com/reference/chat, 2026-11-28",
            )
        )
    if not (request.tools or documents) and "safety_mode" not in settings(spec):
        findings.append(
            review.found(
                "default_safety_mode",
                "changed",
                "the vendor adds its own safety prompt, because no safety_mode is set",
            )
        )
    return tuple(findings)
