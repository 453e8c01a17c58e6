"""Find settings that only Mistral rejects or changes."""

from __future__ import annotations

from portcheck.model.chat import Document, Request
from portcheck.model.facts import Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.mistral.request import tool_id
from portcheck.providers.file_parts import PDF
from portcheck.providers.lint.review import Review

HIGHEST_TEMPERATURE = 1.5
"""Highest temperature; higher ones are reported to be rejected, so they get a warning."""


def lint(spec: ProviderSpec, request: Request) -> tuple[Finding, ...]:
    """Mistral: ids of nine letters and digits, and a default temperature of each model's own."""
    review = Review(spec, request)
    findings = [
        *review.joined_system("the beginning"),
        *review.tool_ids(tool_id, "they are nine letters and digits"),
        *review.file_types(Document, frozenset({PDF}), "make it a PDF", known=False),
    ]
    if request.sampling.temperature is None:
        findings.append(
            review.found(
                "default_temperature",
                "changed",
                "no temperature is set: each model has its own default",
                "set sampling.temperature",
            )
        )
    elif request.sampling.temperature > HIGHEST_TEMPERATURE:
        findings.append(
            review.found(
                "temperature",
                "rejected",
                f"a temperature above {HIGHEST_TEMPERATURE:g} is reported to be rejected",
                known=False,
                value=f"{request.sampling.temperature:g}",
            )
        )
    return tuple(findings)
