"""Get a token from a command, run without a shell and with a time limit; messages hide secrets."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress

from portcheck.errors import ProviderError
from portcheck.model.suite import ProviderSpec
from portcheck.providers.auth.token import Token, is_token, no_token, redacted

TIMEOUT_S = 30.0
_LAST_WORDS_S = 1.0
"""Seconds that the pipes of a killed command may take to close."""


async def token_of(
    spec: ProviderSpec, environ: Mapping[str, str], *, timeout_s: float = TIMEOUT_S
) -> Token:
    """Run the provider's command and return its output without surrounding white space.

    Raises:
        ProviderError: `auth`, the command does not start, fails, takes longer than `timeout_s`
            seconds, or does not print exactly one word of printable ASCII.
    """
    program = spec.auth.command[0]
    try:
        process = await asyncio.create_subprocess_exec(
            *spec.auth.command,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=dict(environ),
            start_new_session=True,
        )
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it cannot be an argument"
        raise _failed(spec, f"{program!r} does not start: {reason}") from None
    ended = False
    try:
        async with asyncio.timeout(timeout_s):
            out, said = await process.communicate()
        ended = True
    except TimeoutError:
        raise _failed(spec, f"{program!r} took more than {timeout_s:g} s") from None
    finally:
        if not ended:
            await _kill(process)
    if process.returncode:
        shown = redacted(said.decode("utf-8", "replace"), environ)
        raise _failed(spec, f"{program!r} ended with exit code {process.returncode}: {shown}")
    token = out.decode("utf-8", "replace").strip()
    if not is_token(token):
        raise _failed(spec, f"{program!r} printed no token: its output must be one word")
    return Token(text=token, life_s=spec.auth.ttl_s)


async def _kill(process: Process) -> None:
    """Kill the command and every process in its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_WORDS_S):
            await process.communicate()


def _failed(spec: ProviderSpec, what: str) -> ProviderError:
    hint = "run the command of its 'auth' by hand; it must print only the token"
    return no_token(spec, what, hint)
