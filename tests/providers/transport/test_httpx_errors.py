"""What a transport raises, told apart by what it says."""

from __future__ import annotations

import httpx
import pytest

from portcheck.providers.transport.httpx_errors import as_provider_error


@pytest.mark.parametrize(
    ("said", "error_class", "retryable"),
    [
        ("Server disconnected without sending a response.", "connection", True),
        ("peer closed connection without sending complete message body", "connection", True),
        ("illegal chunk header", "malformed_response", False),
    ],
)
def test_a_cut_connection_is_no_answer_against_http(
    said: str, error_class: str, retryable: bool
) -> None:
    error = as_provider_error(
        httpx.RemoteProtocolError(said),
        peer="a.test",
        proxy=None,
        connect_s=1.0,
        silent_s=2.0,
        total_s=3.0,
    )
    assert (error.failure.error_class, error.failure.retryable) == (error_class, retryable)
