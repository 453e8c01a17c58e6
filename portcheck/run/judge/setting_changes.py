"""What a move to a candidate has to change in a workload: settings that did not reach the model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portcheck.model.chat import Request
from portcheck.model.codec import canonical_json
from portcheck.model.facts import Finding
from portcheck.model.parity import Change
from portcheck.model.run import Plan
from portcheck.model.suite import Workload
from portcheck.run.judge.provider_counts import ARROW
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.preflight import is_live

MOST_VALUES = 3
"""Values of one setting that are named; cases can have many."""


def setting_changes(results: Results, workload: Workload, provider: str) -> tuple[Change, ...]:
    """The settings of a workload that a provider did not get, or will not get, as they stand there.

    What its answers say of them, and what was decided before the first call.
    """
    planned = _planned(results.plan, workload.id, provider)
    observed = results.counts[provider].changed.get(workload.id, {})
    found = dict.fromkeys((*planned, *observed))
    if not found:
        return ()
    asked = _asked(workload, [name for name, words in found if not words])
    return tuple(
        _change(name, words, asked, planned.get((name, words)) or _why(results.plan, provider))
        for name, words in found
    )


def cautions(changes: Sequence[Change], baseline: str) -> tuple[str, ...]:
    """What the baseline did not get, in sentences: a warning, since nobody moves to it."""
    return tuple(f"Baseline {baseline}: {change.words}." for change in changes)


def _planned(plan: Plan, workload: str, provider: str) -> Mapping[tuple[str, str], str]:
    """Setting and what becomes of it, to why."""
    return {
        (finding.feature, finding.value if finding.effect == "changed" else ""): finding.cited
        for finding in _findings(plan, workload, provider)
        if finding.adapted or finding.effect == "dropped"
    }


def _findings(plan: Plan, workload: str, provider: str) -> Iterator[Finding]:
    for found in plan.lint:
        if (found.workload, found.finding.provider) == (workload, provider):
            yield found.finding


def _why(plan: Plan, provider: str) -> str:
    """Of a change that nobody knew of before the answers came."""
    spec = next(spec for spec in plan.providers if spec.id == provider)
    if not is_live(spec):
        return "its recording was made so"
    if plan.adapts == "none":
        return "the wire format has no field for it"
    return "the endpoint rejected it in this run (tested)"


def _change(name: str, words: str, asked: Mapping[str, list[Any]], why: str) -> Change:
    if words:
        old, _, new = words.rpartition(ARROW)
        return Change(setting=name, from_=_number(old), to=_number(new), why=why)
    values = asked.get(name, [])
    if len(values) == 1:
        return Change(setting=name, from_=_shown(values[0]), why=why)
    named = [str(_shown(value)) for value in values[:MOST_VALUES]]
    more = [f"{len(values) - MOST_VALUES} more"] if len(values) > MOST_VALUES else []
    return Change(setting=name, from_=", ".join((*named, *more)) or None, why=why)


def _asked(workload: Workload, names: Sequence[str]) -> Mapping[str, list[Any]]:
    """Each setting to the different values that cases have of it, in their order."""
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for case in workload.cases if names else ():
        for name in names:
            value = _value(case.request, name)
            if value is not None:
                found[name].setdefault(canonical_json(value), value)
    return {name: list(values.values()) for name, values in found.items()}


def _value(request: Request, name: str) -> Any:
    setting, _, part = name.partition(".")
    if setting in request.sampling.__struct_fields__:
        value = getattr(request.sampling, setting) if request.sampling.is_set(setting) else None
        return getattr(value, part, None) if part else value
    if name == "tool_choice" and request.tool_choice is not None:
        return request.tool_choice.name or request.tool_choice.mode
    return None


def _shown(value: Any) -> str | float:
    if isinstance(value, tuple):
        return ", ".join(json.dumps(item) for item in value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return canonical_json(value)
    return value


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text
