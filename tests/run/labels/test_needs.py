"""How many labels are called for, before anybody gives one."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_gate
from labelled_run import Run
from msgspec.structs import replace

from portcheck.model.parity import GateResult, Verdict
from portcheck.model.run import LabelLook
from portcheck.parity.power import cases_needed
from portcheck.run.labels.needs import LabelNeeds, label_needs


def gate(**changes: Any) -> GateResult:
    made: dict[str, Any] = {
        "gate": "refusal",
        "detector": "refusal-rules 4",
        "detector_weak": "nobody has measured it",
        "labels_needed": 80,
        "margin": 0.05,
    }
    return make_gate(**(made | changes))


def verdict(*gates: GateResult, look: int = 1, candidate: str = "new") -> Verdict:
    return Verdict(
        workload="w",
        candidate=candidate,
        baseline="old",
        verdict="conditional",
        rule="r",
        reasons=(),
        conditions=(),
        gates=gates,
        look=look,
    )


def needs(*verdicts: Verdict, looks: tuple[LabelLook, ...] = ()) -> LabelNeeds | None:
    return label_needs(Run(10).plan, verdicts, looks).get("w")


def test_a_judge_that_decides_nothing_leaves_labels_the_look_of_the_run() -> None:
    assert needs(verdict(gate())) == LabelNeeds(fewest=63, wanted=80)
    assert needs(verdict(gate(margin=0.1))) == LabelNeeds(fewest=31, wanted=80)
    assert needs(verdict(gate(), look=2)) == LabelNeeds(fewest=127, wanted=80)


def test_variants_of_a_prompt_share_the_error_rate() -> None:
    shared = replace(verdict(gate()), prompts=3)
    least = cases_needed(0.05, 1 - 0.04 / 3)
    assert needs(shared) == LabelNeeds(fewest=least, wanted=80)


def test_after_a_look_labels_are_the_next_one() -> None:
    could = gate(detector_weak="", outcome="inconclusive")
    assert needs(verdict(could)) == LabelNeeds(fewest=127, wanted=80)
    looked = LabelLook(workload="w", candidate="new", gate="refusal", groups=70)
    other = LabelLook(workload="w", candidate="other", gate="refusal", groups=70)
    assert needs(verdict(gate()), looks=(looked, looked, other)) == LabelNeeds(
        fewest=127, wanted=80
    )
    decided = gate(detector_weak="", outcome="inconclusive", labels_decided=True, label_look=1)
    assert needs(verdict(decided), looks=(looked,)) == LabelNeeds(fewest=127, wanted=80)


def test_of_several_gates_and_candidates_the_one_that_calls_for_most() -> None:
    found = needs(
        verdict(gate(), gate(margin=0.1, labels_needed=90)), verdict(gate(), candidate="other")
    )
    assert found == LabelNeeds(fewest=63, wanted=90)
    hopeless = needs(verdict(gate(), gate(labels_needed=None)))
    assert hopeless == LabelNeeds(fewest=63, wanted=None)
    assert needs(verdict(gate(margin=1e-9))) == LabelNeeds(fewest=None, wanted=80)


@pytest.mark.parametrize(
    "changes",
    [
        {"detector": None},
        {"margin": None},
        {"scale": "rate"},
        {"detector_weak": "", "outcome": "noninferior"},
    ],
)
def test_what_needs_no_label_calls_for_none(changes: dict[str, Any]) -> None:
    assert needs(verdict(gate(**changes))) is None
