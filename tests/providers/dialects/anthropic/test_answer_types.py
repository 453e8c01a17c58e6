"""All that Anthropic's own types allow in an answer is read, counted, or left alone by name."""

from __future__ import annotations

import pytest
from carried import counts, whole
from provider_exchanges import Server, ask, message_body, spec
from sdk_types import names, tags, words

from portcheck.errors import ProviderError
from portcheck.providers.dialects.anthropic import WIRE
from portcheck.providers.dialects.anthropic.metadata import ORDINARY

pytest.importorskip("anthropic", reason="needs the extra `sdks`")

READ = {"text", "thinking", "tool_use"}
COUNTED = {
    *("advisor_tool_result", "bash_code_execution_tool_result", "code_execution_tool_result"),
    *("compaction", "container_upload", "fallback", "mcp_tool_listing", "mcp_tool_result"),
    *("mcp_tool_use", "redacted_thinking", "server_tool_use", "tool_search_tool_result"),
    *("text_editor_code_execution_tool_result", "web_fetch_tool_result", "web_search_tool_result"),
}
FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refusal",
    "pause_turn": "other",
    "compaction": "other",
}
ERRORS = {
    "api_error": "server",
    "authentication_error": "auth",
    "billing_error": "quota_exhausted",
    "not_found_error": "not_found",
    "overloaded_error": "overloaded",
    "permission_error": "auth",
    "rate_limit_error": "rate_limited",
    "timeout_error": "timeout",
}
CODES = {
    "api_key_scope_missing": (403, "auth"),
    "authorization_check_unavailable": (503, "overloaded"),
    "claude_code_key_creator_not_member": (400, "auth"),
    "cmek_context_unavailable": (503, "overloaded"),
    "cmek_key_disabled": (400, "auth"),
    "cmek_key_network_blocked": (400, "auth"),
    "cmek_key_unreachable": (503, "overloaded"),
    "cmek_not_approved": (400, "auth"),
    "compaction_unavailable": (529, "overloaded"),
    "contract_spend_limit_reached": (429, "quota_exhausted"),
    "enforced_spend_limit_reached": (429, "quota_exhausted"),
    "file_expired": (404, "not_found"),
    "image_dimensions_too_large": (400, "invalid_request"),
    "linked_organization_billing_unavailable": (402, "quota_exhausted"),
    "linked_organization_spend_limit_reached": (402, "quota_exhausted"),
    "organization_not_eligible": (400, "auth"),
    "organization_not_enrolled_in_beta": (400, "auth"),
    "organization_on_hold": (400, "auth"),
    "organization_type_not_supported": (400, "auth"),
    "parent_organization_required": (400, "auth"),
    "ramp_limit_exceeded": (429, "rate_limited"),
    "region_not_supported": (400, "auth"),
    "request_body_timeout": (400, "timeout"),
    "request_body_too_large_after_decoding": (413, "invalid_request"),
    "tool_name_conflict": (400, "invalid_request"),
    "unsupported_region": (400, "auth"),
    "user_profile_billing_not_authorized": (403, "auth"),
    "user_profile_not_billable": (403, "auth"),
    "user_profile_not_found": (400, "auth"),
    "user_profile_required": (400, "auth"),
    "workspace_human_review_disabled": (400, "auth"),
    "workspace_policy_violation": (400, "auth"),
}
"""Status and class of the codes that a message call can meet."""
OTHER_CODES = frozenset(
    {
        *("already_member", "approval_required", "available_tools_limit_exceeded"),
        *("bundle_attachment_not_supported", "bundle_on_call"),
        *("cannot_invite_emails_with_unverified_domains", "cannot_remove_last_member"),
        *("cannot_sign_out_managed_member", "cannot_sign_out_membership_admin"),
        *("cannot_sign_out_owner", "cannot_sign_out_primary_owner"),
        *("cannot_sign_out_privileged_member", "cannot_sign_out_self", "change_outcome_unknown"),
        *("claude_code_version_too_old", "claude_tag_writes_not_enabled"),
        *("cmek_feature_unsupported", "compaction_block_ambiguous", "compaction_block_misplaced"),
        *("compaction_content_mismatch", "compaction_incomplete_turn"),
        *("compaction_nothing_to_summarize", "compaction_signature_invalid"),
        *("compaction_too_many_tool_references", "compaction_tool_changes_mismatch"),
        *("compliance_configuration_restricted", "concurrent_membership_change"),
        *("email_domain_not_allowed", "environment_archived", "environment_create_disabled"),
        *("environment_not_found", "environment_update_disabled", "external_key_changed"),
        *("external_key_in_workspace_policy", "external_key_not_found"),
        *("external_key_provider_mismatch", "external_key_validation_failed"),
        *("external_key_validation_timed_out", "external_storage_in_use"),
        *("external_storage_in_workspace_policy", "external_storage_not_available"),
        *("file_not_downloadable", "gcp_project_controlled_by_another_organization"),
        *("gcp_project_not_verified", "grant_required", "heartbeat_precondition_failed"),
        *("human_review_not_available", "human_review_on_with_external_storage"),
        *("invalid_config_type_change", "invalid_metadata", "invalid_storage_arn"),
        *("invite_already_exists", "key_profile_mismatch", "org_api_key_limit_exceeded"),
        *("org_member_limit_exceeded", "organization_level_scoped_api_key_required"),
        *("plugin_name_taken", "provider_not_allowed", "rbac_group_grants_owner_access"),
        *("rbac_group_managed_settings_not_found", "rbac_group_not_found"),
        *("rbac_group_order_limit_exceeded", "rbac_group_owner_access_unconfirmed"),
        *("rbac_role_not_found", "registration_pending", "request_body_encoding_invalid"),
        *("request_body_encoding_unsupported", "sandbox_egress_restricted", "scan_failed"),
        *("scan_pending", "settings_document_limit_exceeded", "settings_history_limit_exceeded"),
        *("skill_name_taken", "skill_read_blocked_undecryptable"),
        *("slack_channel_set_up_environment_not_found", "slack_channel_set_up_settings_conflict"),
        *("slack_channel_set_up_settings_refused", "spend_limits_admin_api_writes_not_enabled"),
        *("storage_already_registered", "storage_attach_limit_reached"),
        *("storage_attached_during_archive", "storage_changed_concurrently", "storage_in_use"),
        *("storage_not_approved", "storage_not_attachable", "storage_profile_mismatch"),
        *("storage_profile_still_required", "storage_quota_exceeded"),
        *("storage_verification_failed", "thread_already_continued", "thread_continue_in_flight"),
        *("thread_fingerprint_mismatch", "thread_not_found", "thread_unsupported_request"),
        *("tool_reference_unresolved", "transcripts_storage_required", "unsupported_charset"),
        *("workspace_api_key_limit_exceeded", "workspace_changed_concurrently"),
        *("workspace_created_incomplete", "workspace_member_limit_exceeded"),
    }
)
"""Left alone: of the vendor's other services, or of fields that are never sent."""
CITATIONS = {
    *("char_location", "content_block_location", "page_location", "search_result_location"),
    "web_search_result_location",
}


def test_blocks() -> None:
    from anthropic.types import ContentBlock
    from anthropic.types.beta import BetaContentBlock

    assert tags(ContentBlock) | tags(BetaContentBlock) == READ | COUNTED
    for kind in COUNTED:
        assert counts(whole(WIRE, message_body(content=[{"type": kind}]))) == {kind: 1}


def test_citations() -> None:
    from anthropic.types import TextCitation
    from anthropic.types.beta import BetaTextCitation

    assert tags(TextCitation) | tags(BetaTextCitation) == CITATIONS
    for kind in CITATIONS:
        text = {"type": "text", "text": "Hi.", "citations": [{"type": kind}]}
        assert counts(whole(WIRE, message_body(content=[text]))) == {f"citations.{kind}": 1}


def test_events_and_deltas() -> None:
    from anthropic.types import RawMessageStreamEvent
    from anthropic.types.beta import BetaRawContentBlockDelta, BetaRawMessageStreamEvent

    assert tags(RawMessageStreamEvent) | tags(BetaRawMessageStreamEvent) == {
        *("message_start", "message_delta", "message_stop"),
        *("content_block_start", "content_block_delta", "content_block_stop"),
    }
    assert tags(BetaRawContentBlockDelta) == {
        *("text_delta", "thinking_delta", "input_json_delta", "citations_delta"),
        # A signature says nothing; a delta of a compaction is counted.
        *("signature_delta", "compaction_delta"),
    }


def test_finish_reasons() -> None:
    from anthropic.types import StopReason
    from anthropic.types.beta import BetaStopReason

    assert words(StopReason) | words(BetaStopReason) == set(FINISH)
    for raw, finish in FINISH.items():
        got = whole(WIRE, message_body(stop_reason=raw))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


def test_fields_of_messages_and_usage() -> None:
    from anthropic.types.beta import BetaMessage, BetaUsage
    from anthropic.types.beta.beta_iterations_usage import BetaIterationsUsage

    # Counted where they hold something.
    counted = {"context_management", "diagnostics", "input_transformations"}
    assert names(BetaMessage) == (names(BetaMessage) & ORDINARY.drawn) | counted
    usage = dict(ORDINARY.inner)["usage"]
    assert names(BetaUsage) - getattr(usage, "drawn", set()) == {"server_tool_use"}
    assert tags(BetaIterationsUsage) == {
        *("message", "compaction", "advisor_message", "fallback_message")
    }


def test_types_of_errors() -> None:
    from anthropic.types.shared import ErrorObject

    assert tags(ErrorObject) == {"invalid_request_error", *ERRORS}
    for kind, error_class in ERRORS.items():
        error = {"type": "error", "error": {"type": kind, "message": "Not now."}}
        headers = {"retry-after": "3"}
        got = ask(Server(status=500, headers=headers, body=error), spec("anthropic"))
        assert isinstance(got, ProviderError)
        assert got.failure.error_class == error_class, kind


def test_codes_of_errors() -> None:
    from anthropic.types.shared import ErrorDetails

    assert tags(ErrorDetails, "error_code") == set(CODES) | OTHER_CODES
    for code, (status, error_class) in CODES.items():
        detail = {"type": "unheard_of", "message": "Not now.", "details": {"error_code": code}}
        headers = {"retry-after": "3", "anthropic-ratelimit-requests-limit": "9"}
        got = ask(
            Server(status=status, headers=headers, body={"type": "error", "error": detail}),
            spec("anthropic"),
        )
        assert isinstance(got, ProviderError)
        assert got.failure.error_class == error_class, code
