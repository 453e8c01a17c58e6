"""List the settings of a workload that do not reach a candidate's model unchanged."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from portcheck.model.chat import Request, Variant
from portcheck.model.codec import canonical_json
from portcheck.model.exit_plan import Change
from portcheck.model.facts import Finding
from portcheck.model.run import Plan
from portcheck.model.suite import Case, Workload
from portcheck.run.judge.provider_counts import ARROW
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.preflight import is_live
from portcheck.run.variants.changes import variant_changes

MOST_VALUES = 3
"""Largest number of values of one setting that a change names; cases can have many."""


def setting_changes(results: Results, workload: Workload, provider: str) -> tuple[Change, ...]:
    """The settings of a workload that reach a provider's model changed, or not at all.

    They come from the findings before the first call and from the answers. The changes that the
    chosen variant of the prompt makes are first.
    """
    name = results.variant(workload.id, provider)
    variant = next((one for one in workload.variants_of(provider) if one.name == name), None)
    planned = _planned(results.plan, workload.id, provider, variant)
    observed = results.counts[provider].changed.get((workload.id, name), {})
    found = dict.fromkeys((*planned, *observed))
    of_variant = () if variant is None else variant_changes(workload, variant)
    if not found:
        return of_variant
    cases = (case.asked(provider, name) if variant else case for case in workload.cases)
    asked = _asked(cases, [setting for setting, words in found if not words])
    return (
        *of_variant,
        *(
            _change(
                setting, words, asked, planned.get((setting, words)) or _why(results.plan, provider)
            )
            for setting, words in found
        ),
    )


def guardrail_changes(plan: Plan, candidate: str) -> tuple[Change, ...]:
    """The change from the baseline's guardrail to a candidate's; empty if they are the same."""
    found = plan.guardrails or {}
    before, after = found.get(plan.baseline), found.get(candidate)
    if before == after:
        return ()
    why = "the verdict holds only with it" if after else "the candidate was tested without one"
    return (Change(setting="guardrail", from_=before, to=after, why=why),)


def cautions(changes: Sequence[Change], baseline: str) -> tuple[str, ...]:
    """Sentences that warn of settings that did not reach the baseline unchanged."""
    return tuple(f"Baseline {baseline}: {change.words}." for change in changes)


def _planned(
    plan: Plan, workload: str, provider: str, variant: Variant | None
) -> Mapping[tuple[str, str], str]:
    """Setting and its new value, "" if it is not sent, to the reason."""
    return {
        (finding.feature, finding.value if finding.effect == "changed" else ""): finding.cited
        for finding in _findings(plan, workload, provider, variant)
        if finding.adapted or finding.effect == "dropped"
    }


def _findings(
    plan: Plan, workload: str, provider: str, variant: Variant | None
) -> Iterator[Finding]:
    """Yield the findings of the plain prompt or of a variant.

    For a variant these are its own and those of the settings that it leaves as they are.
    """
    for found in plan.lint:
        if (found.workload, found.finding.provider) != (workload, provider):
            continue
        own = variant is not None and found.variant == variant.name
        theirs = {} if variant is None else variant.settings or {}
        if own or (not found.variant and found.finding.feature not in theirs):
            yield found.finding


def _why(plan: Plan, provider: str) -> str:
    """The reason for a change that only the answers show."""
    spec = next(spec for spec in plan.providers if spec.id == provider)
    if not is_live(spec):
        return "its recording was made this way"
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


def _asked(cases: Iterable[Case], names: Sequence[str]) -> Mapping[str, list[Any]]:
    """Setting to its distinct values, in the order of the cases."""
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for case in cases if names else ():
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
    """A text as a number, if it is one; a recording may have any text."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text
