"""The exception tree. Every error says what happened and, if possible, what to do next.

PortcheckError              exit 70 unless a subclass has another code
|- UsageError               exit 2   a flag, an argument or an environment variable
|  `- CredentialsError      exit 2   a provider's key or login is missing; the others may work
|- ConfigError              exit 2   mistakes in files, all of them at once
|- PlanError                exit 2   the run cannot start (a recording lacks an answer)
|- BudgetError              exit 4   a budget is used up
|- StoreError               exit 4   the run directory cannot be read or written
`- ProviderError            exit 4   a call got no answer
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from enum import IntEnum

from msgspec import Struct

from portcheck.error_classes import Failure


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


class Problem(Struct, frozen=True, kw_only=True):
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
    places: tuple[tuple[int, int], ...] = ()
    """Line and column of every place, if there are several; the first is the position."""


FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers of the system for a full disk, a full quota and a file that is too large."""


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


class CredentialsError(UsageError):
    """The key or the login of one provider is missing; the others may work."""


_SHOWN_MISTAKES = 5


class ConfigError(PortcheckError):
    """Mistakes in suite or providers files; `problems` holds all of them, in file order."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = sum(p.count for p in self.problems if p.severity == "error")
        super().__init__(f"mistakes in the files: {errors}")

    def __str__(self) -> str:
        """The number of mistakes, then the first of them, one per line, for a traceback."""
        errors = [problem for problem in self.problems if problem.severity == "error"]
        shown = [f"{p.file}:{p.line}:{p.column}: {p.message}" for p in errors[:_SHOWN_MISTAKES]]
        return "\n  ".join([self.message, *shown])


class PlanError(PortcheckError):
    """The run cannot start, because something that it needs is missing."""

    exit_code = ExitCode.USAGE


class BudgetError(PortcheckError):
    """A budget is used up, so portcheck made no call."""

    exit_code = ExitCode.INCOMPLETE


class StoreError(PortcheckError):
    """The run directory cannot be read or written; its files stay as they are."""

    exit_code = ExitCode.INCOMPLETE


class ProviderError(PortcheckError):
    """A call got no answer. Dialects raise it, and the runner records its failure."""

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, failure: Failure, *, param: str | None = None) -> None:
        super().__init__(failure.message, hint=failure.hint)
        self.failure = failure
        self.param = param
        """The vendor's name of the field that it complains about."""
