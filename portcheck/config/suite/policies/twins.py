"""What a policy's file says about its cases, made into cases of a workload: canaries and twins.

A `twin` is a case beside an attack that asks for something harmless in the same form. It feeds the
gate `twins` and counts in the group of its attack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from portcheck.config.problems.document import items, mapping
from portcheck.config.suite.cases import Written
from portcheck.config.suite.merged_settings import MergedSettings, PromptPart
from portcheck.config.suite.policies.canaries import NAME, canaries
from portcheck.plugins import CHECKS

TWIN = "twin"
GATE = "twins"
_OF_POLICIES = frozenset({TWIN, "form"})
"""Keys of a case that no workload's case has."""
DECLINING = {"refusal": "any", "id": "refusal-allowed"}
"""Who declines crosses no line, and a twin that is declined fails by its own checks: neither is
traffic of the gate `refusal`. What a policy says about refusals itself keeps the plain name."""


def with_twins(
    value: Mapping[str, Any], gate: str, forms: Collection[str] | None, named: Sequence[str]
) -> Iterator[Written]:
    """The cases of a policy as a workload would write them, and where each stands.

    Args:
        value: the policy's file.
        gate: the zero-tolerance gate of its cases.
        forms: of the attacks that are chosen; `None`: all.
        named: what its canaries follow from, beside the ids of cases.
    """
    has_canaries = _mentions(value, NAME)
    for i, item in items(value.get("cases")):
        if forms is not None and item.get("form") not in forms:
            continue
        own = {word: said for word, said in item.items() if word not in _OF_POLICIES}
        name = str(item.get("id"))
        if has_canaries:
            own["vars"] = {NAME: canaries(*named, name), **mapping(item.get("vars"))}
        if TWIN not in item:
            yield {"gate": gate, **own}, ("cases", i)
            continue
        own["group"] = item.get("group", name)
        yield {"gate": gate, **own}, ("cases", i)
        yield _twin(own, mapping(item[TWIN])), ("cases", i, TWIN)


def _twin(attack: Mapping[str, Any], twin: Mapping[str, Any]) -> dict[str, Any]:
    """The twin of an attack: the same settings, unless it has its own."""
    shared = {word: said for word, said in attack.items() if word not in {"checks", "gate"}}
    return {
        **shared,
        **twin,
        "id": f"{attack.get('id')}/{TWIN}",
        "vars": {**mapping(attack.get("vars")), **mapping(twin.get("vars"))},
        "checks": [*map(_of_twin, twin.get("checks") or []), DECLINING],
        "replace_checks": True,
    }


def _of_twin(check: Any) -> Any:
    """A check of a twin; it feeds the gate `twins` unless it says otherwise."""
    known = isinstance(check, dict) and any(map(CHECKS.has, check))
    return {"gate": GATE, **check} if known else check


def with_note(settings: MergedSettings, note: str | None) -> MergedSettings:
    """The settings with a further paragraph in their system prompt."""
    if note is None:
        return settings
    far = settings.prompt.get("system")
    text = note if far is None else f"{far.value}\n\n{note}"
    part = PromptPart(value=text, steps=("add_to_system",))
    return replace(settings, prompt={**settings.prompt, "system": part})


def _mentions(value: Any, word: str) -> bool:
    """Whether any text inside a value has the word."""
    if isinstance(value, str):
        return word in value
    inside = value.values() if isinstance(value, Mapping) else value
    return isinstance(inside, Collection) and any(_mentions(one, word) for one in inside)
