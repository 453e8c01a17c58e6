"""Convert a vendor's error to a ProviderError with class, flags, retry and hint.

The rules here apply to every vendor; a dialect may choose the class itself if its words differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import UNSET, UnsetType

from portcheck.error_classes import ERROR_TRAITS, ErrorClass, ErrorTraits, Failure
from portcheck.errors import ProviderError
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.completion import Answer, RefusalSignal
from portcheck.model.suite import ProviderSpec
from portcheck.providers.faults import error_words as words
from portcheck.providers.faults.guardrails import guardrail_policies
from portcheck.providers.faults.named_parts import named_parts
from portcheck.providers.faults.retry_after import retry_after_s
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.vendor_json import items, mapping, text

_RETIRED_WORDS = LazyPattern(
    r"deprecated|decommissioned|retired|end[- ]of[- ](its[- ])?life|(has been|was) removed"
    r"|marked by provider as legacy"
    r"|no longer (available|supported|served)"
)
_PARAM_CODES = frozenset({"unsupported_parameter", "unsupported_value", "unknown_parameter"})
_PARAM_WORDS = LazyPattern(
    r"extra inputs are not permitted|extra fields? (is |are )?not permitted"
    r"|deprecated for this model|cannot both be specified|unrecognized request argument"
    r"|unsupported (parameter|value)|unknown (parameter|name|field)|does not support effort"
    r"|not supported (with|by|for|on) this model|does not support (tools|thinking|images)"
    r"|no endpoints found that (can handle|support)|extraneous key|invalid option provided"
    r"|(argument|parameter|setting|option|field|property)s? [^.:]{0,40}?(is|are|was)?\s?"
    r"(not (supported|allowed|permitted|accepted)|unsupported)|penalty is not enabled"
)
_PARAM_NAME = LazyPattern(r"^([a-z_][\w.]*): |[`']([a-z_][\w.\[\]]*)[`']")

_BY_MODEL: Mapping[str, str] = {
    "tool_use_failed": "tools",
    "json_validate_failed": "response_schema",
}
"""Codes for answers of the model that the vendor rejected because of their form."""

_EVIDENT = frozenset({400, 413, 422})
"""Statuses under which the request may be at fault if the error says so."""
_BLOCKING = frozenset({0, 400, 403, 406, 409, 412, 422, 424, 446, 451, 500})
"""Statuses of filters; 446 is Portkey's, 500 that of some gateways."""
_UNPAID = frozenset({401, 404, 408, 410, 425, 524})
"""Statuses that are more reliable than words about money."""
_BY_STATUS: Mapping[int, ErrorClass] = {
    401: "auth",
    403: "auth",
    404: "not_found",
    405: "not_found",
    407: "auth",
    408: "timeout",
    410: "not_found",
    429: "rate_limited",
    451: "auth",
    460: "timeout",
    503: "overloaded",
    524: "timeout",
    529: "overloaded",
}
_PASSING = frozenset({408, 409, 421, 424, 425, 449, 460, 498, 499})
"""Statuses below 500 that mean a fault of the service, so that a retry may help."""
_NOT_BUILT = frozenset({501, 505})
"""Status codes of a server that cannot do the request at all."""
_NAMED_IN_TEXT = LazyPattern(r"\b(?:litellm|openai|anthropic)\.(\w+)|^(\w+(?:Error|Exception))\b")
_ECHO = LazyPattern(
    r"(?:(?:input_value|input|value|received|got|prompt|content|text)['\"]?\s{0,3}[:=]?\s{0,3}"
    r"|\b(?:messages?|role|arguments?|query|question|turn)\s?[:=]\s?)"
    r"[\[({]?(['\"`])(?:(?!\1).){12,}\1"
)
"""A part of the request that the error repeats."""
_QUOTED = LazyPattern(r"(['\"`])(?:(?!\1).){12,}\1")
_FIELD_AT_END = LazyPattern(r"['\"`][A-Za-z][\w.\[\]]{0,58}['\"`]$", re.ASCII)
_LONG_QUOTE = LazyPattern(r"(['\"`])(?:(?!\1).){60,}\1")
_NO_PART = frozenset({"None", "null", "model"})
"""Fields that vendors and gateways name if no setting is at fault."""
_NOT_UNDERSTOOD = (
    "provider {provider} rejected the call and names no part of the request as the cause: it "
    "does not count against {model}"
)


def classify(
    error: VendorError, named: ErrorClass | None = None
) -> tuple[ErrorClass, tuple[str, ...]]:
    """The class and flags of an error.

    Args:
        error: the vendor's error.
        named: the class according to the dialect, if it overrides the common rules. If it says that
            the request or the server is at fault, the words count first, because vendors use these
            errors for accounts, regions and filters too.
    """
    if 300 <= error.status < 400:
        return "not_found", ()
    if named is None or _is_open(ERROR_TRAITS[named]):
        found = _by_words(error) or named or _by_status(error)
    else:
        found = named
    return found, _flags(error, found)


def to_error(
    error: VendorError, spec: ProviderSpec, named: ErrorClass | None = None
) -> ProviderError:
    """The exception for a vendor's error.

    Args:
        error: the vendor's error.
        spec: the provider, for hints that name its variable and address.
        named: the class according to the dialect, if it overrides the common rules.
    """
    found, flags = classify(error, named)
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


def without_echo(message: str) -> str:
    """Remove parts of the request from a vendor's message; names of fields stay."""

    def shortened(found: re.Match[str]) -> str:
        return found[0] if _FIELD_AT_END.search(found[0]) else " "

    return _LONG_QUOTE.sub("...", _ECHO.sub(shortened, message))


def wrote_it_itself(failure: Failure) -> bool:
    """Whether the vendor rejected its model's output, so that another attempt may succeed."""
    return failure.vendor_code in _BY_MODEL or _says(words.BY_MODEL, failure.message.lower())


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
    """Make the answer for a prompt that a filter blocked.

    Args:
        error: the vendor's error.
        failure: the failure to store with the answer.
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
    if policies := guardrail_policies(error.detail):
        return policies
    reasons = items(mapping(error.detail.get("metadata")).get("reasons"))
    return ", ".join(text(reason)[:60] for reason in reasons[:20]) or error.code or error.type


def _is_open(traits: ErrorTraits) -> bool:
    """Whether a dialect's class for an error is one that vendors also use for other things."""
    return traits.counts == "failed" or (traits.about_request and traits.retryable)


def _by_words(error: VendorError) -> ErrorClass | None:
    """The class by names and words, for any status; `None` if they do not decide."""
    status, said = error.stated_status, _ECHO.sub(" ", error.words)
    names = _names(error)
    if _is_blocked(error, names, said):
        return "content_blocked"
    stated = status in _EVIDENT and _names_a_part(error)
    if stated and _says(words.OWN_ACCOUNT, _QUOTED.sub(" ", said)):
        return "auth"
    if status == 402 or words.SPENT_NAMES.intersection(names):
        return "quota_exhausted"
    if status not in _UNPAID and not stated and _is_spent(said):
        return "quota_exhausted"
    by_name = next((words.BY_NAME[name] for name in names if name in words.BY_NAME), None)
    # Groq calls a prompt that no minute's tokens suffice for a rate limit.
    if by_name is not None and status != 413:
        return by_name
    found = None if stated else _by_what_failed(status, said)
    vague = words.VAGUE_NAMES.intersection(names) and status < 500 and status != 413
    return found or ("server" if vague else None)


def _names(error: VendorError) -> list[str]:
    """The error's type, code and exception, in small letters and digits alone."""
    found = [error.type or "", error.code or ""]
    found += [name.partition(".")[0] for name in found if "." in name]
    found += [name or first for name, first in _NAMED_IN_TEXT.findall(error.message)]
    return [re.sub(r"[^a-z0-9]", "", name.lower()) for name in found if name]


def _is_spent(said: str) -> bool:
    """Whether a budget, or a quota that does not refill soon, is used up."""
    if _says(words.MONEY, said):
        return True
    if _says(words.ADVICE, said) and not _says(words.MINUTE, said):
        return True
    if _says(words.PERIOD, said) and _says(words.SPENT, said):
        return not _says(words.MINUTE, said)
    waits = _says(words.RATE, said) or _says(words.WAIT, said)
    return _says(words.QUOTA, said) and not waits


def _by_what_failed(status: int, said: str) -> ErrorClass | None:
    """The class by words about the account, the model, the service or the prompt's length."""
    client = 400 <= status < 500 and status not in {404, 429}
    doubtful = status in {0, 400, 412, 422}
    rules: tuple[tuple[ErrorClass, bool], ...] = (
        ("auth", status not in {404, 429} and _says(words.ACCOUNT, said)),
        ("rate_limited", status not in {401, 404, 413} and _says(words.RATE, said)),
        ("overloaded", status not in {401, 402, 404} and _says(words.OVERLOADED, said)),
        # llama.cpp and some proxies report an overlong prompt as their own failure.
        ("invalid_request", (doubtful or status in {413, 500}) and _says(words.CONTEXT, said)),
        ("invalid_request", status == 0 and _says(words.BY_MODEL, said)),
        ("not_found", doubtful and _says(words.NOT_FOUND, said)),
        ("auth", (client or status == 0) and _says(words.AUTH, said)),
        ("auth", status not in {404, 429} and _says(words.REGION, said)),
        ("timeout", client and _says(words.TIMEOUT, said)),
        ("server", client and _says(words.SERVER, said)),
    )
    return next((found for found, holds in rules if holds), None)


def _says(pattern: LazyPattern, said: str) -> bool:
    return pattern.search(said) is not None


def _names_a_part(error: VendorError) -> bool:
    """Whether the error names a setting or part of the request, even one not of the workload."""
    named = error.param or error.code in _PARAM_CODES or _says(_PARAM_WORDS, error.words)
    if named and error.param not in _NO_PART:
        return True
    return next(named_parts(error.param, error.message), None) is not None


def _is_blocked(error: VendorError, names: Sequence[str], said: str) -> bool:
    inner = mapping(error.detail.get("innererror") or error.detail.get("inner_error"))
    inner_name = re.sub(r"[^a-z0-9]", "", text(inner.get("code")).lower())
    if any(words.BLOCKED_NAME.search(name) for name in (*names, inner_name)):
        return True
    if error.status == 400 and error.type == "invalid_request_error" and "blocked" in said:
        others: Sequence[LazyPattern] = (words.MONEY, words.ACCOUNT, words.REGION)
    elif error.stated_status in _BLOCKING and _says(words.BLOCKED, said):
        others = (words.NOT_BLOCKED, words.ACCOUNT, words.REGION)
    else:
        return False
    return not any(_says(other, said) for other in others)


def _by_status(error: VendorError) -> ErrorClass:
    """The class by the status alone; without a reason the request is not blamed."""
    status = error.stated_status
    found = _BY_STATUS.get(status)
    if found is not None:
        return found
    if status == 0:
        named = bool(words.MEANT_BY_REQUEST.intersection(_names(error)))
        meant = named or _names_a_part(error) or _says(words.AT_FAULT, error.words)
    else:
        meant = status == 413 or (status in _EVIDENT and error.explains)
    return "invalid_request" if meant else "server"


def _flags(error: VendorError, found: ErrorClass) -> tuple[str, ...]:
    said = error.words
    rules = (
        ("model_retired", error.stated_status == 410 or _says(_RETIRED_WORDS, said)),
        ("context_length", _says(words.CONTEXT, said)),
        ("unsupported_param", error.code in _PARAM_CODES or _says(_PARAM_WORDS, said)),
    )
    possible = ERROR_TRAITS[found].flags
    return tuple(flag for flag, holds in rules if holds and flag in possible)[:1]


def _retryable(error: VendorError, found: ErrorClass) -> bool:
    traits = ERROR_TRAITS[found]
    if traits.retry in {"adapt", "never"}:
        return False
    wish = error.headers.get("x-should-retry", "").strip().lower()
    if wish in {"true", "false"}:
        return wish == "true"
    if error.stated_status in _NOT_BUILT:
        return False
    if _is_unexplained(error, found):
        said = error.words
        passing = error.stated_status in _PASSING
        return passing or _says(words.WAIT, said) or _says(words.SERVER, said)
    return traits.retryable


def _is_unexplained(error: VendorError, found: ErrorClass) -> bool:
    """Whether a call was rejected for a reason that is not understood."""
    traits = ERROR_TRAITS[found]
    failed = traits.retry == "yes" and traits.reached and not traits.throttled
    return failed and 400 <= error.stated_status < 500


def rejected_part(error: VendorError, found: ErrorClass, flags: tuple[str, ...]) -> str | UnsetType:
    """The part of a rejected request that the vendor names as the cause; "" if it names none."""
    if ERROR_TRAITS[found].counts != "failed":
        return UNSET
    if "context_length" in flags or error.stated_status == 413:
        return "context_length"
    if (wrote := _BY_MODEL.get(error.code or "")) is not None:
        return wrote
    if _says(words.BY_MODEL, error.words):
        return "tools"
    part = next(named_parts(error.param, error.message), "")
    if part or not flags:
        return part
    # Where a name is stated it is none of the workload's: one of the providers file.
    return "" if error.param or _PARAM_NAME.search(error.message) else "a setting"


def _hint(error: VendorError, found: ErrorClass, flags: tuple[str, ...], spec: ProviderSpec) -> str:
    if 300 <= error.status < 400:
        return f"portcheck never follows redirects: give provider {spec.id!r} its final address"
    if error.code == "tool_use_failed" or _says(words.BY_MODEL, error.words):
        return (
            "the model wrote a tool call that does not fit the tool's schema: the model failed, "
            "not the request"
        )
    if "inference profile" in error.words:
        return f"{spec.model!r} needs an inference profile: name one, as in us.{spec.model}"
    by_flag = {
        "model_retired": f"{spec.model!r} has been retired: name another model for {spec.id!r}",
        "context_length": (
            f"the prompt and the answer together do not fit {spec.model!r} of "
            f"provider {spec.id!r}: shorten one of them"
        ),
        "unsupported_param": (
            f"{spec.model!r} of provider {spec.id!r} does not accept "
            f"{_parameter(error)}: leave it out, or choose another model"
        ),
    }
    if flags:
        return by_flag[flags[0]]
    traits = ERROR_TRAITS[found]
    hint = traits.hint
    logs_in = spec.auth.brings_token or (spec.auth.starts and spec.api_key_env is None)
    if traits.key_valid is False and logs_in:
        hint = "check 'auth' of provider {provider}: the server rejected its token or signature"
    elif traits.key_valid is False and spec.api_key_env is None:
        hint = "provider {provider} needs a key: name its variable as api_key_env"
    elif _is_unexplained(error, found):
        hint = _NOT_UNDERSTOOD
    return hint.format(provider=repr(spec.id), model=repr(spec.model), variable=spec.api_key_env)


def _parameter(error: VendorError) -> str:
    if error.param:
        return error.param
    found = _PARAM_NAME.search(error.message)
    return (found.group(1) or found.group(2)) if found else "one of the settings"
