"""All that Ollama's own types allow in an answer is read, counted, or left alone by name."""

from __future__ import annotations

from typing import Any

import pytest
from sdk_types import names

from portcheck.providers.dialects.ollama.metadata import ORDINARY

pytest.importorskip("ollama", reason="needs the extra `sdks`")


def test_fields() -> None:
    from ollama import ChatResponse, Message

    message: Any = dict(ORDINARY.inner)["message"]
    # Counted where they hold something. Finish reasons and errors are texts of any kind.
    assert names(ChatResponse) - ORDINARY.drawn == {"logprobs"}
    assert names(Message) - message.drawn == {"images"}
