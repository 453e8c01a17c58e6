"""A provider is asked everything, and what it does is set beside the table."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from provider_exchanges import chat_body, message_body, spec

from portcheck.model.suite import ProviderSpec
from portcheck.run.providers.probe import ProbeReport, planned_calls, probe_provider

OWN = spec(api_key_env=None)


async def no_sleep(_seconds: float) -> None:
    return None


def probe(
    answer: Callable[[dict[str, Any]], tuple[int, Mapping[str, Any]]], provider: ProviderSpec = OWN
) -> tuple[ProbeReport, list[dict[str, Any]]]:
    asked: list[dict[str, Any]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        status, body = answer(asked[-1])
        return httpx.Response(status, json=body)

    transport = httpx.MockTransport(handle)
    return asyncio.run(probe_provider(provider, {}, transport=transport, sleep=no_sleep)), asked


def counting(body: dict[str, Any]) -> tuple[int, Mapping[str, Any]]:
    """Takes everything with 200, and heeds nothing."""
    return 200, chat_body({"content": "1 2 3 4 5 6 7 8 9"})


def measured(report: ProbeReport) -> dict[tuple[str, str], str]:
    return {(r.capability, r.value): r.measured for r in report.results}


def test_tools_that_are_taken_and_never_called_are_ignored() -> None:
    report, asked = probe(counting)
    found = measured(report)
    for name in ("tools", "forced_tools", "named_tool", "parallel_tools"):
        assert found[name, ""] == "ignored"
    assert found["stop", ""] == found["response_schema", ""] == found["prefill", ""] == "ignored"
    assert found["streaming", ""] == "ignored"
    assert found["temperature", ""] == "accepted"
    assert report.calls == len(asked) == planned_calls(OWN)
    assert sum("stream" in body for body in asked) == 1
    assert not any(result.differs for result in report.results), "nothing is known of it"


def test_what_is_refused_is_rejected_and_asked_once() -> None:
    def strict(body: dict[str, Any]) -> tuple[int, Mapping[str, Any]]:
        if "seed" in body:
            return 400, {
                "error": {"message": "Unknown field: seed", "type": "invalid_request_error"}
            }
        return counting(body)

    report, asked = probe(strict)
    (seed,) = [result for result in report.results if result.capability == "seed"]
    assert (seed.measured, seed.detail) == ("rejected", "invalid_request: Unknown field: seed")
    assert sum("seed" in body for body in asked) == 1
    assert report.calls == len(asked)


def test_what_has_no_field_is_not_asked_for() -> None:
    def anthropic(body: dict[str, Any]) -> tuple[int, Mapping[str, Any]]:
        return 200, message_body(content=[{"type": "text", "text": "1 2 3 4 5"}])

    report, asked = probe(anthropic, spec("anthropic", api_key_env=None))
    left = {name for (name, _), found in measured(report).items() if found == "not sent"}
    assert left == {"seed", "frequency_penalty", "presence_penalty", "json_mode"}
    # Three of them for the seed.
    assert len(asked) == planned_calls(OWN) - 6


def test_the_table_is_contradicted() -> None:
    known = spec(
        vendor="openai", model="gpt-4o", base_url="https://api.openai.com/v1", api_key_env=None
    )
    report, _ = probe(counting, known)
    differing = {result.capability for result in report.results if result.differs}
    assert {"tools", "forced_tools", "parallel_tools", "response_schema", "max_stop"} <= differing
    assert "temperature" not in differing


def test_nothing_else_is_asked_where_a_plain_question_fails() -> None:
    report, asked = probe(lambda _body: (401, {"error": {"message": "who are you"}}))
    assert (report.calls, len(asked), report.results) == (1, 1, ())
    assert report.error is not None
    assert report.error.error_class == "auth"
