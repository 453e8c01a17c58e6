from __future__ import annotations

from typing import Any

import pytest

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Message, Request, Sampling, Text
from portcheck.providers.faults.blame import blamed


def request(**parts: Any) -> Request:
    return Request(messages=(Message(role="user", content=(Text(text="Hi"),)),), **parts)


def cause_of(cause: Any, asked: Request) -> Any:
    failure = Failure(error_class="invalid_request", message="no", cause=cause)
    return blamed(ProviderError(failure, param="p"), asked).failure.cause


@pytest.mark.parametrize(
    ("cause", "parts"),
    [
        ("temperature", {"sampling": Sampling(temperature=0)}),
        ("stop", {"sampling": Sampling(stop=("END",))}),
        ("effort", {"sampling": Sampling(effort="low")}),
        ("effort", {"sampling": Sampling(thinking="off")}),
        ("top_k", {"sampling": Sampling(top_k=4)}),
        ("presence_penalty", {"sampling": Sampling(presence_penalty=1)}),
        ("parallel_tool_calls", {"sampling": Sampling(parallel_tool_calls=False)}),
        ("response_schema", {"sampling": Sampling(json_mode=True)}),
        ("max_output_tokens", {"sampling": Sampling(max_output_tokens=9)}),
        ("response_schema", {"response_schema": {}}),
        ("messages", {}),
        ("context_length", {}),
        ("images", {}),
    ],
)
def test_what_the_request_carries_stays_the_cause(cause: str, parts: dict[str, Any]) -> None:
    assert cause_of(cause, request(**parts)) == cause


@pytest.mark.parametrize(
    "cause",
    [
        "temperature",
        "top_k",
        "frequency_penalty",
        "parallel_tool_calls",
        "stop",
        "effort",
        "max_output_tokens",
        "response_schema",
    ],
)
def test_what_only_the_providers_file_asked_for_is_no_cause(cause: str) -> None:
    failure = Failure(error_class="invalid_request", message="no", cause=cause)
    found = blamed(ProviderError(failure, param="p"), request())
    assert (found.failure.cause, found.failure.missing, found.param) == ("", True, "p")


def test_other_errors_are_left_alone() -> None:
    error = ProviderError(Failure(error_class="server", message="no"))
    assert blamed(error, request()) is error
