"""Who of a panel judges: contestants never, and their vendors only where nobody else can."""

from __future__ import annotations

import pytest
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.errors import UsageError
from portcheck.model.run import Plan
from portcheck.model.suite import CheckSpec, Panel
from portcheck.run.panel.voters import contestants_judge, judges_of, voters, with_judges
from portcheck.run.plan.build import build_plan

VENDORS = {"o": "OpenAI", "a": "anthropic", "m": "mistral", "c": "cohere"}
JUDGE = CheckSpec(name="judge", arguments={"rubric": "r"}, id="judge", gate="task")
PREFER = CheckSpec(name="prefer", arguments={"rubric": "p"}, id="prefer", gate="preference")


def planned(
    judges: str, *, candidates: str = "m", checks: tuple[CheckSpec, ...] = (JUDGE,)
) -> Plan:
    """A plan of judges, each called by the letter of its vendor, against a baseline of OpenAI."""
    names = tuple(f"judge-{letter}" for letter in judges)
    case = make_case("x")
    cases = [case.__class__(id="x", request=case.request, checks=checks)]
    suite = make_suite(make_workload("w", cases, panel=Panel(judges=names)))
    specs = [make_provider("old", vendor="openai")]
    specs += [make_provider(f"new-{letter}", vendor=VENDORS[letter]) for letter in candidates]
    entries = [make_provider(f"judge-{letter}", vendor=VENDORS[letter]) for letter in judges]
    return with_judges(build_plan(suite, [*specs, *entries], baseline="old"), [*specs, *entries])


def asked(plan: Plan, *contestants: str) -> str:
    return "".join(voter.judge[-1] for voter in voters(plan, "w", contestants))


@pytest.mark.parametrize(
    ("judges", "candidates", "found"),
    [
        ("ac", "m", "ac"),
        ("oac", "m", "ac"),
        ("omac", "m", "ac"),
        ("oa", "m", "oa"),
        ("om", "m", "om"),
        ("oac", "ma", "oac"),
        ("mac", "m", "ac"),
    ],
)
def test_vendors_of_contestants_vote_only_where_the_others_are_fewer_than_two(
    judges: str, candidates: str, found: str
) -> None:
    assert asked(planned(judges, candidates=candidates)) == found


def test_of_a_pair_only_the_two_are_contestants() -> None:
    plan = planned("oac", candidates="ma")
    assert asked(plan) == "oac"
    assert asked(plan, "old", "new-m") == "ac"


def test_a_judge_is_no_candidate_by_default_and_cannot_judge_itself() -> None:
    plan = planned("ac")
    assert plan.candidates == ("new-m",)
    assert judges_of(plan.suite) == ("judge-a", "judge-c")
    entries = [*plan.providers, *(plan.judges or ())]
    itself = build_plan(plan.suite, entries, baseline="old", candidates=["judge-a"])
    with pytest.raises(UsageError, match="'judge-a' is compared in this run"):
        with_judges(itself, entries)
    with pytest.raises(UsageError, match="besides the judges"):
        build_plan(plan.suite, [entries[0], *entries[2:]], baseline="old")
    with pytest.raises(UsageError, match="'judge-c'"):
        with_judges(plan, entries[:3])


def test_rubrics_stand_in_the_plan_each_once() -> None:
    plan = planned("ac", checks=(JUDGE, PREFER))
    assert [(one.workload, one.check, len(one.sha256)) for one in plan.rubrics or ()] == [
        *(("w", "judge", 64), ("w", "prefer", 64)),
    ]


@pytest.mark.parametrize(
    ("judges", "gate", "words"),
    [
        ("ac", "task", ""),
        ("oa", "task", "judge-o of OpenAI"),
        ("oac", "task", ""),
        ("oa", "preference", "judge-o of OpenAI"),
        ("oa", "refusal", ""),
    ],
)
def test_a_contestants_judge_that_votes_is_named(judges: str, gate: str, words: str) -> None:
    plan = planned(judges, checks=(JUDGE, PREFER))
    found = contestants_judge(plan, plan.suite.workloads[0], "new-m", gate)
    assert (words in found) if words else found == ""
