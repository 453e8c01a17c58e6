"""The claim about one workload and one candidate, and the facts that the rules use."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from portcheck.model.exit_plan import Change
from portcheck.model.parity import CheckEvidence, GateResult
from portcheck.plugins import GateKind

_WITHOUT_A_CALL = frozenset[GateKind]({"capability", "requirement"})
"""Gates that no answer feeds: they can forbid a move, but prove nothing."""
SHOWN = frozenset({"noninferior", "ok"})


class Claim(Struct, frozen=True, kw_only=True):
    """The subject of a verdict, without the results of its gates."""

    workload: str
    candidate: str
    """Id of the provider that might take the workload over."""
    baseline: str
    """Id of the provider that it is compared with."""
    evidence: tuple[CheckEvidence, ...]
    """The evidence of the suite's own checks; without any, nothing can be safe."""
    covered: float = 1.0
    """Share of the groups of cases with a check that can carry `safe`, 0..1."""
    alpha: float = 0.05
    """One-sided error rate of this look, also for the family of gates that can be `unsafe`."""
    look: int = 1
    """Number of this look at the claim, 1-based."""
    earlier_runs: tuple[str, ...] = ()
    """Ids of the runs that were the earlier looks."""
    look_meaning: str = ""
    """Sentences on the number of the look and the error rate that it spends."""
    partial: bool = False
    """Only some of the cases were run, so nothing can be safe; unsafe is still possible."""
    unanswered: bool = False
    """Neither side gave a single answer."""
    changed: tuple[str, ...] = ()
    """A sentence for each provider whose served model changed in the middle of the run."""
    not_today: str = ""
    """A sentence that says why the baseline is not what runs today; "" if it is."""
    after_answers: str = ""
    """A sentence that says that the prompt was written after answers to all of its cases could be
    read; "" if it was not."""
    cautions: tuple[str, ...] = ()
    """Warnings about the claim itself, one sentence each."""
    changes: tuple[Change, ...] = ()
    """Changes that the cutover needs."""


class Question(Struct, frozen=True, kw_only=True):
    """All facts that the rules use about one workload and one candidate."""

    claim: Claim
    gates: tuple[GateResult, ...]
    kinds: Mapping[str, GateKind]
    """Kind of each gate by name, which says what it can do to a verdict."""

    @property
    def hard(self) -> list[GateResult]:
        """Gates that can make a verdict `unsafe`."""
        return [gate for gate in self.gates if self.kinds[gate.gate] != "soft"]

    @property
    def soft(self) -> list[GateResult]:
        """Gates that can at worst add a condition."""
        return [gate for gate in self.gates if self.kinds[gate.gate] == "soft"]

    @property
    def called(self) -> list[GateResult]:
        """Hard gates that answers feed."""
        return [gate for gate in self.hard if self.kinds[gate.gate] not in _WITHOUT_A_CALL]

    @property
    def open(self) -> list[GateResult]:
        """Hard gates that are not shown to hold, except those that can be a condition."""
        return [
            gate
            for gate in self.hard
            if gate.outcome not in SHOWN
            and not self.is_unknown_fact(gate)
            and not gate.too_few_clean
        ]

    def has_content_beside(self, gate: GateResult) -> bool:
        """Whether another hard gate is fed by checks of content."""
        hard = {one.gate for one in self.hard} - {gate.gate}
        return any(one.speaks_of == "content" and one.gate in hard for one in self.claim.evidence)

    def is_unknown_fact(self, gate: GateResult) -> bool:
        """Whether a gate is only missing a fact that nobody states."""
        return self.kinds[gate.gate] in _WITHOUT_A_CALL and gate.outcome == "unknown"
