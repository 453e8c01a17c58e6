"""Classes of failed calls, and what follows from each: retries, billing, scoring, hint."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from portcheck.value import Number, Value, Whole

ErrorClass = Literal[
    "auth",
    "not_found",
    "invalid_request",
    "rate_limited",
    "overloaded",
    "quota_exhausted",
    "server",
    "timeout",
    "content_blocked",
    "connection",
    "malformed_response",
]


class ErrorTraits(Struct, frozen=True, kw_only=True):
    """What follows from the class of a failed call; no other code compares class names."""

    counts: Literal["missing", "answer", "failed"]
    """`missing`: there is no answer, and the pair is missing. `answer`: a filter stopped the
    prompt, and that is scored. `failed`: the vendor does not accept the request; the case fails if
    the vendor says why, else the pair is missing."""
    retry: Literal["yes", "pause", "adapt", "if_asked", "never"]
    """`yes`: another try may help. `pause`: another try helps after a pause, and does not count as
    a retry. `adapt`: only a try without the setting that the vendor named. `if_asked`: only if the
    vendor's header `x-should-retry` says so. `never`: not even then."""
    throttled: bool
    """The vendor rejects calls to slow the caller down."""
    hopeless: bool
    """No later call to the provider can succeed."""
    billed: bool
    """The vendor may charge for the call although it failed."""
    reached: bool
    """The vendor's server answered."""
    about_request: bool
    """The failure says something about the request that was sent."""
    key_valid: bool | None
    """Whether the key is valid; `None`: not known."""
    model_exists: bool | None
    """Whether the model exists; `None`: not known."""
    flags: tuple[str, ...]
    """The flags that a failure of this class may have."""
    obstacle: str
    """Why nobody can move to the provider today, a clause; "" if the failure may pass."""
    hint: str
    """What to do; `{provider}`, `{model}` and `{variable}` (the key's) stand for names."""

    @property
    def retryable(self) -> bool:
        """Whether asking again may help, as far as the class tells."""
        return self.retry in {"yes", "pause"}


ERROR_TRAITS: Mapping[ErrorClass, ErrorTraits] = MappingProxyType(
    {
        "auth": ErrorTraits(
            counts="missing",
            retry="never",
            throttled=False,
            hopeless=True,
            billed=False,
            reached=True,
            about_request=False,
            key_valid=False,
            model_exists=None,
            flags=(),
            obstacle="the key is rejected",
            hint="check the key of provider {provider} in {variable}, and that it may use {model}",
        ),
        "not_found": ErrorTraits(
            counts="missing",
            retry="if_asked",
            throttled=False,
            hopeless=True,
            billed=False,
            reached=True,
            about_request=True,
            key_valid=None,
            model_exists=False,
            flags=("model_retired",),
            obstacle="the model or address does not exist",
            hint="check model ({model}) and base_url of provider {provider}",
        ),
        "invalid_request": ErrorTraits(
            counts="failed",
            retry="adapt",
            throttled=False,
            hopeless=False,
            billed=False,
            reached=True,
            about_request=True,
            key_valid=None,
            model_exists=None,
            flags=("context_length", "unsupported_param"),
            obstacle="",
            hint="provider {provider} does not accept this request as it is",
        ),
        "rate_limited": ErrorTraits(
            counts="missing",
            retry="pause",
            throttled=True,
            hopeless=False,
            billed=False,
            reached=True,
            about_request=False,
            key_valid=None,
            model_exists=None,
            flags=(),
            obstacle="the rate limit does not hold",
            hint="lower limits.requests_per_minute or concurrency of {provider}",
        ),
        "overloaded": ErrorTraits(
            counts="missing",
            retry="yes",
            throttled=True,
            hopeless=False,
            billed=False,
            reached=True,
            about_request=False,
            key_valid=None,
            model_exists=None,
            flags=(),
            obstacle="",
            hint="the vendor behind provider {provider} is overloaded: try again later",
        ),
        "quota_exhausted": ErrorTraits(
            counts="missing",
            retry="never",
            throttled=False,
            hopeless=True,
            billed=False,
            reached=True,
            about_request=False,
            key_valid=True,
            model_exists=None,
            flags=(),
            obstacle="the quota is used up",
            hint="the account behind provider {provider} has no budget left",
        ),
        "server": ErrorTraits(
            counts="missing",
            retry="yes",
            throttled=False,
            hopeless=False,
            billed=True,
            reached=True,
            about_request=True,
            key_valid=None,
            model_exists=None,
            flags=(),
            obstacle="",
            hint="the vendor behind provider {provider} reports an internal error: try again later",
        ),
        "timeout": ErrorTraits(
            counts="missing",
            retry="yes",
            throttled=False,
            hopeless=False,
            billed=True,
            reached=False,
            about_request=False,
            key_valid=None,
            model_exists=None,
            flags=(),
            obstacle="",
            hint="provider {provider} gave up on the request: try again later, or ask for less",
        ),
        "content_blocked": ErrorTraits(
            counts="answer",
            retry="never",
            throttled=False,
            hopeless=False,
            billed=False,
            reached=True,
            about_request=True,
            key_valid=True,
            model_exists=None,
            flags=(),
            obstacle="",
            hint="the filter of provider {provider} blocked this prompt",
        ),
        "connection": ErrorTraits(
            counts="missing",
            retry="yes",
            throttled=False,
            hopeless=False,
            billed=True,
            reached=False,
            about_request=False,
            key_valid=None,
            model_exists=None,
            flags=(),
            obstacle="",
            hint="provider {provider} ended the call before an answer: try again later",
        ),
        "malformed_response": ErrorTraits(
            counts="missing",
            retry="if_asked",
            throttled=False,
            hopeless=False,
            billed=True,
            reached=True,
            about_request=True,
            key_valid=None,
            model_exists=None,
            flags=(),
            obstacle="",
            hint="",
        ),
    }
)


class Failure(Value, kw_only=True):
    """Why a call failed."""

    error_class: ErrorClass = field(name="class")
    message: str
    flags: tuple[str, ...] = ()
    """Any of `unsupported_param`, `context_length`, `model_retired`."""
    hint: str = ""
    """What to do about it; "" if nothing is known to help."""
    retryable: bool = False
    """Whether asking again may help."""
    retry_after_s: Number | None = None
    """Seconds that the vendor asks to wait; `None` if it does not say."""
    http_status: Whole | None = None
    """`None` if no response arrived; 200 for an error inside a stream."""
    vendor_code: str | None = None
    """The vendor's own code or type of the error."""
    cause: str | UnsetType = UNSET
    """Class `invalid_request`: the part of the request that the vendor names as the cause, such as
    `temperature`, `response_schema` or `context_length`; "" if it names none. Not set in records of
    earlier versions, which have only the flags."""

    @property
    def traits(self) -> ErrorTraits:
        """What follows from the class."""
        return ERROR_TRAITS[self.error_class]

    @property
    def missing(self) -> bool:
        """Whether the pair is missing; if not, the answer is scored or the case fails.

        A rejected request is the candidate's fault only if the vendor says what it does not accept.
        """
        counts = self.traits.counts
        return counts == "missing" or (counts == "failed" and not self.explained)

    @property
    def explained(self) -> bool:
        """Whether the vendor says which part of the request it does not accept."""
        return bool(self.flags if self.cause is UNSET else self.cause)
