"""Read the waivers of a suite, each for an existing workload, provider and gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET

from portcheck.config.problems.document import Source, Steps, items
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import without
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.suite.gates import unusable_gate
from portcheck.model.suite import Waiver, Workload, fed_gates
from portcheck.plugins import GATES

_NEEDED = ("workload", "candidate", "gate", "reason", "by", "until")


def read_waivers(
    source: Source,
    given: Any,
    workloads: Sequence[Workload],
    providers: Sequence[str] | None,
) -> tuple[Waiver, ...]:
    """Read the valid waivers; mistakes go to the document's collector.

    Args:
        source: The suite.
        given: The value of `waivers`.
        workloads: Workloads of the suite.
        providers: Ids of the providers file; `None`: candidates are not checked.
    """
    found: dict[tuple[str, str, str], Waiver] = {}
    by_id = {each.id: each for each in workloads}
    for number, item in items(given):
        steps: Steps = ("waivers", number)
        if not _names_exist(source, item, steps, by_id, providers):
            continue
        waiver = Waiver(**{"digest": UNSET, **item})
        place = (waiver.workload, waiver.candidate, waiver.gate)
        if place in found:
            source.error(steps, "another waiver covers this already", "keep one waiver per gate")
            continue
        _review_gate(source, steps, waiver, by_id[waiver.workload])
        found[place] = waiver
    return tuple(found.values())


def _review_gate(source: Source, steps: Steps, waiver: Waiver, workload: Workload) -> None:
    if GATES.get(waiver.gate).fed_by == "checks" and waiver.gate not in fed_gates(workload.cases):
        what = f"no check feeds the gate {quote(waiver.gate)} of {quote(waiver.workload)}"
        source.warning((*steps, "gate"), f"{what}, so there is nothing to waive", "remove it")


def _names_exist(
    source: Source,
    item: Mapping[str, Any],
    steps: Steps,
    workloads: Mapping[str, Workload],
    providers: Sequence[str] | None,
) -> bool:
    if any(word not in item for word in _NEEDED):
        return False  # the schema check reported it
    sound = True
    name, candidate, gate = item["workload"], item["candidate"], item["gate"]
    if name not in workloads:
        hint = spelling_hint(name, list(workloads))
        source.error((*steps, "workload"), f"there is no workload {quote(name)}", hint)
        sound = False
    if providers is not None and candidate not in providers:
        hint = spelling_hint(candidate, providers)
        source.error((*steps, "candidate"), f"there is no provider {quote(candidate)}", hint)
        sound = False
    if wrong := unusable_gate(gate, (*steps, "gate")):
        without(source, None, wrong)
        sound = False
    if not _is_date(item["until"]):
        what = f"{quote(item['until'])} is not a date"
        source.error((*steps, "until"), what, "write it as 2027-06-30")
        sound = False
    return sound


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
