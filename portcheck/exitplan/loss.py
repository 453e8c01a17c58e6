"""Parse and match what is lost in a drill: vendors, models, regions, keys, contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from portcheck.errors import UsageError
from portcheck.exitplan.coverage import OFTEN_UNSTATED, folded, names_of
from portcheck.model.did_you_mean import did_you_mean
from portcheck.model.exit_plan import ExitRoute, PointKind
from portcheck.value import Value


class Loss(Value, kw_only=True):
    """One thing that is lost."""

    kind: PointKind
    name: str

    @property
    def words(self) -> str:
        """The loss as written on the command line."""
        return self.name if self.kind == "vendor" else f"{self.kind}:{self.name}"

    def takes(self, route: ExitRoute | None) -> bool:
        """Whether a route depends on it."""
        return route is not None and folded(self.name) in map(folded, names_of(route, self.kind))

    def may_take(self, route: ExitRoute | None) -> bool:
        """Whether a route may depend on it, because the fact is not stated."""
        if route is None:
            return True
        return self.kind in OFTEN_UNSTATED and not names_of(route, self.kind)


def parse_loss(text: str, routes: Iterable[ExitRoute]) -> Loss:
    """Parse `VENDOR`, `model:NAME`, `region:NAME`, `key:NAME` or `contract:NAME`.

    Raises:
        UsageError: no route depends on such a thing.
    """
    kind, colon, name = text.partition(":")
    kinds: Sequence[PointKind] = get_args(PointKind)
    named = next((one for one in kinds if colon and one == kind.strip().lower()), None)
    loss = Loss(kind=named or "vendor", name=(name if named else text).strip())
    known = sorted({item for route in routes for item in names_of(route, loss.kind)})
    if folded(loss.name) not in map(folded, known):
        hint = did_you_mean(loss.name, known) if known else f"no provider has a {loss.kind}"
        raise UsageError(f"no provider of these runs has the {loss.kind} {loss.name!r}", hint=hint)
    return loss
