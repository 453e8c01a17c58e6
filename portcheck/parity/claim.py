"""The claim about one workload and one candidate, and what the rules may ask about it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from portcheck.model.exit_plan import Change
from portcheck.model.parity import CheckEvidence, GateResult
from portcheck.plugins import GateKind

_WITHOUT_A_CALL = frozenset[GateKind]({"capability", "requirement"})
"""Gates that no answer feeds: they can forbid, but they prove nothing."""
SHOWN = frozenset({"noninferior", "ok"})


class Claim(Struct, frozen=True, kw_only=True):
    """What a verdict is about, except what its gates found."""

    workload: str
    candidate: str
    """Id of the provider that might take the workload over."""
    baseline: str
    """Id of the provider that it is compared with."""
    evidence: tuple[CheckEvidence, ...]
    """What the suite's own checks speak of; without any nothing can be safe."""
    covered: float = 1.0
    """Share of the groups of cases that have a check which can carry `safe`, 0..1."""
    alpha: float = 0.05
    """One-sided error rate of this look, that of the family of `unsafe`."""
    look: int = 1
    """Which look at this claim it is, 1-based."""
    earlier_runs: tuple[str, ...] = ()
    """Ids of the runs that were the looks before it."""
    look_meaning: str = ""
    """Which look it is and what it spends, in sentences."""
    partial: bool = False
    """Only some of the cases were run: nothing can be safe, unsafe stands."""
    unanswered: bool = False
    """Neither side gave a single answer."""
    changed: tuple[str, ...] = ()
    """A sentence for each provider whose served model changed in the middle of the run."""
    not_today: str = ""
    """A sentence that says why the baseline is not what runs today; "" if it is."""
    after_answers: str = ""
    """A sentence that says that answers to all of its cases could be read before its prompt was
    written; "" if they could not."""
    cautions: tuple[str, ...] = ()
    """Sentences about the claim itself that a reader must not miss."""
    changes: tuple[Change, ...] = ()
    """What the cutover needs."""


class Question(Struct, frozen=True, kw_only=True):
    """All that the rules may ask about one workload and one candidate."""

    claim: Claim
    gates: tuple[GateResult, ...]
    kinds: Mapping[str, GateKind]
    """What each of the gates, by name, can do to a verdict."""

    @property
    def hard(self) -> list[GateResult]:
        """Gates that can make a verdict `unsafe`."""
        return [gate for gate in self.gates if self.kinds[gate.gate] != "soft"]

    @property
    def soft(self) -> list[GateResult]:
        """Gates that are at worst a condition."""
        return [gate for gate in self.gates if self.kinds[gate.gate] == "soft"]

    @property
    def called(self) -> list[GateResult]:
        """Hard gates that answers feed."""
        return [gate for gate in self.hard if self.kinds[gate.gate] not in _WITHOUT_A_CALL]

    @property
    def open(self) -> list[GateResult]:
        """Hard gates that are not shown to hold, except what can be a condition."""
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
        """Whether a gate lacks nothing but a fact that nobody states."""
        return self.kinds[gate.gate] in _WITHOUT_A_CALL and gate.outcome == "unknown"
