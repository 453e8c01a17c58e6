"""All that Google's own types allow in a response is read, counted, or left alone by name."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, whole
from sdk_types import names, words

from portcheck.providers.dialects.gemini import WIRE
from portcheck.providers.dialects.gemini.metadata import ORDINARY
from portcheck.providers.metadata.unread import Fields

pytest.importorskip("google.genai", reason="needs the extra `sdks`")

READ = {"text", "thought", "thoughtSignature", "functionCall"}
COUNTED = {
    *("inlineData", "fileData", "executableCode", "codeExecutionResult", "functionResponse"),
    *("toolCall", "toolResponse", "audioTranscription", "videoMetadata", "partMetadata"),
    *("mediaProcessing", "mediaResolution", "speechMetadata", "documentMetadata"),
    *("spreadsheetMetadata", "audioMetadata"),
}
FINISH = {
    "FINISH_REASON_UNSPECIFIED": "other",
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "CONTINUATION": "length",
    "OTHER": "other",
    "IMAGE_OTHER": "other",
    **dict.fromkeys(
        (
            *("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR"),
            *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "ESCALATION"),
            "PUP_LIMITED_DISABLED",
        ),
        "content_filter",
    ),
    **dict.fromkeys(
        (
            *("LANGUAGE", "NO_IMAGE", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"),
            *("TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE"),
        ),
        "error",
    ),
}
BLOCKED = {
    *("BLOCKED_REASON_UNSPECIFIED", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT"),
    *("IMAGE_SAFETY", "MODEL_ARMOR", "JAILBREAK"),
}


def body(*parts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    candidate = {"content": {"parts": list(parts)}, "finishReason": "STOP", **fields}
    return {"candidates": [candidate]}


def drawn(*path: str) -> frozenset[str]:
    """The fields that the form of ordinary bodies names at a place."""
    form: Any = ORDINARY
    for step in path:
        form = dict(form.inner)[step]
    assert isinstance(form, Fields)
    return form.drawn


def test_parts() -> None:
    from google.genai.types import Part

    assert names(Part) == READ | COUNTED
    for kind in COUNTED:
        assert counts(whole(WIRE, body({kind: {}}))) == {kind: 1}


def test_fields() -> None:
    from google.genai.types import (
        Candidate,
        GenerateContentResponse,
        GenerateContentResponseUsageMetadata,
    )

    # The last three are the library's own.
    assert names(GenerateContentResponse) - drawn() == {
        *("sdkHttpResponse", "automaticFunctionCallingHistory", "parsed")
    }
    assert names(GenerateContentResponseUsageMetadata) <= drawn("usageMetadata")
    counted = {
        *("citationMetadata", "groundingMetadata", "logprobsResult", "urlContextMetadata"),
        "continuationToken",
    }
    assert names(Candidate) - drawn("candidates") == counted
    told = {name: {"x": "y"} for name in counted}
    assert counts(whole(WIRE, body({"text": "Hi."}, **told))) == dict.fromkeys(counted, 1)


def test_finish_reasons() -> None:
    from google.genai.types import FinishReason

    assert words(FinishReason) == set(FINISH)
    for raw, finish in FINISH.items():
        got = whole(WIRE, body({"text": "Hi."}, finishReason=raw))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


def test_reasons_why_a_prompt_is_blocked() -> None:
    from google.genai.types import BlockedReason

    assert words(BlockedReason) == BLOCKED
    for reason in BLOCKED:
        got = whole(WIRE, {"promptFeedback": {"blockReason": reason}})
        assert got.finish_reason == "content_filter"
        assert got.refusal_signal is not None
        assert got.refusal_signal.detail == reason


def test_errors_have_no_types_of_their_own() -> None:
    from google.genai import errors

    # A status says more than these: it is the vendor's, and tested with its error classes.
    assert {"ClientError", "ServerError"} <= set(vars(errors))
