"""Ask one provider the questions of `portcheck.providers.probe.probes`, one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.error_classes import Failure
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.facts import Capabilities, Observation
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Provider
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.lint.observed import TIME, taken
from portcheck.providers.lint.unsent import not_in_wire
from portcheck.providers.open_provider import open_provider
from portcheck.providers.probe.probes import (
    Probe,
    ProbeResult,
    compare_with_table,
    interpret,
    plain,
    probes,
)
from portcheck.providers.retry import complete

RETRIES = 1
"""Retries of a question: few, because a missing result costs little."""


class ProbeReport(Struct, frozen=True, kw_only=True):
    """Everything that was measured about one provider."""

    provider: str
    model: str | None
    served_model: str | None
    calls: int
    """Requests that were sent, retries included."""
    results: tuple[ProbeResult, ...]
    error: Failure | None = None
    """Why the plain question was not answered; the other questions were then not asked."""
    observed: tuple[Observation, ...] = ()
    """The endpoint's behaviour with the settings of each question."""


def planned_calls(spec: ProviderSpec) -> int:
    """The most questions that `probe_provider` asks, without retries."""
    return 1 + sum(len(probe.requests) for probe in probes(capabilities_of(spec)))


async def probe_provider(
    spec: ProviderSpec,
    environ: Mapping[str, str],
    *,
    transport: Any = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    tell: Callable[[Probe], None] = lambda _probe: None,
) -> ProbeReport:
    """Measure what an entry's model accepts, and compare it with the capability table.

    Args:
        spec: the entry.
        environ: the variables with keys.
        transport: replaces the network.
        sleep: waits before a retry.
        tell: receives every probe before its first question.

    Raises:
        UsageError: the entry cannot be opened.
    """
    observed: list[Observation] = []
    entry = replace(spec, stream=False)
    whole = open_provider(entry, environ, tell=observed.append, transport=transport)
    streaming = open_provider(replace(spec, stream=True), environ, transport=transport)
    try:
        asking = _Asking(spec, whole, streaming, sleep, observed)
        control = await asking.once(plain(), stream=False)
        if isinstance(control, Failure):
            return _report(spec, asking.calls, (), error=control)
        if control.error is not None:
            return _report(spec, asking.calls, (), error=control.error)
        caps = capabilities_of(spec)
        results = []
        for probe in probes(caps):
            tell(probe)
            results.append(await _probe_result(asking, probe, control, caps))
        report = _report(spec, asking.calls, tuple(results), served=control.served_model)
        return replace(report, observed=tuple(asking.observed))
    finally:
        await whole.aclose()
        await streaming.aclose()


class _Asking(Struct):
    spec: ProviderSpec
    whole: Provider
    streaming: Provider
    sleep: Callable[[float], Awaitable[None]]
    observed: list[Observation]
    calls: int = 0

    async def once(self, request: Request, *, stream: bool) -> Completion | Failure:
        provider = self.streaming if stream else self.whole
        result = await complete(provider, request, retries=RETRIES, sleep=self.sleep)
        self.calls += result.attempts
        return result.outcome


async def _probe_result(
    asking: _Asking, probe: Probe, control: Completion, caps: Capabilities
) -> ProbeResult:
    if probe.feature in not_in_wire(asking.spec, probe.requests[0]):
        words = f"dialect {asking.spec.dialect} has no field for it"
        return compare_with_table(probe, ("not sent", words), caps)
    answers: list[Completion | Failure] = []
    for request in probe.requests:
        answers.append(await asking.once(request, stream=probe.stream))
        if isinstance(answers[-1], Failure):
            break
    proof = interpret(probe, answers, control)
    if proof[0] == "obeyed":
        now = datetime.now(UTC).strftime(TIME)
        asking.observed += taken(probe.requests[0], now, parts=True)
    return compare_with_table(probe, proof, caps)


def _report(
    spec: ProviderSpec,
    calls: int,
    results: tuple[ProbeResult, ...],
    *,
    served: str | None = None,
    error: Failure | None = None,
) -> ProbeReport:
    return ProbeReport(
        provider=spec.id,
        model=spec.model,
        served_model=served,
        calls=calls,
        results=results,
        error=error,
    )
