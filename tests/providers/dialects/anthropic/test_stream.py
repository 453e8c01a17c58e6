"""What counts as the first token of a stream of Anthropic Messages."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.providers.dialects.anthropic.stream import is_token
from portcheck.providers.streams.json_events import StreamEvent


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        ({"type": "text_delta", "text": "Hel"}, True),
        ({"type": "thinking_delta", "thinking": "Hm."}, True),
        ({"type": "input_json_delta", "partial_json": "{"}, True),
        # The model wrote neither of them.
        ({"type": "signature_delta", "signature": "c2ln"}, False),
        ({"type": "text_delta", "text": ""}, False),
    ],
)
def test_a_token_is_what_the_model_wrote(delta: dict[str, Any], expected: bool) -> None:
    event = StreamEvent("content_block_delta", {"type": "content_block_delta", "delta": delta})
    assert is_token(event) is expected
