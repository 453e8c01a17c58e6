"""The exception tree. Every error says what happened and, where it can, what to do next.

PortcheckError              exit 70 unless a subclass says otherwise
|- UsageError               exit 2   a flag, an argument or an environment variable
|- ConfigError              exit 2   mistakes in files, all of them at once
|- PlanError                exit 2   a run that cannot start (a recording lacks an answer)
|- StoreError               exit 4   the run directory cannot be read or written
`- ProviderError            exit 4   a call that brought no answer
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

from msgspec import field

from portcheck.value import Number, Value, Whole


class ExitCode(IntEnum):
    """The exit codes of the command line, from `docs/exit-codes.md`."""

    OK = 0
    """Every verdict is `safe`, or the command did what it was asked."""
    UNSAFE = 1
    """At least one verdict is `unsafe`. Never used for an error."""
    USAGE = 2
    """A wrong flag, a missing variable, a mistake in a file."""
    INCONCLUSIVE = 3
    """At least one verdict is `inconclusive`, none `unsafe`."""
    INCOMPLETE = 4
    """The run could not be finished: authentication, budget, too many failures, a full disk."""
    CONDITIONAL = 5
    """At least one verdict is `conditional`, none `unsafe` or `inconclusive`."""
    INTERNAL = 70
    """A mistake in portcheck itself."""
    INTERRUPTED = 130
    """Ctrl-C; the run can be resumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a file, with the place to fix it."""

    file: str
    """Path as the user named it."""
    line: int
    """1-based; 0 when the problem concerns the file as a whole."""
    column: int
    """1-based, in characters; 0 when the problem concerns the file as a whole."""
    pointer: str
    """JSON Pointer (RFC 6901) of the value inside the document; "" is the document."""
    message: str
    hint: str = ""
    severity: str = "error"
    """`error` or `warning`."""
    count: int = 1
    """How many times this same mistake occurs; the position is that of the first."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTraits:
    """What follows from the class of a failed call: nothing else decides by its name."""

    counts: Literal["missing", "answer", "failed"]
    """`missing`: there is no answer, and the pair is missing. `answer`: a filter stopped the
    prompt, and that is scored. `failed`: the vendor does not accept the request; the case fails."""
    retry: Literal["yes", "pause", "adapt", "if_asked", "never"]
    """`yes`: asking again may help. `pause`: it helps after a pause, which costs no retry. `adapt`:
    only without the setting that the vendor named. `if_asked`: only where the vendor's header
    `x-should-retry` says so. `never`: not even then."""
    throttled: bool
    """The vendor turns calls away to slow them down."""
    hopeless: bool
    """No later call to the provider can do better."""
    billed: bool
    """The vendor may have worked, and charged, all the same."""
    reached: bool
    """The vendor's server answered."""
    about_request: bool
    """The failure says something about the request that was sent."""
    key_valid: bool | None
    """Whether the key is valid; `None`: it may be or not."""
    model_exists: bool | None
    """Whether the model exists; `None`: it may or not."""
    flags: tuple[str, ...]
    """The flags that a failure of this class may have."""
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
    retryable: bool = False
    retry_after_s: Number | None = None
    http_status: Whole | None = None
    vendor_code: str | None = None

    @property
    def traits(self) -> ErrorTraits:
        """What follows from the class."""
        return ERROR_TRAITS[self.error_class]

    @property
    def missing(self) -> bool:
        """Whether the pair is missing (as against: the case failed)."""
        return self.traits.counts == "missing"


class PortcheckError(Exception):
    """Base of every error that portcheck raises on purpose."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PortcheckError):
    """A flag, an argument or an environment variable is wrong or missing."""

    exit_code = ExitCode.USAGE


_SHOWN_MISTAKES = 5


class ConfigError(PortcheckError):
    """Mistakes in suite or providers files; `problems` holds all of them, in file order."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = sum(p.count for p in self.problems if p.severity == "error")
        super().__init__(f"mistakes in the files: {errors}")

    def __str__(self) -> str:
        """The number of mistakes and the first of them, one a line: what a traceback shows."""
        errors = [problem for problem in self.problems if problem.severity == "error"]
        shown = [f"{p.file}:{p.line}:{p.column}: {p.message}" for p in errors[:_SHOWN_MISTAKES]]
        return "\n  ".join([self.message, *shown])


class PlanError(PortcheckError):
    """The run cannot start: something that it needs is known to be missing."""

    exit_code = ExitCode.USAGE


class StoreError(PortcheckError):
    """The run directory cannot be read or written; what is already in it stays."""

    exit_code = ExitCode.INCOMPLETE


class ProviderError(PortcheckError):
    """A call that brought no answer. Adapters raise it, and the runner keeps its failure."""

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, failure: Failure, *, param: str | None = None) -> None:
        super().__init__(failure.message, hint=failure.hint)
        self.failure = failure
        self.param = param
        """The vendor's name of the field that it complains about."""
