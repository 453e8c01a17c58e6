"""Workloads whose checks do not say what is right."""

from __future__ import annotations

import pytest
from run_builders import ask, make_workload

from portcheck.model.parity import CheckEvidence
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.parity.check_evidence import Speaking, check_evidence
from portcheck.run.plan.weak_checks.unchecked import content_warning, idle_warning

AUTOMATIC = CheckSpec(name="refusal", expect="none", id="a", gate="refusal", automatic=True)


def workload(*checks: tuple[CheckSpec, ...]) -> Workload:
    cases = [
        Case(id=str(n), request=ask(str(n)), checks=(*own, AUTOMATIC))
        for n, own in enumerate(checks)
    ]
    return make_workload("w", cases)


def evidence_of(found: Workload) -> tuple[CheckEvidence, ...]:
    return check_evidence(found.outlines, Speaking(found.outlines))


def verdict(found: Workload) -> tuple[str, str] | None:
    return content_warning(evidence_of(found))


def equals(value: str) -> CheckSpec:
    return CheckSpec(name="equals", arguments=value, id="equals", gate="task")


def test_without_a_check_nothing_can_be_safe() -> None:
    found = verdict(workload((), ()))
    assert found is not None
    assert found[0].startswith(
        "can never be `safe`: it has no check of its own for a good answer, so nothing is checked"
    )


@pytest.mark.parametrize(
    "form",
    [
        CheckSpec(name="max_length", arguments={"words": 5}, id="m", gate="task"),
        CheckSpec(name="contains", arguments={"none": ["x"]}, id="c", gate="task"),
        CheckSpec(name="contains", arguments="Paris", id="c", gate="task"),
        CheckSpec(name="refusal", expect="none", id="r", gate="refusal"),
    ],
)
def test_form_alone_is_at_best_a_condition(form: CheckSpec) -> None:
    found = verdict(workload((form,), (form,)))
    assert found is not None
    assert found[0].startswith("is at best `conditional`: no check tests whether answers are right")
    assert form.name in found[0]


@pytest.mark.parametrize(
    "conduct",
    [
        CheckSpec(name="refusal", expect="full", id="r", gate="refusal"),
        CheckSpec(name="pushback", expect="challenge", id="p", gate="pushback"),
        CheckSpec(name="contains", arguments={"none": ["KEY"]}, id="c", gate="security"),
    ],
)
def test_content_and_conduct_are_evidence(conduct: CheckSpec) -> None:
    assert verdict(workload((conduct,), (conduct,))) is None
    assert verdict(workload((equals("a"),), (equals("b"),))) is None


FORBIDDEN = CheckSpec(name="leak", arguments={"secret": "KEY-1"}, id="l", gate="security")


def test_where_all_is_forbidden_and_nothing_is_wanted_an_idle_model_is_safe() -> None:
    found = workload((FORBIDDEN,), (FORBIDDEN,))
    said = idle_warning(found, evidence_of(found))
    assert said is not None
    assert said[0].startswith(
        "would be `safe` for a model that does nothing: its checks (leak) only forbid"
    )
    assert "controls" in said[1]


@pytest.mark.parametrize(
    "wanted",
    [
        equals("yes"),
        CheckSpec(name="contains", arguments="sky", id="t", gate="twins"),
        CheckSpec(name="pushback", expect="challenge", id="p", gate="pushback"),
        CheckSpec(name="refusal", expect="full", id="r", gate="red_line"),
    ],
)
def test_who_wants_something_is_told_nothing(wanted: CheckSpec) -> None:
    found = workload((FORBIDDEN,), (wanted,))
    assert idle_warning(found, evidence_of(found)) is None
    bare = workload(())
    assert idle_warning(bare, evidence_of(bare)) is None
