"""Vendor error to ProviderError: class, flags, whether to retry, when, and what to do about it.

The rules here hold for every vendor; a dialect may name the class itself where its words differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import UNSET, UnsetType

from portcheck.error_classes import ERROR_TRAITS, ErrorClass, Failure
from portcheck.errors import ProviderError
from portcheck.model.completion import Answer, RefusalSignal
from portcheck.model.suite import ProviderSpec
from portcheck.providers.faults.named_parts import named_parts
from portcheck.providers.faults.retry_after import retry_after_s
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.vendor_json import items, mapping, text

_BLOCKED_CODES = frozenset(
    {
        "invalid_prompt",
        "content_policy_violation",
        "content_filter",
        "cyber_policy",
        "bio_policy",
        "ResponsibleAIPolicyViolation",
    }
)
_BLOCKED_WORDS = re.compile(
    r"safety_check|requires moderation on|content management policy|violates usage guidelines"
)
_QUOTA_CODES = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "billing_hard_limit_reached",
        "billing_not_active",
    }
)
_QUOTA_WORDS = re.compile(
    r"exceeded your current quota|insufficient (balance|credits)|credit balance"
    r"|used all available credits|spending limit|free-models-per-day"
)
_NOT_FOUND_CODES = frozenset(
    {"model_not_found", "DeploymentNotFound", "model_decommissioned", "not_found_error"}
)
_NOT_FOUND_WORDS = re.compile(
    r"not a valid model|invalid model( name| id|:)|model identifier is invalid|model not exist"
)
_RETIRED_WORDS = re.compile(
    r"deprecated|decommissioned|retired|end[- ]of[- ](its[- ])?life|(has been|was) removed"
    r"|marked by provider as legacy"
    r"|no longer (available|supported|served)"
)
_CONTEXT_WORDS = re.compile(
    r"context_length|maximum context length|context length|context window|context size"
    r"|exceed_context_size|prompt is too long|too many (input )?tokens|max_new_tokens"
    r"|input is too long|input length and `max_tokens`|max_tokens must be at least 1"
    r"|reduce the length|input token count .*exceeds the maximum"
    r"|maximum number of (input )?tokens"
)
_PARAM_CODES = frozenset({"unsupported_parameter", "unsupported_value", "unknown_parameter"})
_PARAM_WORDS = re.compile(
    r"extra inputs are not permitted|extra fields? (is |are )?not permitted"
    r"|deprecated for this model|cannot both be specified|unrecognized request argument"
    r"|unsupported (parameter|value)|unknown (parameter|name|field)|does not support effort"
    r"|not supported (with|by|for|on) this model|does not support (tools|thinking|images)"
    r"|no endpoints found that (can handle|support)"
)
_OVERLOADED_WORDS = re.compile(r"overloaded|capacity exceeded|at capacity|over capacity")
_PARAM_NAME = re.compile(r"^([a-z_][\w.]*): |[`']([a-z_][\w.\[\]]*)[`']")

_BY_MODEL: Mapping[str, str] = {
    "tool_use_failed": "tools",
    "json_validate_failed": "response_schema",
}
"""Codes of answers that the model wrote and the vendor did not pass on, as they do not fit."""

_BY_TYPE: Mapping[str, ErrorClass] = {
    "authentication_error": "auth",
    "permission_error": "auth",
    "permission_denied": "auth",
    "invalid_api_key": "auth",
    "rate_limit_error": "rate_limited",
    "rate_limit_exceeded": "rate_limited",
    "rate_limited": "rate_limited",
    "timeout_error": "timeout",
    "billing_error": "quota_exhausted",
    "invalid_request_error": "invalid_request",
    "tool_use_failed": "invalid_request",
    "request_too_large": "invalid_request",
}
"""For errors without a status of their own: in a stream, or under HTTP 200."""


def classify(error: VendorError) -> tuple[ErrorClass, tuple[str, ...]]:
    """Error class and flags by the rules that hold for every vendor."""
    if 300 <= error.status < 400:
        return "not_found", ()
    found = _by_words(error) or _by_status(error)
    return found, _flags(error, found)


def to_error(
    error: VendorError, spec: ProviderSpec, named: ErrorClass | None = None
) -> ProviderError:
    """The exception for a vendor's error.

    Args:
        error: what the vendor said.
        spec: the provider, for hints that name its variable and address.
        named: the class, where the dialect knows better than the common rules.
    """
    found, flags = classify(error)
    if named is not None:
        found, flags = named, _flags(error, named)
    return ProviderError(
        Failure(
            error_class=found,
            message=error.message,
            retryable=_retryable(error, found),
            retry_after_s=retry_after_s(error),
            http_status=error.status,
            vendor_code=error.code or error.type,
            flags=flags,
            hint=_hint(error, found, flags, spec),
            cause=rejected_part(error, found, flags),
        ),
        param=error.param,
    )


def filtered_categories(results: object) -> str | None:
    """Azure's filter verdicts as text: `hate (high), jailbreak`; `None` when nothing was hit."""
    if not isinstance(results, Mapping):
        return None
    hits = []
    for name, verdict in results.items():
        if isinstance(verdict, Mapping) and verdict.get("filtered") is True:
            severity = verdict.get("severity")
            shown = f"{name} ({severity})" if isinstance(severity, str) else str(name)
            hits.append(shown[:60])
    return ", ".join(hits[:20]) or None


def blocked_answer(error: VendorError, failure: Failure) -> Answer:
    """The answer of a prompt that a filter stopped.

    Args:
        error: what the vendor said.
        failure: the same, as it is kept with the answer.
    """
    signal = RefusalSignal(kind="prompt_blocked", detail=_blocked_detail(error))
    return Answer(text="", finish_reason="content_filter", refusal_signal=signal, error=failure)


def _blocked_detail(error: VendorError) -> str | None:
    """Why a prompt was blocked, as far as the error says."""
    inner = error.detail.get("innererror") or error.detail.get("inner_error")
    found = inner if isinstance(inner, Mapping) else error.detail
    for key in ("content_filter_result", "content_filter_results"):
        named = filtered_categories(found.get(key))
        if named:
            return named
    reasons = items(mapping(error.detail.get("metadata")).get("reasons"))
    return ", ".join(text(reason)[:60] for reason in reasons[:20]) or error.code or error.type


def _by_words(error: VendorError) -> ErrorClass | None:
    status, words = error.stated_status, error.words
    names = {error.type, error.code}
    rules: tuple[tuple[ErrorClass, bool], ...] = (
        ("content_blocked", _is_blocked(error, words)),
        ("quota_exhausted", status == 402 or bool(names & _QUOTA_CODES)),
        ("quota_exhausted", status in {0, 400, 403, 429} and _says(_QUOTA_WORDS, words)),
        ("not_found", bool(names & _NOT_FOUND_CODES)),
        ("not_found", status in {0, 400} and _says(_NOT_FOUND_WORDS, words)),
        ("overloaded", status in {0, 429, 498, 503} and _says(_OVERLOADED_WORDS, words)),
        # llama.cpp and some proxies report an overlong prompt as their own failure.
        ("invalid_request", status in {0, 400, 500} and _says(_CONTEXT_WORDS, words)),
    )
    return next((found for found, holds in rules if holds), None)


def _says(pattern: re.Pattern[str], words: str) -> bool:
    return pattern.search(words) is not None


def _is_blocked(error: VendorError, words: str) -> bool:
    if error.code in _BLOCKED_CODES or error.type in _BLOCKED_CODES:
        return True
    inner = error.detail.get("innererror") or error.detail.get("inner_error")
    if isinstance(inner, Mapping) and text(inner.get("code")) in _BLOCKED_CODES:
        return True
    if error.status == 400 and error.type == "invalid_request_error" and "blocked" in words:
        return True
    return error.stated_status in {0, 400, 403} and bool(_BLOCKED_WORDS.search(words))


def _by_status(error: VendorError) -> ErrorClass:
    status = error.stated_status
    if status == 0:
        named = _BY_TYPE.get(error.code or "") or _BY_TYPE.get(error.type or "")
        return named or "server"
    exact: dict[int, ErrorClass] = {
        401: "auth",
        403: "auth",
        404: "not_found",
        405: "not_found",
        408: "timeout",
        409: "server",
        410: "not_found",
        425: "server",
        429: "rate_limited",
        503: "overloaded",
        524: "timeout",
        529: "overloaded",
    }
    if status in exact:
        return exact[status]
    return "server" if status >= 500 else "invalid_request"


def _flags(error: VendorError, found: ErrorClass) -> tuple[str, ...]:
    words = error.words
    rules = (
        ("model_retired", error.stated_status == 410 or _says(_RETIRED_WORDS, words)),
        ("context_length", _says(_CONTEXT_WORDS, words)),
        ("unsupported_param", error.code in _PARAM_CODES or _says(_PARAM_WORDS, words)),
    )
    possible = ERROR_TRAITS[found].flags
    return tuple(flag for flag, holds in rules if holds and flag in possible)[:1]


def _retryable(error: VendorError, found: ErrorClass) -> bool:
    traits = ERROR_TRAITS[found]
    if traits.retry in {"adapt", "never"}:
        return False
    wish = error.headers.get("x-should-retry", "").strip().lower()
    return wish == "true" if wish in {"true", "false"} else traits.retryable


def rejected_part(error: VendorError, found: ErrorClass, flags: tuple[str, ...]) -> str | UnsetType:
    """What of a rejected request the vendor names as the cause; "" where it names nothing."""
    if ERROR_TRAITS[found].counts != "failed":
        return UNSET
    if "context_length" in flags or error.stated_status == 413:
        return "context_length"
    if (wrote := _BY_MODEL.get(error.code or "")) is not None:
        return wrote
    part = next(named_parts(error.param, error.message), "")
    if part or not flags:
        return part
    # Where a name is stated it is none of the workload's: one of the providers file.
    return "" if error.param or _PARAM_NAME.search(error.message) else "a setting"


def _hint(error: VendorError, found: ErrorClass, flags: tuple[str, ...], spec: ProviderSpec) -> str:
    if 300 <= error.status < 400:
        return f"redirects are never followed: give provider {spec.id!r} its final address"
    if error.code == "tool_use_failed":
        return (
            "the model wrote a tool call that does not fit the tool's schema: "
            "that is the model's failure, not the request's"
        )
    if "inference profile" in error.words:
        return (
            f"{spec.model!r} is served by inference profiles only: name one, as in us.{spec.model}"
        )
    by_flag = {
        "model_retired": f"{spec.model!r} has been retired: name another model for {spec.id!r}",
        "context_length": f"the prompt and the answer do not fit {spec.model!r} of provider "
        f"{spec.id!r}: shorten one of them",
        "unsupported_param": f"{spec.model!r} of provider {spec.id!r} does not take "
        f"{_parameter(error)}: leave it out, or choose another model",
    }
    if flags:
        return by_flag[flags[0]]
    traits = ERROR_TRAITS[found]
    if traits.key_valid is False and spec.api_key_env is None:
        return f"provider {spec.id!r} needs a key: name its variable as api_key_env"
    return traits.hint.format(
        provider=repr(spec.id), model=repr(spec.model), variable=spec.api_key_env
    )


def _parameter(error: VendorError) -> str:
    if error.param:
        return error.param
    found = _PARAM_NAME.search(error.message)
    return (found.group(1) or found.group(2)) if found else "one of the settings"
