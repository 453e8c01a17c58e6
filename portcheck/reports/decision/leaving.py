"""Say whether we can leave, and to whom, for each vendor that serves workloads today."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.numbers import number
from portcheck.model.parity import RunReport
from portcheck.reports.decision.options import Option, Options, options
from portcheck.reports.words.names import Names, name_of, provider_names
from portcheck.value import Value


class Leaving(Value, kw_only=True):
    """The workloads of one vendor, by whether they can leave it.

    Every workload is in exactly one of `can`, `conditional`, `open`, `cannot` and `unasked`, by
    its best verdict with another vendor.
    """

    subject: str
    """The vendor; the provider if no other vendor was compared."""
    workloads: int
    can: tuple[str, ...]
    """Workloads with a safe exit."""
    to: tuple[tuple[str, int], ...]
    """Targets, and the number of workloads that each could take alone, most first."""
    conditional: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """The evidence shows neither."""
    cannot: tuple[str, ...] = ()
    """Every verdict is unsafe."""
    unasked: tuple[str, ...] = ()
    """No other vendor was compared."""
    within: tuple[str, ...] = ()
    """Workloads that can leave only to another provider of the same vendor."""
    critical: tuple[str, ...] = ()
    """Critical workloads without a safe exit."""

    @property
    def left(self) -> int:
        """Number of workloads that cannot leave today."""
        return self.workloads - len(self.can)

    @property
    def sentence(self) -> str:
        """The decision in one sentence."""
        if not self.can and len(self.open) == self.workloads:
            one = self.workloads == 1
            who = "The one workload is not" if one else f"{self._who} is"
            return f"{who} shown to be able to leave {self.subject} today{self._rest}."
        if not self.can and self.workloads == 1:
            return f"The one workload cannot leave {self.subject} today{self._rest}."
        return f"{self._who} can leave {self.subject} today{self._whither}{self._rest}."

    @property
    def _who(self) -> str:
        if self.workloads == 1:
            return "The one workload"
        if not self.can:
            return f"None of {number(self.workloads)} workloads"
        if not self.left:
            return f"All {number(self.workloads)} workloads"
        return f"{number(len(self.can))} of {number(self.workloads)} workloads"

    @property
    def _whither(self) -> str:
        if not self.to:
            return ""
        name, most = self.to[0]
        if most < len(self.can):
            return f", {number(most)} to {name} alone"
        return f", to {name}" if len(self.can) == 1 else f", all to {name} alone"

    @property
    def _rest(self) -> str:
        said = f"; {self._others}" if self.left and self.can else ""
        if not self.critical:
            return said
        if self.left == 1:
            return f"{said}, and it is critical" if said else "; it is critical"
        are = "is" if len(self.critical) == 1 else "are"
        return f"{said}; {number(len(self.critical))} of these {are} critical"

    @property
    def _others(self) -> str:
        """A clause on the workloads that cannot leave; "not shown" is not called impossible."""
        if len(self.conditional) == self.left:
            return f"{number(self.left)} only on conditions"
        if len(self.open) == self.left:
            return f"for {number(self.left)} it is not shown"
        return f"{number(self.left)} cannot"

    @property
    def why(self) -> tuple[str, ...]:
        """A clause for each reason that keeps the other workloads, the most hopeful first."""
        same = f"can move to another provider of {self.subject} alone"
        found: Sequence[tuple[Sequence[str], str]] = (
            (self.conditional, "can move once conditions are accepted or settled"),
            (self.open, "not shown either way, which is not a pass"),
            (self.cannot, "shown to be worse, or in breach of a hard rule, wherever compared"),
            (self.unasked, "not compared with another vendor"),
            (self.within, same),
        )
        return tuple(
            f"{number(len(those))} {what}: {', '.join(those)}" for those, what in found if those
        )


def leaving(report: RunReport) -> tuple[Leaving, ...]:
    """One value for each vendor that serves workloads today, the one with most workloads first."""
    names, found = provider_names(report), options(report)
    groups: dict[str, list[Options]] = {}
    for each in found:
        groups.setdefault(_vendor(names, each.runs_on), []).append(each)
    said = []
    for vendor, those in groups.items():
        if any(_elsewhere(names, each) for each in those):
            said.append(_left(names, vendor, those))
        else:
            said += _within(names, those)
    return tuple(sorted(said, key=lambda each: -each.workloads))


def _within(names: Names, those: Sequence[Options]) -> list[Leaving]:
    """One value for each provider of a vendor whose providers were only compared to each other."""
    groups: dict[str, list[Options]] = {}
    for each in those:
        groups.setdefault(each.runs_on, []).append(each)
    return [_left(names, None, own) for own in groups.values()]


def _left(names: Names, vendor: str | None, those: Sequence[Options]) -> Leaving:
    subject = vendor or name_of(names, those[0].runs_on).full
    fits: dict[VerdictName | None, list[str]] = {}
    takes: dict[str, int] = {}
    within, critical = [], []
    for each in those:
        outside = _elsewhere(names, each) if vendor else list(each.options)
        best = outside[0].verdict if outside else None
        fits.setdefault(best, []).append(each.workload)
        safe = [one for one in outside if one.verdict == "safe"]
        for name in dict.fromkeys(_taker(names, one, vendor) for one in safe):
            takes[name] = takes.get(name, 0) + 1
        if best != "safe":
            critical += [each.workload] if each.critical else []
            inside = any(one.verdict == "safe" for one in each.options)
            within += [each.workload] if inside else []
    return Leaving(
        subject=subject,
        workloads=len(those),
        can=tuple(fits.get("safe", ())),
        to=tuple(sorted(takes.items(), key=lambda item: -item[1])),
        conditional=tuple(fits.get("conditional", ())),
        open=tuple(fits.get("inconclusive", ())),
        cannot=tuple(fits.get("unsafe", ())),
        unasked=tuple(fits.get(None, ())),
        within=tuple(within),
        critical=tuple(critical),
    )


def _elsewhere(names: Names, each: Options) -> list[Option]:
    """The options with another vendor; a provider of unknown vendor counts as another."""
    own = _vendor(names, each.runs_on)
    return [one for one in each.options if _vendor(names, one.candidate) != own]


def _taker(names: Names, option: Option, vendor: str | None) -> str:
    return _vendor(names, option.candidate) if vendor else name_of(names, option.candidate).full


def _vendor(names: Names, provider: str) -> str:
    return name_of(names, provider).vendor or provider
