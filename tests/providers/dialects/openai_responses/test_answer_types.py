"""All that OpenAI's own types allow in a response is read, counted, or left alone by name."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, streamed, whole
from provider_exchanges import Server, ask, spec
from sdk_types import names, tags, words

from portcheck.errors import ProviderError
from portcheck.providers.dialects.openai_responses import WIRE
from portcheck.providers.dialects.openai_responses.metadata import ORDINARY

pytest.importorskip("openai", reason="needs the extra `sdks`")

READ = {"message", "reasoning", "function_call", "custom_tool_call"}
COUNTED = {
    *("additional_tools", "apply_patch_call", "apply_patch_call_output", "code_interpreter_call"),
    *("compaction", "computer_call", "computer_call_output", "custom_tool_call_output"),
    *("file_search_call", "function_call_output", "image_generation_call", "local_shell_call"),
    *("local_shell_call_output", "mcp_approval_request", "mcp_approval_response", "mcp_call"),
    *("mcp_list_tools", "program", "program_output", "shell_call", "shell_call_output"),
    *("tool_search_call", "tool_search_output", "web_search_call"),
}
SPOKEN = {"response.audio.delta", "response.audio.transcript.delta"}
"""Events whose content stands in no item."""
EVENTS = {
    "error",
    *("response.created", "response.queued", "response.in_progress", "response.completed"),
    *("response.incomplete", "response.failed", "response.compaction.compacting"),
    *("response.output_item.added", "response.output_item.done"),
    *("response.content_part.added", "response.content_part.done"),
    *("response.output_text.annotation.added", "response.shell_call_command.added"),
    *("response.reasoning_summary_part.added", "response.reasoning_summary_part.done"),
    *("response.shell_call_command.delta", "response.shell_call_command.done"),
    *("response.shell_call_output_content.delta", "response.shell_call_output_content.done"),
    *("response.code_interpreter_call.interpreting", "response.image_generation_call.generating"),
    *("response.image_generation_call.partial_image", "response.mcp_call.failed"),
    *("response.file_search_call.searching", "response.web_search_call.searching"),
    "response.mcp_list_tools.failed",
    *(
        f"response.{stem}.{what}"
        for stem in ("output_text", "refusal", "reasoning_text", "reasoning_summary_text")
        for what in ("delta", "done")
    ),
    *(
        f"response.{stem}.{what}"
        for stem in ("function_call_arguments", "custom_tool_call_input", "mcp_call_arguments")
        for what in ("delta", "done")
    ),
    *(f"response.code_interpreter_call_code.{what}" for what in ("delta", "done")),
    *(
        f"response.{stem}.{what}"
        for stem in ("code_interpreter_call", "file_search_call", "image_generation_call")
        for what in ("in_progress", "completed")
    ),
    *(
        f"response.{stem}.{what}"
        for stem in ("mcp_call", "mcp_list_tools", "web_search_call")
        for what in ("in_progress", "completed")
    ),
    *("response.audio.done", "response.audio.transcript.done"),
}
STATUSES = {
    "completed": "stop",
    "incomplete": "other",
    "cancelled": "other",
    "in_progress": "other",
    "queued": "other",
}
INCOMPLETE = {
    "max_output_tokens": "length",
    "content_filter": "content_filter",
    "max_messages": "other",
    "steered": "other",
}
CODES = {
    "server_error": "server",
    "rate_limit_exceeded": "rate_limited",
    "vector_store_timeout": "timeout",
    **dict.fromkeys(
        (
            *("invalid_prompt", "bio_policy", "misalignment_policy_violation"),
            "image_content_policy_violation",
        ),
        "content_blocked",
    ),
    **dict.fromkeys(
        (
            *("invalid_image", "invalid_image_format", "invalid_base64_image"),
            *("invalid_image_url", "image_too_large", "image_too_small", "image_parse_error"),
            *("invalid_image_mode", "image_file_too_large", "unsupported_image_media_type"),
            *("empty_image_file", "failed_to_download_image", "image_file_not_found"),
        ),
        "invalid_request",
    ),
    # Of the account's region, which no request can change.
    "data_residency_mismatch": "",
}


def response(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": "r", "status": "completed", "output": list(items), **changes}


def test_items() -> None:
    from openai.types.responses import ResponseOutputItem

    assert tags(ResponseOutputItem) == READ | COUNTED
    for kind in COUNTED:
        got = whole(WIRE, response({"type": kind, "id": "i"}))
        assert (counts(got), got.finish_reason) == ({kind: 1}, "other")


def test_parts_and_annotations() -> None:
    from openai.types.responses.response_output_message import Content
    from openai.types.responses.response_output_text import Annotation

    assert tags(Content) == {"output_text", "refusal"}
    cited = {"container_file_citation", "file_citation", "file_path", "url_citation"}
    assert tags(Annotation) == cited
    for kind in cited:
        part = {"type": "output_text", "text": "Hi.", "annotations": [{"type": kind}]}
        got = whole(WIRE, response({"type": "message", "content": [part]}))
        assert counts(got) == {f"annotations.{kind}": 1}


def test_events() -> None:
    from openai.types.responses import ResponseStreamEvent

    assert tags(ResponseStreamEvent) == EVENTS | SPOKEN
    end = {"type": "response.completed", "response": response(status="completed")}
    ends = {"error", "response.completed", "response.incomplete", "response.failed"}
    for kind in sorted(EVENTS - ends):
        if not kind.startswith("response.audio."):
            assert counts(streamed(WIRE, [{"type": kind}, end])) == {}, kind
    for kind in SPOKEN:
        assert counts(streamed(WIRE, [{"type": kind, "delta": "QUJD"}, end])) == {kind: 1}


def test_fields() -> None:
    from openai.types.responses import Response, ResponseUsage

    # Counted where they hold something.
    counted = {
        *("access_programs", "image", "input_transformations", "moderation"),
        "prompt_cache_diagnostics",
    }
    assert names(Response) - ORDINARY.drawn == counted
    usage = dict(ORDINARY.inner)["usage"]
    assert names(ResponseUsage) <= getattr(usage, "drawn", set())


def test_finish_reasons() -> None:
    from openai.types.responses import ResponseStatus
    from openai.types.responses.response import IncompleteDetails

    assert words(ResponseStatus) == {"failed", *STATUSES}
    for status, finish in STATUSES.items():
        assert whole(WIRE, response(status=status)).finish_reason == finish
    assert words(IncompleteDetails.model_fields["reason"].annotation) == set(INCOMPLETE)
    for reason, finish in INCOMPLETE.items():
        got = whole(WIRE, response(status="incomplete", incomplete_details={"reason": reason}))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, f"incomplete:{reason}")


def test_codes_of_errors() -> None:
    from openai.types.responses import ResponseError

    assert words(ResponseError.model_fields["code"].annotation) == set(CODES)
    for code, error_class in CODES.items():
        error = {"code": code, "message": "It did not work."}
        got = ask(Server(body=response(status="failed", error=error)), spec("openai-responses"))
        failure = got.failure if isinstance(got, ProviderError) else got.error
        assert failure is not None
        assert failure.error_class == (error_class or failure.error_class), code
