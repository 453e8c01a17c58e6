"""All that the vendor's own model of Converse allows is read, counted, or left alone by name."""

from __future__ import annotations

from typing import Any

import pytest
from bedrock_exchanges import converse, delta, reply
from carried import counts, streamed, whole
from provider_exchanges import Server, ask

from portcheck.errors import ProviderError
from portcheck.providers.dialects.bedrock import WIRE
from portcheck.providers.dialects.bedrock.metadata import ORDINARY
from portcheck.providers.metadata.unread import Fields

pytest.importorskip("botocore")

READ = {"text", "toolUse", "reasoningContent", "citationsContent"}
COUNTED = {
    *("image", "document", "video", "audio", "toolResult", "guardContent", "cachePoint"),
    *("searchResult", "toolAddition", "toolRemoval"),
}
FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "guardrail_intervened": "content_filter",
    "content_filtered": "content_filter",
    "malformed_model_output": "error",
    "malformed_tool_use": "error",
}
ERRORS = {
    "AccessDeniedException": "auth",
    "InternalServerException": "server",
    "ModelErrorException": "server",
    "ModelNotReadyException": "overloaded",
    "ModelStreamErrorException": "server",
    "ModelTimeoutException": "timeout",
    "ResourceNotFoundException": "not_found",
    "ServiceUnavailableException": "overloaded",
    "ThrottlingException": "rate_limited",
}


@pytest.fixture(scope="module")
def model() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("bedrock-runtime")


def drawn(*path: str) -> frozenset[str]:
    """The fields that the form of ordinary bodies names at a place."""
    form: Any = ORDINARY
    for step in path:
        form = dict(form.inner)[step]
    assert isinstance(form, Fields)
    return form.drawn


def test_blocks(model: Any) -> None:
    assert set(model.shape_for("ContentBlock").members) == READ | COUNTED
    for kind in COUNTED:
        assert counts(whole(WIRE, reply({kind: {}}))) == {kind: 1}
    thought = set(model.shape_for("ReasoningContentBlock").members)
    assert thought == {"reasoningText", "redactedContent"}


def test_pieces_of_a_stream(model: Any) -> None:
    assert set(model.shape_for("ContentBlockStart").members) == {"toolUse", "toolResult", "image"}
    pieces = set(model.shape_for("ContentBlockDelta").members)
    assert pieces == {"text", "toolUse", "reasoningContent", "toolResult", "citation", "image"}
    end = "messageStop", {"stopReason": "end_turn"}
    for kind in ("toolResult", "citation", "image"):
        assert counts(streamed(WIRE, [delta(0, **{kind: {"a": "b"}}), end])) == {kind: 1}
    events = set(model.shape_for("ConverseStreamOutput").members)
    assert {name for name in events if not name.endswith("Exception")} == {
        *("messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop"),
        *("messageStop", "metadata"),
    }


def test_fields(model: Any) -> None:
    assert set(model.shape_for("ConverseResponse").members) - drawn() == {
        "additionalModelResponseFields"
    }
    assert set(model.shape_for("ConverseStreamMetadataEvent").members) <= drawn()
    assert set(model.shape_for("TokenUsage").members) <= drawn("usage")
    assert set(model.shape_for("CacheTTL").enum) == {"5m", "1h"}


def test_finish_reasons(model: Any) -> None:
    assert set(model.shape_for("StopReason").enum) == set(FINISH)
    for raw, finish in FINISH.items():
        got = whole(WIRE, reply(stopReason=raw))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


def test_errors(model: Any) -> None:
    operations = map(model.operation_model, ("Converse", "ConverseStream"))
    named = {shape.name for one in operations for shape in one.error_shapes}
    events = model.shape_for("ConverseStreamOutput").members
    named |= {name[0].upper() + name[1:] for name in events if name.endswith("Exception")}
    # What is wrong with a request stands in the message of a ValidationException.
    assert named == {"ValidationException", *ERRORS}
    for name, error_class in ERRORS.items():
        headers = {"x-amzn-errortype": name}
        got = ask(Server(status=500, headers=headers, body={"message": "Not now."}), converse())
        assert isinstance(got, ProviderError)
        assert got.failure.error_class == error_class, name
