"""Add the routes of the baseline and of the providers that serve the workloads today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.config.same_recordings import same_recordings
from portcheck.exitplan.routes import exit_route
from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Route
from portcheck.model.suite import ProviderSpec
from portcheck.providers.recording import Recording, load_recording


def with_routes(plan: Plan, providers: Iterable[ProviderSpec]) -> Plan:
    """The plan with the routes, shared recordings and guardrails that its verdicts need.

    Args:
        plan: the plan.
        providers: all entries of the providers file.

    Raises:
        ConfigError: a recording cannot be read.
    """
    specs = {spec.id: spec for spec in (*providers, *plan.providers)}
    today = {workload.runs_on for workload in plan.suite.workloads} - {plan.baseline}
    others = [name for name in specs if name in today]
    names = [plan.baseline, *others] if others else []
    part = {spec.id for spec in plan.providers}
    return replace(
        plan,
        routes=tuple(_route(specs[name], part) for name in names) or UNSET,
        shared_recordings=tuple(same_recordings(plan.providers)) or UNSET,
        guardrails={spec.id: words for spec in plan.providers if (words := _guardrail(spec))}
        or UNSET,
    )


def _guardrail(spec: ProviderSpec) -> str:
    """The guardrail of a route as text; for a recording, that in its header."""
    if spec.guardrail is not UNSET:
        return spec.guardrail.words
    if spec.dialect != "recorded" or spec.file is None or not Path(spec.file).is_file():
        return ""
    return ", ".join(dict.fromkeys(_of(load_recording(Path(spec.file)).provenance, "guardrail")))


def _route(spec: ProviderSpec, part: Set[str]) -> Route:
    """The route of an entry; `part` has the ids of the run's providers, which need less here."""
    stated = (spec.model,) if spec.model else ()
    vendor = spec.vendor
    served: tuple[str, ...] = ()
    if spec.dialect == "recorded" and spec.file is not None and Path(spec.file).is_file():
        recording = load_recording(Path(spec.file))
        headers = recording.provenance
        served = tuple(sorted({*_served(recording)} or {*_of(headers, "model")}))
        vendor = next(_of(headers, "vendor"), spec.vendor)
    return Route(
        provider=spec.id,
        vendor=vendor,
        models=served or stated,
        entry=UNSET if spec.id in part else exit_route(spec, served),
        price=UNSET if spec.id in part else spec.price,
    )


def _served(recording: Recording) -> Iterator[str]:
    for outcome in recording.outcomes.values():
        if isinstance(outcome, Completion) and outcome.served_model:
            yield outcome.served_model


def _of(headers: Iterable[Mapping[str, str]], key: str) -> Iterator[str]:
    return (header[key] for header in headers if header.get(key))
