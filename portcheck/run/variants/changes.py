"""Describe the changes of a prompt variant for a cutover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

from msgspec import UNSET, UnsetType

from portcheck.model.chat import Variant
from portcheck.model.codec import canonical_json
from portcheck.model.exit_plan import Change
from portcheck.model.numbers import listing
from portcheck.model.suite import Workload

_ORIGINAL = re.compile(r"\{\{-?\s*original\.(system|user)\s*-?\}\}")
"""An expression that inserts the original prompt into a variant."""


def variant_changes(workload: Workload, variant: Variant) -> tuple[Change, ...]:
    """One change with the diff of the variant's texts, then one for each of its settings."""
    return tuple(_changes(workload, variant))


def _changes(workload: Workload, variant: Variant) -> Iterator[Change]:
    diff = tuple(_diff(variant))
    what = [name for name in ("system", "user") if getattr(variant, name) is not UNSET]
    settings = variant.settings or {}
    told = [*(f"{name} text" for name in what), *settings]
    yield Change(
        setting="prompt variant",
        to=variant.name,
        why=f"it changes {listing(told)}",
        diff=diff,
    )
    for name, value in settings.items():
        before = _before(workload, name)
        plain = isinstance(value, (bool, int, float, str))
        after = value if plain else canonical_json(value)
        yield Change(setting=name, from_=before, to=after, why=f"prompt variant {variant.name}")


def _before(workload: Workload, setting: str) -> str | float | bool | None:
    """The setting's value in the first case; `None` if it has none, or not a plain value."""
    if not workload.cases:
        return None
    value = getattr(workload.cases[0].request.sampling, setting, None)
    return value if isinstance(value, (bool, int, float, str)) else None


def _diff(variant: Variant) -> Iterator[str]:
    pairs = (
        ("system", variant.replaced_system, variant.system),
        ("user", variant.replaced_user, variant.user),
    )
    # If every case has its own text, the diff has the same placeholder as the variant.
    before = {name: f"{{{{ original.{name} }}}}" if old is UNSET else old for name, old, _ in pairs}
    for name, old, new in pairs:
        if new is UNSET:
            continue
        after = _ORIGINAL.sub(lambda found: before[found[1]], new)
        yield from _lines(name, old, after)


def _lines(name: str, old: str | UnsetType, new: str) -> Iterator[str]:
    before = [] if old is UNSET else old.splitlines()
    found = unified_diff(
        before, new.splitlines(), f"prompt/{name}", f"variant/{name}", lineterm="", n=1
    )
    yield from found
