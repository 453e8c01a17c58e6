"""Conditions, changes and single points of failure."""

from __future__ import annotations

from builders import make_report, make_verdict
from exit_builders import plan, target, workload
from msgspec.structs import replace

from portcheck.model.exit_plan import Change, Condition, SinglePoint
from portcheck.reports.decision.terms import hanging, to_accept, to_change

COLD = Change(setting="temperature", from_=0.0, why="it takes none")


def test_terms_of_what_one_would_take_each_once() -> None:
    settle = tuple(Condition(what=what) for what in ("sign", f"change: {COLD.words}"))
    terms = {"verdict": "conditional", "conditions": ("sign", "wait"), "changes": (COLD,)}
    report = make_report(
        verdicts=(
            make_verdict(workload="one", changes=(COLD,)),
            make_verdict(workload="one", candidate="b", **terms),
            make_verdict(workload="two", **terms),
            make_verdict(workload="three", verdict="inconclusive", changes=(COLD,)),
        ),
        exit_plan=plan(
            [
                workload("one", target("claude", conditions=settle), target("b")),
                workload("two", target("claude", verdict="conditional")),
                workload("three", target("claude", verdict="inconclusive")),
                workload("four", target("elsewhere")),
                workload("five"),
            ]
        ),
    )
    one, two = "one to Anthropic claude-large", "two to Anthropic claude-large"

    assert [(each.what, each.moves) for each in to_accept(report)] == [
        ("sign", (one, two)),
        ("wait", (two,)),
    ]
    (change,) = to_change(report)
    assert change.line == f"{one}, {two}: temperature 0 is left out: it takes none"


def test_verdicts_alone_have_terms_as_well() -> None:
    report = make_report(verdicts=(make_verdict(verdict="conditional", conditions=("sign",)),))
    assert [each.what for each in to_accept(report)] == ["sign"]


def test_what_strands_the_same_workloads_stands_together() -> None:
    points = (
        SinglePoint(kind="vendor", name="openai", hit=3, stranded=("a", "b")),
        SinglePoint(kind="key", name="OPENAI_API_KEY", hit=3, stranded=("b", "a")),
        SinglePoint(kind="region", name="eu", hit=1, stranded=("a",)),
    )
    report = make_report(exit_plan=replace(plan([]), single_points=points))

    assert [each.line for each in hanging(report)] == [
        "Without vendor OpenAI or key OPENAI_API_KEY, 2 workloads have no safe exit: a, b.",
        "Without region eu, 1 workload has no safe exit: a.",
    ]
    assert hanging(make_report()) == ()
