"""What the judges of a suite will mean for its verdicts."""

from __future__ import annotations

import pytest
from run_builders import ask

from portcheck.model.suite import Case, CheckSpec, Panel, ProviderSpec, Suite, Workload
from portcheck.run.panel.panel_warnings import panel_warnings

JUDGE = CheckSpec(name="judge", arguments={"rubric": "Kind?"}, id="judge", gate="task")
PREFER = CheckSpec(name="prefer", arguments={"rubric": "Kinder?"}, id="p", gate="preference")
VENDORS = {"old": "openai", "new": "mistral", "one": "cohere", "two": "xai", "ours": "OpenAI"}
ALL = tuple(VENDORS)


def workload(*judges: str, runs_on: str | None = "old", check: CheckSpec = JUDGE) -> Workload:
    return Workload(
        id=f"w-{runs_on}",
        cases=(Case(id="c", request=ask("Hello?"), checks=(check,)),),
        runs_on=runs_on,
        panel=Panel(judges=judges),
    )


def said(*workloads: Workload, entries: tuple[str, ...] = ALL) -> list[str]:
    specs = tuple(
        ProviderSpec(id=name, vendor=VENDORS[name], dialect="openai-chat") for name in entries
    )
    found = panel_warnings(Suite(name="s", workloads=workloads), workloads[0], specs)
    return [f"{message}; {hint}" for message, hint in found]


def test_a_panel_of_two_other_vendors_needs_no_word() -> None:
    assert said(workload("one", "two")) == []
    assert said(workload("one", "two", "ours")) == []


@pytest.mark.parametrize("check", [JUDGE, PREFER])
def test_a_judge_of_a_vendor_that_is_compared_binds_the_verdict(check: CheckSpec) -> None:
    (words,) = said(workload("one", "ours", check=check), entries=("old", "new", "one", "ours"))
    assert words.startswith(
        "against 'new', judges of a compared vendor have a vote, because the others come from "
        "fewer than two vendors (ours of OpenAI); verdicts are then at best conditional"
    )
    assert "rule judge_not_measured" in words


def test_a_preference_is_of_two_vendors_and_a_judgement_of_all_that_are_compared() -> None:
    entries = ("old", "new", "two", "one", "ours")
    pairs = said(workload("one", "ours", check=PREFER), entries=entries)
    assert [words.partition(",")[0] for words in pairs] == ["against 'new'"]


def test_where_all_others_judge_nobody_is_left_to_compare() -> None:
    (words,) = said(workload("one", "two"), entries=("old", "one", "two"))
    assert "all providers but 'old' judge, so none is left to compare with it" in words
    assert (
        "a judge cannot be a candidate in its run: remove one of the judges, or add a provider"
        in words
    )


def test_a_judge_that_serves_another_workload_cannot_do_both_in_one_run() -> None:
    served = workload("new", "two", runs_on="one")
    (words,) = said(served, workload("one", "two"))
    assert words.startswith(
        "'one' serves 'w-one' and judges another workload; one run cannot use it"
    )


def test_what_is_not_known_is_not_foreseen() -> None:
    assert said(workload("one", "two"), entries=()) == []
    assert said(workload("one", "ours", runs_on=None)) == []
    plain = Workload(id="w", cases=(), runs_on="old")
    assert said(plain) == []
    assert said(plain, workload("one", "two", runs_on="new")) == []
