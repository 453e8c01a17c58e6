"""Can we leave, and to whom."""

from __future__ import annotations

from typing import Any

from builders import make_report, make_run
from exit_builders import plan, route, target, workload

from portcheck.model.exit_plan import ExitWorkload
from portcheck.reports.decision.leaving import Leaving, leaving


def moved(name: str, *found: tuple[str, str], **changes: Any) -> ExitWorkload:
    targets = [target(one, verdict=verdict) for one, verdict in found]
    return workload(name, *targets, **{"runs_on": "gpt", **changes})


def said(*works: ExitWorkload) -> tuple[Leaving, ...]:
    routes = (
        route("gpt", vendor="openai"),
        route("mini", vendor="openai", models=("mini",)),
        route("claude", vendor="anthropic"),
        route("mistral", vendor="mistral"),
    )
    return leaving(make_report(run=make_run(providers=()), exit_plan=plan(list(works), *routes)))


def test_one_sentence_says_how_many_and_to_whom() -> None:
    (found,) = said(
        *(moved(f"c{n}", ("claude", "safe")) for n in range(9)),
        *(moved(f"m{n}", ("mistral", "safe")) for n in range(2)),
        moved("open", ("claude", "inconclusive"), criticality="critical"),
        moved("no", ("claude", "unsafe"), criticality="critical"),
        moved("terms", ("claude", "conditional"), ("mistral", "unsafe")),
    )
    assert found.sentence == (
        "11 of 14 workloads can leave OpenAI today, 9 to Anthropic alone; 3 cannot; 2 of these are"
        " critical."
    )
    assert found.to == (("Anthropic", 9), ("Mistral AI", 2))
    assert found.why == (
        "1 can move once conditions are accepted or settled: terms",
        "1 not shown either way, which is not a pass: open",
        "1 shown to be worse, or in breach of a hard rule, wherever compared: no",
    )


def test_sentences_of_few_workloads() -> None:
    safe, no = ("claude", "safe"), ("claude", "unsafe")
    open_ = ("claude", "inconclusive")
    assert [
        said(*works)[0].sentence
        for works in (
            (moved("a", safe),),
            (moved("a", safe), moved("b", safe)),
            (moved("a", no, criticality="critical"),),
            (moved("a", no), moved("b", no, criticality="critical")),
            (moved("a", safe), moved("b", no, criticality="critical")),
            (moved("a", safe), moved("b", ("claude", "conditional"))),
            (moved("a", safe), moved("b", open_), moved("c", open_)),
            (moved("a", safe), moved("b", open_), moved("c", no)),
            (moved("a", open_), moved("b", open_)),
            (moved("a", open_),),
        )
    ] == [
        "The one workload can leave OpenAI today, to Anthropic.",
        "All 2 workloads can leave OpenAI today, all to Anthropic alone.",
        "The one workload cannot leave OpenAI today; it is critical.",
        "None of 2 workloads can leave OpenAI today; 1 of these is critical.",
        "1 of 2 workloads can leave OpenAI today, to Anthropic; 1 cannot, and it is critical.",
        "1 of 2 workloads can leave OpenAI today, to Anthropic; 1 only on conditions.",
        "1 of 3 workloads can leave OpenAI today, to Anthropic; for 2 it is not shown.",
        "1 of 3 workloads can leave OpenAI today, to Anthropic; 2 cannot.",
        "None of 2 workloads is shown to be able to leave OpenAI today.",
        "The one workload is not shown to be able to leave OpenAI today.",
    ]


def test_an_exit_to_the_same_vendor_does_not_leave_it() -> None:
    (found,) = said(
        moved("a", ("mini", "safe"), ("claude", "unsafe")), moved("b", ("mini", "safe"))
    )

    assert found.sentence == "None of 2 workloads can leave OpenAI today."
    assert found.why == (
        "1 shown to be worse, or in breach of a hard rule, wherever compared: a",
        "1 not compared with another vendor: b",
        "2 can move to another provider of OpenAI alone: a, b",
    )


def test_providers_of_one_vendor_are_left_for_one_another() -> None:
    first, second = said(
        moved("a", ("mini", "safe")), moved("b", ("gpt", "unsafe"), runs_on="mini")
    )

    assert first.sentence == "The one workload can leave OpenAI (gpt) today, to OpenAI mini (mini)."
    assert second.subject == "OpenAI mini (mini)"


def test_every_vendor_has_its_sentence_the_one_with_the_most_first() -> None:
    found = said(
        moved("a", ("gpt", "safe"), runs_on="claude"),
        moved("b", ("claude", "safe")),
        moved("c", ("claude", "safe")),
    )
    assert [each.subject for each in found] == ["OpenAI", "Anthropic"]


def test_without_a_plan_the_verdicts_say() -> None:
    (found,) = leaving(make_report())
    assert found.sentence == "The one workload can leave OpenAI today, to Anthropic."
    assert leaving(make_report(verdicts=())) == ()
