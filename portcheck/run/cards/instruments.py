"""What of a check guesses, as an instrument that can be measured: the same one has the same id."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from portcheck.config.suite.judges import pinned
from portcheck.detectors.parts import asks_judges, atoms
from portcheck.model.codec import digest
from portcheck.model.suite import CheckSpec, ProviderSpec
from portcheck.plugins import CHECKS, CheckKind

_PANEL = "panel"


class Instrument(Struct, frozen=True):
    """A detector, or a panel with its rubric."""

    id: str
    """As `OwnCard.instrument`."""
    detector: str
    """As people call it."""
    kind: str
    """As `Card.kinds`."""
    negated: bool = False
    """The check passes where it fails."""

    @property
    def is_panel(self) -> bool:
        """Whether judges decide."""
        return self.id.startswith(f"{_PANEL} ")


def instrument_of(spec: CheckSpec, judges: Sequence[ProviderSpec]) -> Instrument | None:
    """What guesses for a check; `None` where nothing does, or nothing that has a J.

    J is of answers that are right or wrong. Grades, preferences and several checks together have
    none, and a judge whose name may become another model has none for long.

    Args:
        spec: the check.
        judges: who judges its workload.
    """
    ((atom, negated), *more) = atoms(spec)
    kind = CHECKS.get(atom.name)
    if more or kind.detector is None:
        return None
    if asks_judges(atom):
        return _panel(atom, kind, judges, negated=negated)
    if kind.detector.classify is None:
        return None
    name = kind.detector.name
    return Instrument(name, name, kind.detector.kind(atom), negated)


def _panel(
    spec: CheckSpec, kind: CheckKind, judges: Sequence[ProviderSpec], *, negated: bool
) -> Instrument | None:
    labels = {choice.label for choice in kind.choices(spec)}
    if labels != {"pass", "fail"} or kind.orders or kind.detector is None:
        return None
    if not judges or not all(map(pinned, judges)):
        return None
    rubric = kind.rubric(spec.arguments)
    read = {name: spec.arguments.get(name) for name in ("needs", "when", "scale")}
    models = sorted((entry.vendor.casefold(), entry.model or entry.id) for entry in judges)
    made_of = digest((kind.detector.name, kind.name, rubric, read, models))
    named = ", ".join(name for _, name in models)
    return Instrument(f"{_PANEL} {made_of}", f"judges {rubric[:12]} ({named})", "all", negated)
