"""A bundle against the suite that it was judged by, and against itself."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.model.chat import Sampling, Variant, Wording
from portcheck.model.run import Plan
from portcheck.model.suite import Panel, Suite
from portcheck.run.bundle.suites import plan_differences, suite_differences
from portcheck.run.bundle.texts import textless_plan


def suite_with(text: str = "Briefly.", name: str = "v", **changes: Any) -> Suite:
    """A suite whose one case `new` is asked in a variant of its prompt, too."""
    settings = changes.pop("settings", {})
    sampling = Sampling(**settings)
    case = replace(
        make_case("c"), variants={"new": {name: Wording(system=text, sampling=sampling)}}
    )
    variant = Variant(name=name, system=text, settings=settings)
    return make_suite(make_workload("w", [case], variants={"new": (variant,)}, **changes))


def textless(plan: Plan) -> Plan:
    return textless_plan(plan, {("w", "c")})


@pytest.mark.parametrize("whole", [True, False])
def test_a_suite_is_the_one_that_judged(whole: bool) -> None:
    plan = make_plan(suite_with())
    assert list(suite_differences(plan if whole else textless(plan), suite_with())) == []


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("other", "fault"),
    [
        (suite_with("At length."), "1 cases make other requests"),
        (suite_with(name="u"), "prompt variants differ"),
        (suite_with(settings={"temperature": 0.5}), "prompt variants differ"),
        (make_suite(make_workload("w", [make_case("c")])), "prompt variants differ"),
        (suite_with(panel=Panel(judges=("one",))), "judges differ"),
    ],
)
def test_another_prompt_or_panel_is_a_difference(other: Suite, fault: str, whole: bool) -> None:
    plan = make_plan(suite_with())
    found = list(suite_differences(plan if whole else textless(plan), other))
    assert f"workload 'w': {fault}" in found


def test_a_variant_that_was_edited_is_not_the_question_that_was_asked() -> None:
    plan = make_plan(suite_with())
    assert list(plan_differences(plan, frozenset(), same_version=False)) == []
    edited = replace(plan, suite=suite_with("At length."))
    faults = ["case 'c' of 'w' is not the question that was asked"]
    assert list(plan_differences(edited, frozenset(), same_version=False)) == faults
    assert list(plan_differences(edited, {("w", "c")}, same_version=False)) == []
