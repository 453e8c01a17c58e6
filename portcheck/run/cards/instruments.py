"""Identify the detector or panel of a check as an instrument that can be measured."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from portcheck.config.suite.judges import pinned
from portcheck.detectors.parts import asks_judges, atoms
from portcheck.model.codec import digest
from portcheck.model.suite import CheckSpec, ProviderSpec
from portcheck.plugins import CHECKS, CheckKind

_PANEL = "panel"
_SETTINGS = ("needs", "when", "scale", "then", "between")
"""Arguments that distinguish instruments; arguments of single cases do not."""


class Instrument(Struct, frozen=True):
    """A detector, or a panel with its rubric."""

    id: str
    """See `OwnCard.instrument`."""
    detector: str
    """Its name for people."""
    kind: str
    """Its kind in `Card.kinds`."""
    negated: bool = False
    """The check passes if the instrument's own check fails."""
    stands_behind: bool = False
    """A panel that decides if a detector is not sure: both were measured together, in the
    detector's labels."""

    @property
    def is_panel(self) -> bool:
        """Whether judges decide."""
        return self.id.startswith(f"{_PANEL} ")


def instrument_of(spec: CheckSpec, judges: Sequence[ProviderSpec]) -> Instrument | None:
    """The instrument of a check; `None` if it has none, or one without a J.

    J needs answers that are right or wrong, so grades, preferences and several checks together have
    none. Nor does a judge whose name may later mean another model.

    Args:
        spec: the check.
        judges: the judges of its workload.
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
    behind = kind.behind is not None
    labels = {choice.label for choice in kind.choices(spec)}
    if kind.orders or kind.detector is None or not (behind or labels == {"pass", "fail"}):
        return None
    if not judges or not all(map(pinned, judges)):
        return None
    rubric = kind.rubric(spec.arguments)
    read = {name: spec.arguments.get(name) for name in _SETTINGS}
    models = sorted((entry.vendor.casefold(), entry.model or entry.id) for entry in judges)
    names = [one.name for one in (kind.detector, kind.behind) if one is not None]
    made_of = digest((names, kind.name, rubric, read, models))
    words = f"judges {rubric[:12]} ({', '.join(name for _, name in models)})"
    return Instrument(
        id=f"{_PANEL} {made_of}",
        detector=f"{kind.detector.name}, then {words}" if behind else words,
        kind=kind.detector.kind(spec) if behind else "all",
        negated=negated,
        stands_behind=behind,
    )
