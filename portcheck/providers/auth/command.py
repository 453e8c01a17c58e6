"""A token from a command: run without a shell, bounded in time, its words shown without secrets."""

from __future__ import annotations

import asyncio
import re
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from contextlib import suppress

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.suite import ProviderSpec
from portcheck.providers.faults.vendor_error import printable

TIMEOUT_S = 30.0
_SHOWN = 300
"""Characters of what a failed command says that are shown."""
_MAYBE_SECRET = re.compile(r"[\w+/=.~-]{16,}")
_FEWEST = 8
"""Shorter values of variables are ordinary words."""


async def token_of(
    spec: ProviderSpec, environ: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
) -> str:
    """What the provider's command prints, without the white space around it.

    Raises:
        ProviderError: `auth`, the command does not start, fails, takes over `timeout_s` seconds,
            or prints anything but one word of printable ASCII.
    """
    program = spec.auth.command[0]
    try:
        process = await asyncio.create_subprocess_exec(
            *spec.auth.command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=dict(environ)
        )
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it cannot be an argument"
        raise _failed(spec, f"{program!r} does not start: {reason}") from None
    try:
        async with asyncio.timeout(timeout_s):
            out, said = await process.communicate()
    except TimeoutError:
        raise _failed(spec, f"{program!r} took more than {timeout_s:g} s") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
    if process.returncode:
        shown = _redacted(said.decode("utf-8", "replace"), environ)
        raise _failed(spec, f"{program!r} ended with exit code {process.returncode}: {shown}")
    token = out.decode("utf-8", "replace").strip()
    if not token or not all("!" <= ch <= "~" for ch in token):
        raise _failed(spec, f"{program!r} printed no token: one word on its output is expected")
    return token


def _redacted(text: str, environ: Mapping[str, str]) -> str:
    """The text without values of variables, and without long words that hold a digit."""
    for value in sorted(environ.values(), key=len, reverse=True):
        if len(value) >= _FEWEST:
            text = text.replace(value, "***")
    text = _MAYBE_SECRET.sub(lambda found: "***" if re.search(r"\d", found[0]) else found[0], text)
    return printable(" ".join(text.split()))[:_SHOWN] or "it said nothing"


def _failed(spec: ProviderSpec, what: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="auth",
            message=f"no token for provider {spec.id!r}: {what}",
            hint="run the command of its 'auth' by hand; it prints the token and nothing else",
        )
    )
