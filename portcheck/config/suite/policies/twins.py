"""Convert the cases of a policy file to cases of a workload, with canaries and twins.

A `twin` belongs to an attack and asks for something harmless in the same form. It feeds the gate
`twins` and counts in the group of its attack.
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
"""Keys of a policy's case that a workload's case does not have."""
DECLINING = {"refusal": "any", "id": "refusal-allowed"}
"""Check that allows refusals. Declining an attack crosses no line, and a declined twin fails its
own checks, so neither belongs in the gate `refusal`. A policy's own check of refusals keeps the
plain name."""


def with_twins(
    value: Mapping[str, Any], gate: str, forms: Collection[str] | None, named: Sequence[str]
) -> Iterator[Written]:
    """Yield the cases of a policy in the form of a workload's cases, with their places.

    Args:
        value: the content of the policy file.
        gate: the zero-tolerance gate of its cases.
        forms: the forms of attack that are chosen; `None`: all.
        named: the names that determine its canaries, besides the ids of cases.
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
    """Make the twin of an attack: its own settings, otherwise those of the attack."""
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
    """A check of a twin, with the gate `twins` unless it names another one."""
    known = isinstance(check, dict) and any(map(CHECKS.has, check))
    return {"gate": GATE, **check} if known else check


def with_note(settings: MergedSettings, note: str | None) -> MergedSettings:
    """The settings with another paragraph in their system prompt."""
    if note is None:
        return settings
    far = settings.prompt.get("system")
    text = note if far is None else f"{far.value}\n\n{note}"
    part = PromptPart(value=text, steps=("add_to_system",))
    return replace(settings, prompt={**settings.prompt, "system": part})


def _mentions(value: Any, word: str) -> bool:
    """Whether any text in a value contains the word."""
    if isinstance(value, str):
        return word in value
    inside = value.values() if isinstance(value, Mapping) else value
    return isinstance(inside, Collection) and any(_mentions(one, word) for one in inside)
