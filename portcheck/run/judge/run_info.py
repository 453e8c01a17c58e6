"""Collect the facts about a run for its report: providers, failures, costs, plugins."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import UNSET

from portcheck.detectors.parts import walk
from portcheck.model.routes.guardrail import digest_of
from portcheck.model.run import Plan, RunInfo, SelectionInfo
from portcheck.model.suite import Plugin, ProviderSpec
from portcheck.plugins import CHECKS, GATES, REPORTS
from portcheck.run.applicable_gates import gates_of
from portcheck.run.code.consent import code_of
from portcheck.run.judge.provider_counts import ProviderCounts
from portcheck.run.judge.tabulate import Results
from portcheck.run.store.folder import RunRecord

_ASSUMED = (
    "portcheck assumes that it is wrong equally often on both sides, and on answers like those on "
    "which it was measured. J, shown at the gates that it scored, is sensitivity + specificity - 1"
)


def run_info(
    results: Results, record: RunRecord, day: date, formats: Iterable[str] = ()
) -> RunInfo:
    """The facts of a run for its report.

    Args:
        results: Of the run.
        record: Its run.json.
        day: The day on which facts are judged.
        formats: The report formats in use, whose plug-ins are listed.
    """
    plan, samples = results.plan, results.samples
    failures: Counter[str] = Counter()
    for counts in results.counts.values():
        failures.update(counts.failures)
    return RunInfo(
        id=record.id,
        suite=plan.suite.name,
        suite_digest=plan.suite.digest,
        portcheck_version=record.portcheck_version,
        started_at=record.started_at,
        finished_at=record.finished_at,
        as_of=day.isoformat(),
        baseline=plan.baseline,
        candidates=plan.candidates,
        providers=tuple(_identity(results, spec, record) for spec in plan.providers),
        workloads=len(plan.suite.workloads),
        cases=sum(len(workload.cases) for workload in plan.suite.workloads),
        trials=len(plan.trials),
        samples=len(samples),
        failures=dict(failures),
        partial=plan.partial,
        history=record.history,
        selection=plan.selection or SelectionInfo(),
        incomplete=record.incomplete,
        interrupted=record.interrupted,
        early=record.early or UNSET,
        cost_usd={spec.id: _total_cost(results.counts[spec.id]) for spec in plan.providers},
        plugins=_plugins(results, record, formats),
        code=code_of(plan),
        places=plan.places,
        detectors=_detectors(results),
    )


def _identity(results: Results, spec: ProviderSpec, record: RunRecord) -> dict[str, object]:
    said = next((item for item in record.providers if item.get("id") == spec.id), {})
    return {
        "id": spec.id,
        "vendor": spec.vendor,
        "dialect": spec.dialect,
        "model": spec.model,
        "served_models": sorted(results.counts[spec.id].served),
        **_dated(spec),
        **{key: value for key, value in said.items() if key != "id"},
        **_guardrail(results.plan, spec),
    }


def _guardrail(plan: Plan, spec: ProviderSpec) -> dict[str, object]:
    """The guardrail of a provider, its digest, and its settings as in the providers file."""
    words = (plan.guardrails or {}).get(spec.id, "")
    if not words:
        return {}
    settings = {} if spec.guardrail is UNSET else spec.guardrail.settings
    return {
        "guardrail": words,
        "guardrail_digest": digest_of(words),
        **({"guardrail_settings": dict(settings)} if settings else {}),
    }


def _dated(spec: ProviderSpec) -> dict[str, str]:
    """Price and retirement date with their sources, if known."""
    facts = {}
    if spec.price is not None:
        rates = f"{spec.price.input:g} in, {spec.price.output:g} out, USD per million tokens"
        limit = spec.price.up_to_input_tokens
        rates += f", up to {limit} input tokens" if limit is not None else ""
        facts["price"] = _sourced(spec, "price", rates)
    if spec.facts.get("retires") is not None:
        facts["retires"] = _sourced(spec, "retires", str(spec.facts["retires"]))
    return facts


def _sourced(spec: ProviderSpec, fact: str, text: str) -> str:
    return f"{text} ({spec.sources[fact]})" if fact in spec.sources else text


def _total_cost(counts: ProviderCounts) -> float | None:
    dollars = counts.dollars
    return math.fsum(dollars) if len(dollars) == counts.answers > 0 else None


def _plugins(results: Results, record: RunRecord, formats: Iterable[str]) -> tuple[Plugin, ...]:
    """The plugins that were loaded for the run and its reports."""
    workloads = results.plan.suite.workloads
    checks = {one.name for workload in workloads for spec in workload.checks for one in walk(spec)}
    gates = {gate.name for workload in workloads for gate in gates_of(workload)}
    origins = {
        *record.plugins,
        *map(CHECKS.origin, checks),
        *map(GATES.origin, gates),
        *map(REPORTS.origin, formats),
    }
    found = [plugin for plugin in origins if plugin is not None]
    return tuple(sorted(found, key=lambda plugin: (plugin.kind, plugin.name)))


def _detectors(results: Results) -> tuple[str, ...]:
    """Every detector that decided a score, with its measured accuracy."""
    kinds = CHECKS
    used = {
        one.name
        for workload in results.plan.suite.workloads
        for spec in workload.checks
        for one in walk(spec)
    }
    detectors = [kinds.get(name).detector for name in sorted(used)]
    measured = {one.name: one.accuracy for one in detectors if one is not None}
    names = frozenset[str]().union(*results.detectors.values())
    shipped = (
        f"{name}: {measured[name]}. {_ASSUMED}" if measured.get(name) else name
        for name in sorted(names)
    )
    return (*shipped, *_own_cards(results, {name.partition(" ")[0] for name in names}))


def _own_cards(results: Results, used: set[str]) -> Iterator[str]:
    """Yield the measured accuracy of each detector and panel in use that the user has a card for.

    Args:
        results: Of the run.
        used: Names of detectors without their versions; `judges` stands for panels.
    """
    suite = results.plan.suite
    files = {one.cards.source: one.cards.file for one in suite.workloads if one.cards}
    for source, file in files.items():
        for card in (suite.cards or {})[source]:
            if card.detector.partition(" ")[0] in used:
                counted = "; ".join(kind.words for kind in card.kinds.values())
                yield f"{card.detector}, measured by your own {file} of {card.measured}: {counted}"
