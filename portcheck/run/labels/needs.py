"""Compute how many labels the gates of a run need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from portcheck.model.parity import GateResult, Verdict
from portcheck.model.run import LabelLook, Plan
from portcheck.parity.labelled.prediction_powered import fewest_labels
from portcheck.parity.sequential import look_confidence, shared_confidence


class LabelNeeds(Struct, frozen=True, kw_only=True):
    """The number of labels that a workload needs, including existing ones."""

    fewest: int | None
    """Fewest labelled groups that can show the margin at the next look at labels; `None`: no number
    of them can."""
    wanted: int | None
    """Labelled groups that would decide its gates in 80 % of runs if there is no real difference;
    `None`: not even labels of the whole run are expected to decide."""


def label_needs(
    plan: Plan, verdicts: Iterable[Verdict], looks: Sequence[LabelLook] = ()
) -> dict[str, LabelNeeds]:
    """Workload to the labels that it needs; workloads that need none are left out.

    The gate of a workload that needs most decides.

    Args:
        plan: Of the run.
        verdicts: As decided at the last look at its labels.
        looks: The looks at its labels so far.
    """
    confidences = {workload.id: workload.confidence for workload in plan.suite.workloads}
    found: dict[str, list[LabelNeeds]] = {}
    for verdict in verdicts:
        for gate in verdict.gates:
            if _calls_for_labels(gate):
                place = (verdict.workload, verdict.candidate, gate.gate)
                taken = {
                    one.groups for one in looks if (one.workload, one.candidate, one.gate) == place
                }
                could_decide = not gate.detector_weak and not gate.language_note
                number = verdict.look + could_decide + len(taken)
                if gate.label_look is not None:
                    number = gate.label_look + 1
                shared = shared_confidence(confidences[verdict.workload], verdict.prompts or 1)
                needs = LabelNeeds(
                    fewest=fewest_labels(gate.margin or 0.0, look_confidence(shared, number)),
                    wanted=gate.labels_needed,
                )
                found.setdefault(verdict.workload, []).append(needs)
    return {workload: _most(needs) for workload, needs in found.items()}


def _calls_for_labels(gate: GateResult) -> bool:
    if gate.margin is None or gate.scale != "difference" or gate.detector is None:
        return False
    return gate.outcome == "inconclusive" or bool(gate.detector_weak)


def _most(needs: Sequence[LabelNeeds]) -> LabelNeeds:
    return LabelNeeds(
        fewest=_largest([one.fewest for one in needs]),
        wanted=_largest([one.wanted for one in needs]),
    )


def _largest(numbers: Sequence[int | None]) -> int | None:
    known = [one for one in numbers if one is not None]
    return max(known) if len(known) == len(numbers) else None
