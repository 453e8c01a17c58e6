"""How the calls of a candidate differ from the baseline's."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, Step, Trajectory
from portcheck.model.run import Plan, Sample
from portcheck.run.loop.paths import Difference, difference, path_notes

CALL = ToolCall(id="1", name="look", arguments={"id": 1})
OTHER = ToolCall(id="2", name="look", arguments={"id": 2})
PAY = ToolCall(id="3", name="pay", arguments={})
BROKEN = ToolCall(id="4", name="look", arguments=None, arguments_raw="[1")


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [
        ((), (), "none"),
        ((CALL, PAY), (replace(CALL, id="9", arguments={"id": 1.0}), PAY), "none"),
        ((CALL,), (OTHER,), "arguments"),
        ((CALL,), (BROKEN,), "arguments"),
        ((BROKEN,), (BROKEN,), "none"),
        ((CALL, PAY), (PAY, CALL), "tools"),
        ((CALL,), (), "tools"),
    ],
)
def test_paths_differ_in_tools_or_in_arguments_alone(
    mine: tuple[ToolCall, ...], theirs: tuple[ToolCall, ...], found: Difference
) -> None:
    assert difference(mine, theirs) == found


def _did(*calls: ToolCall) -> Completion:
    steps = [Step(completion=replace(make_completion(""), tool_calls=(call,))) for call in calls]
    last = make_completion("Done.")
    trajectory = Trajectory(steps=(*steps, Step(completion=last)), ended="answered")
    return replace(last, loop=trajectory)


def _plan(**said: object) -> tuple[Plan, dict[str, Sample]]:
    """Four cases: equal paths, other arguments, twice other tools; a fifth lacks an answer."""
    cases = [make_case(name) for name in "abcde"]
    plan = make_plan(make_suite(make_workload("desk", cases, **said)))
    did = {
        ("a", "old"): _did(CALL),
        ("a", "new"): _did(CALL),
        ("b", "old"): _did(CALL),
        ("b", "new"): _did(OTHER),
        ("c", "old"): _did(CALL, PAY),
        ("c", "new"): make_completion("Done."),
        ("d", "old"): _did(CALL, PAY),
        ("d", "new"): make_completion("Done."),
        ("e", "old"): _did(CALL),
    }
    keys = {(trial.case, trial.provider): trial.key for trial in plan.trials}
    return plan, {keys[at]: Sample(trial=keys[at], completion=one) for at, one in did.items()}


def test_a_note_says_how_paths_differ_and_names_the_commonest_difference() -> None:
    assert path_notes(*_plan(path="compare")) == (
        "new: paths in desk: the same calls as the baseline in 1 of 4 pairs, the same tools with "
        "other arguments in 1, other tools in 2 (most often no tool where the baseline called "
        "look, pay: c, d); this decides no verdict",
    )


def test_nothing_is_said_where_nobody_asks() -> None:
    assert path_notes(*_plan()) == ()
