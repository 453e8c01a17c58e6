"""Tokens that expire, and the error if there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.suite import ProviderSpec
from portcheck.providers.faults.vendor_error import printable
from portcheck.value import Value

_SHOWN = 300
"""Most characters of an error that are shown."""
_MAYBE_SECRET = LazyPattern(r"[\w+/=.~-]{16,}")
_FEWEST = 8
"""Fewest characters of a variable's value that is hidden; shorter ones are ordinary words."""


class Token(Value, kw_only=True):
    """A token and its lifetime."""

    text: str
    life_s: float
    """Lifetime in seconds, from the time of the request for it."""

    def __repr__(self) -> str:
        return f"<token for {self.life_s:g} s>"


def is_token(text: str) -> bool:
    """Whether a text can be sent in a header: one word of printable ASCII."""
    return bool(text) and all("!" <= ch <= "~" for ch in text)


def no_token(spec: ProviderSpec, what: str, hint: str, *, again: bool = False) -> ProviderError:
    """Make the error for all calls of a provider without a token.

    Args:
        spec: the provider.
        what: the cause, without secrets.
        hint: what to do about it.
        again: whether another attempt may help because the token service could not be reached.
    """
    message = f"no token for provider {spec.id!r}: {what}"
    if again:
        return ProviderError(
            Failure(error_class="connection", message=message, hint=hint, retryable=True)
        )
    return ProviderError(Failure(error_class="auth", message=message, hint=hint))


def redacted(text: str, environ: Mapping[str, str]) -> str:
    """Hide values of variables and long words with a digit in a text."""
    for value in sorted(environ.values(), key=len, reverse=True):
        if len(value) >= _FEWEST:
            text = text.replace(value, "***")
    text = _MAYBE_SECRET.sub(lambda found: "***" if re.search(r"\d", found[0]) else found[0], text)
    return printable(" ".join(text.split()))[:_SHOWN] or "it printed nothing"
