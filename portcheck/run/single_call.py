"""Send one request to one provider, outside of any run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from portcheck.config import load as config
from portcheck.error_classes import Failure
from portcheck.errors import ExitCode
from portcheck.model.chat import Adapt, Request
from portcheck.model.codec import completion_to_json, encode
from portcheck.model.did_you_mean import known
from portcheck.plugins import Provider
from portcheck.providers.open_provider import open_provider
from portcheck.providers.retry import CallResult, complete
from portcheck.run.execute.event_loop import run_to_end


def call(
    request: Path,
    providers: Path,
    provider: str,
    *,
    stream: bool = False,
    base_url: str | None = None,
    adapt: Adapt = "none",
    environ: Mapping[str, str],
) -> tuple[ExitCode, dict[str, Any]]:
    """Send one request to one provider.

    Args:
        request: the file with the request.
        providers: the providers file.
        provider: the id of the provider.
        stream: whether to stream the answer; the entry may ask for it too.
        base_url: an address to call instead of the one in the file.
        adapt: which settings to drop or replace if the model does not accept them.
        environ: the variables with keys.

    Returns:
        The exit code, and the completion or the error as JSON.

    Raises:
        ConfigError: there is a mistake in the request or the providers file.
        UsageError: there is no such provider, or its key is missing or may not be sent.
    """
    asked = config.read_request(request)
    typed = {provider: base_url} if base_url else {}
    specs = {spec.id: spec for spec in config.load_providers(providers, base_urls=typed)}
    named = specs[known(provider, specs, "provider")]
    spec = replace(named, stream=stream or named.stream)
    result = run_to_end(_call(open_provider(spec, environ, adapt=adapt), asked))
    if isinstance(result.outcome, Failure):
        return ExitCode.INCOMPLETE, {"error": encode(result.outcome)}
    return ExitCode.OK, completion_to_json(result.outcome)


async def _call(provider: Provider, request: Request) -> CallResult:
    try:
        return await complete(provider, request)
    finally:
        await provider.aclose()
