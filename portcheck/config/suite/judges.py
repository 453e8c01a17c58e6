"""Read the panel of judges of a workload, and check that it may judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.config.problems.document import BROKEN, Source, Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import Mistake
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.suite.templating.templates import any_template
from portcheck.data.model_names import is_pinned
from portcheck.model.suite import Panel, ProviderSpec
from portcheck.plugins import CheckKind

_OWN_MODELS = "self-hosted"
"""Vendor of models that only their user can change."""


def panel_of(value: Any) -> Panel | None:
    """Read the panel that `judges` names; `None` if there is none."""
    pin = True
    if isinstance(value, Mapping):
        pin, value = value.get("pin", True), value.get("panel")
    names = [name for name in value if name is not BROKEN] if isinstance(value, list) else []
    return Panel(judges=tuple(dict.fromkeys(names)), pin=pin) if names else None


def asking_mistakes(
    kind: CheckKind, value: Mapping[str, Any], steps: Steps, *, part: bool = False
) -> list[Mistake]:
    """Mistakes in the keys of a check that asks judges.

    Args:
        kind: the kind of check.
        value: the mapping of the check.
        steps: its place.
        part: whether it is part of another check.
    """
    arguments = value[kind.name]
    if kind.asks is None or (kind.behind is not None and not kind.rubric(arguments)):
        return []
    if part and kind.orders:
        message = f"{quote(kind.name)} compares two answers, and cannot be part of another check"
        hint = "make it a separate check: it has its own gate"
        return [Mistake((*steps, kind.name), message, hint, on_key=True)]
    found = []
    for word in ("accepts", "rejects"):
        if word in value:
            message = f"{quote(kind.name)} does not take {quote(word)}"
            hint = "remove it: portcheck asks no judge while it reads files"
            found.append(Mistake((*steps, word), message, hint, on_key=True))
    if "turn" in value:
        message = f"{quote(kind.name)} does not take 'turn'"
        hint = "judges read the last answer, with the conversation before it"
        found.append(Mistake((*steps, "turn"), message, hint, on_key=True))
    if isinstance(arguments, Mapping) and any_template(arguments.get("rubric")):
        message = "a rubric must be the same for all cases"
        hint = "put the parts that differ into reference: or context:"
        found.append(Mistake((*steps, kind.name, "rubric"), message, hint))
    return found


def review_judges(
    source: Source,
    steps: Steps,
    panel: Panel | None,
    *,
    asking: Sequence[Steps],
    runs_on: str | None,
    specs: Sequence[ProviderSpec] | None,
    ids: Sequence[str],
) -> None:
    """Report a panel that cannot judge, checks without a panel, and a panel without checks.

    Args:
        source: the suite.
        steps: the place of `judges`, even if it is missing.
        panel: the panel.
        asking: the places of the checks that ask judges.
        runs_on: the provider that serves the workload today.
        specs: the valid entries of the providers file; `None`: not known.
        ids: the ids of all its entries.
    """
    if panel is None:
        if asking and not source.is_broken(steps):
            hint = "name providers of two vendors: judges: [ID, ID]"
            source.error(asking[0], "it needs judges, but the suite names none", hint, key=True)
        return
    if not asking:
        if steps[0] != "defaults" and not source.is_broken(steps[:-1]):
            hint = "add 'judge' or 'prefer' to its checks, or remove this"
            source.warning(steps, "no check of this workload uses judges", hint)
        return
    places = _places(source, steps)
    if runs_on in panel.judges:
        message = f"{quote(runs_on)} serves this workload, and cannot judge its own answers"
        source.error(places[runs_on], message, "name another judge")
    if specs is not None:
        _review_entries(source, steps, panel, {spec.id: spec for spec in specs}, ids)


def _review_entries(
    source: Source,
    steps: Steps,
    panel: Panel,
    known: Mapping[str, ProviderSpec],
    ids: Sequence[str],
) -> None:
    places = _places(source, steps)
    for name in panel.judges:
        if name not in ids:
            hint = spelling_hint(name, ids)
            source.error(places[name], f"there is no provider {quote(name)}", hint)
        elif panel.pin and name in known and not pinned(known[name]):
            model = quote(known[name].model or "")
            message = f"{model} of the judge {quote(name)} may change to another model"
            hint = (
                "name a model with a date or a version, or accept it (every report will mention "
                "it): "
                "judges: {panel: [...], pin: false}"
            )
            source.error(places[name], message, hint)
    if any(name not in known for name in panel.judges):
        return
    vendors = {known[name].vendor.casefold() for name in panel.judges}
    if len(vendors) < 2:
        (vendor,) = vendors
        message = f"all judges are of one vendor, {quote(vendor)}"
        source.error(steps, message, "a majority needs judges of two vendors: add one", key=True)


def pinned(spec: ProviderSpec) -> bool:
    """Whether the model behind an entry never changes.

    This is true of recordings and of self-hosted models whose names do not end with `latest`.
    """
    model = spec.model or ""
    if not spec.file and spec.vendor.casefold() == _OWN_MODELS:
        return not model.casefold().endswith("latest")
    return bool(spec.file) or is_pinned(model)


def _places(source: Source, steps: Steps) -> dict[Any, Steps]:
    """Judge to the place where it is first named."""
    value: Any = source.document.value
    for step in steps:
        value = value[step]
    at = steps
    if isinstance(value, Mapping):
        value, at = value["panel"], (*steps, "panel")
    found: dict[Any, Steps] = {}
    for n, name in enumerate(value):
        if name is not BROKEN:
            found.setdefault(name, (*at, n))
    return found
