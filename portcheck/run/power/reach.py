"""Compute the smallest margin that a suite could ever show, and the command that adds cases."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from msgspec import Struct

from portcheck.config.load import Loaded
from portcheck.model.suite import Workload
from portcheck.parity.check_evidence import Speaking
from portcheck.parity.power import cases_needed
from portcheck.run.cards.deciding import Cards
from portcheck.run.plan.sizes import GateSize, gate_sizes, rounded_up
from portcheck.shell_words import file_word


class Reach(Struct, frozen=True, kw_only=True):
    """The best possible result of one score gate, at the first look, if no answer differs."""

    suite: str
    """The file that has the workload."""
    workload: str
    gate: str
    groups: int
    noun: str
    """Noun for them: `case` or `group`."""
    margin: float
    """The margin in the suite, 0..1."""
    least_margin: float | None
    """The smallest margin that the groups could ever show; `None`: none below 1."""
    groups_for_margin: int | None
    """Groups that the suite's margin needs if no answer differs; `None`: no usual number."""

    @property
    def enough(self) -> bool:
        """Whether the margin could be shown at all."""
        return self.least_margin is not None and self.least_margin < self.margin

    @property
    def words(self) -> str:
        """The smallest margin and its gate as text, without a full stop."""
        least = "none" if self.least_margin is None else rounded_up(self.least_margin)
        amount = f"{self.groups} {self.noun}{'' if self.groups == 1 else 's'}"
        needed = "" if self.enough else f"; margin {self.margin:g} takes {self.groups_for_margin}"
        if not self.enough and self.groups_for_margin is None:
            needed = f"; no number of cases shows margin {self.margin:g}"
        return f"{least} in {self.workload} ({self.gate}, {amount}{needed})"


def reaches(
    loaded: Loaded,
    workloads: Sequence[Workload] | None = None,
    candidates: Sequence[str] | None = None,
) -> tuple[Reach, ...]:
    """For each workload the score gate that is furthest from its margin.

    Workloads without a score gate are left out.

    Args:
        loaded: the suites and the places in their files.
        workloads: only these; `None`: all.
        candidates: the candidates whose prompts count; `None`: all with variants.
    """
    found, cards = [], Cards(loaded.suite)
    for workload in loaded.suite.workloads if workloads is None else workloads:
        sizes = [
            size
            for size in gate_sizes(workload, Speaking(workload.outlines), cards, candidates)
            if size.gate.kind == "score"
            and size.limits.get("margin") is not None
            and size.groups
            # Twins come with their control: `portcheck cases` adds none.
            and not size.gate.of_conduct
        ]
        if sizes:
            found.append(_reach(loaded.locate(workload.id)[0], workload.id, max(sizes, key=_ratio)))
    return tuple(found)


def shortest(found: Sequence[Reach]) -> Reach:
    """The gate that is furthest from its margin, by the ratio; `found` must not be empty."""
    return max(found, key=lambda one: (one.least_margin or 1.0) / one.margin)


def command(reach: Reach) -> str:
    """The shell command that adds cases to a workload."""
    named = f"--workload {shlex.quote(reach.workload)}"
    return f"portcheck cases {file_word(reach.suite)} {named} --from FILE"


def _ratio(size: GateSize) -> float:
    return (size.least_margin or 1.0) / (size.limits["margin"] or 1.0)


def _reach(suite: str, workload: str, size: GateSize) -> Reach:
    margin = size.limits["margin"] or 0.0
    return Reach(
        suite=suite,
        workload=workload,
        gate=size.gate.name,
        groups=size.groups,
        noun=size.noun,
        margin=margin,
        least_margin=size.least_margin,
        groups_for_margin=cases_needed(size.share * margin, size.decides_at),
    )
