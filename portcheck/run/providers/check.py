"""Check each provider with one cheap call, all in parallel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.error_classes import ErrorClass, Failure
from portcheck.errors import ConfigError, CredentialsError, UsageError
from portcheck.model.chat import Message, Request, Sampling, Text
from portcheck.model.completion import Completion
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Provider
from portcheck.providers import keys
from portcheck.providers.open_provider import open_provider
from portcheck.providers.recording import load_recording
from portcheck.providers.retry import complete
from portcheck.run.plan.preflight import is_live

GREETING = Request(
    messages=(Message(role="user", content=(Text(text="Say hello."),)),),
    sampling=Sampling(max_output_tokens=16),
)
"""The smallest question; without a temperature, which some models do not accept."""


class CheckResult(Struct, frozen=True, kw_only=True):
    """The result for one provider; `None`: not known."""

    provider: str
    model: str | None
    host: str
    ok: bool
    asked: bool
    """Whether a call was sent."""
    stands_in: str | None = None
    """The dialect if it replaces a vendor, `recorded` or `fake`."""
    reachable: bool | None = None
    key_valid: bool | None = None
    """`None` also if an entry needs no key and has none."""
    model_exists: bool | None = None
    served_model: str | None = None
    latency_s: float | None = None
    first_token_s: float | None = None
    error: Failure | None = None


def may_be_asked(spec: ProviderSpec, environ: Mapping[str, str]) -> bool:
    """Whether a check would send a call: the provider is no recording, and its key is set."""
    try:
        keys.key_for(spec, environ)
    except UsageError:
        return False
    return is_live(spec)


async def check_providers(
    specs: Iterable[ProviderSpec],
    environ: Mapping[str, str],
    *,
    transport: Any = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> tuple[CheckResult, ...]:
    """Check all providers in parallel; errors are part of their results.

    Args:
        specs: the providers.
        environ: the variables with keys.
        transport: replaces the network.
        sleep: waits before a retry.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_check(spec, environ, transport, sleep)) for spec in specs]
    return tuple(task.result() for task in tasks)


async def _check(
    spec: ProviderSpec,
    environ: Mapping[str, str],
    transport: Any,
    sleep: Callable[[float], Awaitable[None]],
) -> CheckResult:
    base = CheckResult(provider=spec.id, model=spec.model, host="", ok=False, asked=False)
    try:
        base = replace(base, host=keys.host(spec))
        if not is_live(spec):
            base = replace(base, stands_in=spec.dialect)
            if spec.dialect == "recorded":
                load_recording(Path(spec.file or ""))
            return replace(base, ok=True)
        keys.key_for(spec, environ)
    except ConfigError as exc:
        return replace(base, error=_unusable(exc.problems[0].message, exc.hint, "not_found"))
    except UsageError as exc:
        return replace(base, key_valid=False, error=_unusable(exc.message, exc.hint, "auth"))
    try:
        provider = open_provider(spec, environ, transport=transport)
    except UsageError as exc:
        lacks = isinstance(exc, CredentialsError)
        error = _unusable(exc.message, exc.hint, "auth" if lacks else "invalid_request")
        return replace(base, key_valid=False if lacks else None, error=error)
    checked = await _ask(provider, replace(base, asked=True), sleep)
    if spec.api_key_env is None and not spec.auth.starts:
        return replace(checked, key_valid=None if checked.ok else checked.key_valid)
    return checked


def _unusable(message: str, hint: str, error_class: ErrorClass) -> Failure:
    return Failure(error_class=error_class, message=message, hint=hint)


async def _ask(
    provider: Provider, base: CheckResult, sleep: Callable[[float], Awaitable[None]]
) -> CheckResult:
    try:
        result = await complete(provider, GREETING, retries=1, sleep=sleep)
    finally:
        await provider.aclose()
    if isinstance(result.outcome, Failure):
        return _with_failure(base, result.outcome)
    return _with_answer(base, result.outcome)


def _with_answer(base: CheckResult, answer: Completion) -> CheckResult:
    return replace(
        base,
        ok=True,
        reachable=True,
        key_valid=True,
        model_exists=True,
        served_model=answer.served_model,
        latency_s=answer.timing.total_s,
        first_token_s=answer.timing.first_token_s,
        error=answer.error,
    )


def _with_failure(base: CheckResult, failure: Failure) -> CheckResult:
    traits = failure.traits
    return replace(
        base,
        reachable=traits.reached,
        key_valid=traits.key_valid,
        model_exists=traits.model_exists,
        error=failure,
    )
