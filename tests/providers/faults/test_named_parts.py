"""What of a request a vendor names in an error."""

from __future__ import annotations

import pytest

from portcheck.providers.faults.named_parts import named_parts


@pytest.mark.parametrize(
    ("param", "message", "expected"),
    [
        ("temperature", "no", "temperature"),
        ("generationConfig.topP", "no", "top_p"),
        ("messages[0].content", "no", "messages"),
        ("tools.0.custom.input_schema", "no", "tools"),
        ("text.format.schema", "no", "response_schema"),
        ("generationConfig.thinkingConfig.thinkingLevel", "no", "effort"),
        ("thinking.budget_tokens", "no", "effort"),
        ("output_config.effort", "no", "effort"),
        (None, "messages.1.content: Input should be a valid list", "messages"),
        (None, "Invalid schema for response_format 'answer'", "response_schema"),
        (None, "This model does not support tools", "tools"),
        (None, "This model doesn't support documents.", "documents"),
        (None, "The model does not support document content blocks", "documents"),
        (None, "This model does not support file content types.", "documents"),
        (None, "PDF input is not supported by this model", "documents"),
        (None, "This model does not support audio input", "audio"),
        (None, "Unsupported content type: input_audio", "audio"),
        ("messages[0].content[1].file.file_data", "no", "documents"),
        ("messages.0.content.1.document_url", "no", "documents"),
        (None, "Your account was not found; see our documents", None),
        (None, "invalid JSON document", None),
        (None, "This model does not support system messages", "system"),
        (None, "max_tokens: 9000 > 4096, which is the maximum", "max_output_tokens"),
        ("model", "no such thing", None),
        ("stream_options", "'stream_options' is unsupported", None),
        (
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead.",
            None,
        ),
        (None, "Bad request", None),
        (None, "", None),
    ],
)
def test_the_first_part_that_is_named(
    param: str | None, message: str, expected: str | None
) -> None:
    assert next(named_parts(param, message), None) == expected


@pytest.mark.parametrize("param", [None, "image_url"])
@pytest.mark.parametrize(
    "message",
    [
        "input: connection reset by peer",
        "prompt: upstream request timeout",
        "Service 'tools' unavailable",
        "unexpected EOF while reading schema: cannot connect",
        "Cannot fetch image from its address",
        "Error while downloading 'image_url': read timed out",
        "invalid response from upstream service 'input'",
        "Failed to download image: DNS lookup failed, invalid host",
        "stream 'stop' unexpected disconnect",
    ],
)
def test_a_connection_that_failed_is_no_fault_of_the_request(
    param: str | None, message: str
) -> None:
    assert list(named_parts(param, message)) == []


def test_a_gateway_that_hands_on_what_a_vendor_named_is_heard() -> None:
    message = "upstream error: Unsupported parameter: 'temperature'"
    assert next(named_parts(None, message)) == "temperature"
