"""What a response of Gemini carries besides text and calls."""

from __future__ import annotations

from typing import Any

from carried import counts, streamed, whole

from portcheck.model.completion import Answer
from portcheck.providers.dialects.gemini import WIRE

TEXT = {"text": "Hi."}
PICTURE = {"inlineData": {"mimeType": "image/png", "data": "QUJD"}}
GROUNDED = {"webSearchQueries": ["x"], "groundingChunks": [{"web": {"uri": "https://a.test"}}]}


def body(
    *parts: dict[str, Any], top: dict[str, Any] | None = None, **fields: Any
) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": list(parts)}, **fields}
    return {"candidates": [candidate], "modelVersion": "m", **(top or {})}


def said(*parts: dict[str, Any], **fields: Any) -> Answer:
    return whole(WIRE, body(*(parts or (TEXT,)), **{"finishReason": "STOP", **fields}))


def told(*parts: dict[str, Any], **fields: Any) -> Answer:
    pieces = [body(part) for part in parts or (TEXT,)]
    return streamed(WIRE, [*pieces, body({"text": ""}, finishReason="STOP", **fields)])


def test_ordinary_responses_carry_nothing_else() -> None:
    rated = [{"category": "HARM_CATEGORY_HATE_SPEECH", "probability": "NEGLIGIBLE"}]
    usage = {"promptTokenCount": 3, "newTokenCount": 2, "promptTokensDetails": [{"modality": "T"}]}
    thought = {"text": "Hm.", "thought": True, "thoughtSignature": "s"}
    call = {"functionCall": {"name": "f", "args": {"q": "x"}}, "thoughtSignature": "s"}
    fields = {"safetyRatings": rated, "avgLogprobs": -0.1, "groundingMetadata": {}}
    for got in (
        said(thought, TEXT, call, top={"usageMetadata": usage}, **fields),
        told(thought, TEXT, call, top={"usageMetadata": usage}, **fields),
    ):
        assert counts(got) == {}
        assert got.text == "Hi."


def test_parts_of_other_kinds_are_counted() -> None:
    run: Any = {"executableCode": {"code": "1+1"}}, {"codeExecutionResult": {}}
    new = {"hologram": {}, "text": " Ho."}
    expected = {"inlineData": 1, "executableCode": 1, "codeExecutionResult": 1, "hologram": 1}
    for got in (said(PICTURE, *run, TEXT, new), told(PICTURE, *run, TEXT, new)):
        assert (got.text, counts(got)) == ("Hi. Ho.", expected)


def test_a_picture_alone_is_no_empty_stop() -> None:
    assert [said(PICTURE).finish_reason, told(PICTURE).finish_reason] == ["other", "other"]
    assert said({"text": ""}).finish_reason == "stop"


def test_grounding_and_other_fields_of_the_candidate() -> None:
    expected = {"groundingMetadata": 1, "continuationToken": 1}
    fields = {"groundingMetadata": GROUNDED, "continuationToken": "dG9r"}
    assert counts(said(**fields)) == counts(told(**fields)) == expected


def test_other_candidates_are_counted() -> None:
    two = body(TEXT, finishReason="STOP")
    two["candidates"].append({"index": 1, "content": {"parts": [{"text": "Or."}]}})
    assert counts(whole(WIRE, two)) == counts(streamed(WIRE, [two])) == {"candidates": 1}


def test_tier_and_retirement() -> None:
    top = {
        "usageMetadata": {"promptTokenCount": 1, "trafficType": "PROVISIONED_THROUGHPUT"},
        "modelStatus": {"modelStage": "DEPRECATED", "retirementTime": "2027-01-31T00:00:00Z"},
    }
    for got in (said(top=top), told(top=top)):
        assert got.served_tier == "PROVISIONED_THROUGHPUT"
        assert got.retires == "2027-01-31T00:00:00Z"
        assert counts(got) == {"modelStatus.DEPRECATED": 1}
    stable = {"modelStatus": {"modelStage": "STABLE", "message": "Here to stay."}}
    assert counts(said(top=stable)) == {}
    assert (said().served_tier, said().retires) == (None, None)
