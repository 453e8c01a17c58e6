"""Who stands behind the baseline, and behind what a workload runs on today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.config.same_recordings import same_recordings
from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Route
from portcheck.model.suite import ProviderSpec
from portcheck.providers.recording import Recording, load_recording


def with_routes(plan: Plan, providers: Iterable[ProviderSpec]) -> Plan:
    """The plan with what its verdicts must know of entries that may take no part in it.

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
    return replace(
        plan,
        routes=tuple(_route(specs[name]) for name in names) or UNSET,
        shared_recordings=tuple(same_recordings(plan.providers)) or UNSET,
    )


def _route(spec: ProviderSpec) -> Route:
    stated = (spec.model,) if spec.model else ()
    if spec.dialect != "recorded" or spec.file is None or not Path(spec.file).is_file():
        return Route(provider=spec.id, vendor=spec.vendor, models=stated)
    recording = load_recording(Path(spec.file))
    headers = recording.provenance
    recorded = tuple(sorted({*_served(recording)} or {*_of(headers, "model")}))
    vendor = next(_of(headers, "vendor"), spec.vendor)
    return Route(provider=spec.id, vendor=vendor, models=recorded or stated)


def _served(recording: Recording) -> Iterator[str]:
    for outcome in recording.outcomes.values():
        if isinstance(outcome, Completion) and outcome.served_model:
            yield outcome.served_model


def _of(headers: Iterable[Mapping[str, str]], key: str) -> Iterator[str]:
    return (header[key] for header in headers if header.get(key))
