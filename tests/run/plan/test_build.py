from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_provider, make_suite, make_workload

from portcheck.errors import UsageError
from portcheck.model.chat import Variant, Wording
from portcheck.model.run import Plan, SelectionInfo
from portcheck.model.suite import CaseNotes, Suite
from portcheck.run.plan.build import Selection, build_plan, request_of

PROVIDERS = [make_provider(name) for name in ("old", "new", "other")]


def two_workloads() -> Suite:
    return make_suite(
        make_workload("a", [make_case("a1", question="same"), make_case("a2", repeats=2)]),
        make_workload("b", [make_case("b1", question="same"), make_case("b2")]),
    )


def test_a_plan_asks_every_case_of_every_provider_in_pairs() -> None:
    plan = build_plan(two_workloads(), PROVIDERS, baseline="old")
    assert plan.candidates == ("new", "other")
    assert [(t.workload, t.case, t.repeat, t.provider) for t in plan.trials][:6] == [
        ("a", "a1", 0, "old"),
        ("a", "a1", 0, "new"),
        ("a", "a1", 0, "other"),
        ("a", "a2", 0, "old"),
        ("a", "a2", 0, "new"),
        ("a", "a2", 0, "other"),
    ]
    assert len(plan.trials) == 5 * 3
    assert len({trial.key for trial in plan.trials}) == len(plan.trials)
    assert not plan.partial


def test_identical_requests_are_told_apart_by_their_ordinal() -> None:
    plan = build_plan(two_workloads(), PROVIDERS, baseline="old", candidates=["new"])
    found = {(t.case, t.repeat): t.ordinal for t in plan.trials if t.provider == "new"}
    assert found == {("a1", 0): 0, ("a2", 0): 0, ("a2", 1): 1, ("b1", 0): 1, ("b2", 0): 0}


def test_a_selection_keeps_the_ordinals_of_the_whole_suite() -> None:
    plan = build_plan(
        two_workloads(), PROVIDERS, baseline="old", selection=Selection(workloads=("b",))
    )
    assert {(t.case, t.ordinal) for t in plan.trials} == {("b1", 1), ("b2", 0)}
    assert not plan.partial, "a whole workload is whole evidence for its verdict"
    trial = plan.trials[0]
    assert request_of(plan.suite.workloads[0].cases[0], trial).ordinal == 1


@pytest.mark.parametrize(
    ("selection", "cases", "partial"),
    [
        (Selection(limit=1), ["a1", "b1"], True),
        (Selection(limit=9), ["a1", "a2", "b1", "b2"], False),
        (Selection(cases=("a2",)), ["a2"], True),
    ],
)
def test_leaving_out_cases_makes_a_run_partial(
    selection: Selection, cases: list[str], partial: bool
) -> None:
    plan = build_plan(two_workloads(), PROVIDERS, baseline="old", selection=selection)
    assert [c.id for w in plan.suite.workloads for c in w.cases] == cases
    assert plan.partial is partial


def test_the_baseline_is_what_all_workloads_run_on() -> None:
    suite = make_suite(make_workload("a", [make_case("a1")], runs_on="new"))
    assert build_plan(suite, PROVIDERS, baseline=None).baseline == "new"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            {"baseline": "odl"},
            "unknown provider: 'odl'",
            "did you mean 'old'?",
        ),
        ({"baseline": None}, "no baseline is named", "--baseline"),
        ({"baseline": "old", "candidates": ["old"]}, "both baseline and candidate", ""),
        (
            {"baseline": "old", "selection": Selection(workloads=("x",))},
            "unknown workload: 'x'",
            "valid here: a, b",
        ),
        ({"baseline": "old", "selection": Selection(cases=("a9",))}, "'a9'", "valid here: a1, a2"),
    ],
)
def test_unknown_ids_are_refused_with_the_nearest(
    arguments: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        build_plan(two_workloads(), PROVIDERS, **arguments)  # type: ignore[arg-type]  # table
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_one_provider_is_not_a_comparison() -> None:
    with pytest.raises(UsageError, match="no candidate"):
        build_plan(two_workloads(), PROVIDERS[:1], baseline="old")


def test_keys_hash_what_json_writes_of_the_parts() -> None:
    suite = make_suite(make_workload('w"\\', [make_case("c\u00e9\u2028\x7f", repeats=2)]))
    for trial in make_plan(suite).trials:
        parts = (trial.workload, trial.case, trial.provider, trial.repeat, trial.request_hash)
        assert trial.key == hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


def test_a_selection_is_named_and_part_of_the_digest_of_what_was_judged() -> None:
    first, second = two_workloads().workloads
    cut = replace(first, notes=CaseNotes(limit=2, left_out=3))
    suite = Suite(name="s", workloads=(cut, second), digest="d")

    def made(**selected: Any) -> Plan:
        chosen = Selection(**selected)
        return build_plan(suite, PROVIDERS, baseline="old", selection=chosen)

    whole = build_plan(two_workloads(), PROVIDERS, baseline="old")
    assert whole.selection is UNSET
    assert made().selection == SelectionInfo(limit=2, left_out=3)
    assert not made().partial, "rows that the suite leaves out are a selection"
    assert made(workloads=("b",)).selection == SelectionInfo(workloads=("b",), left_out=5)
    assert made(limit=1).selection == SelectionInfo(limit=1, left_out=5)
    by_id = SelectionInfo(limit=2, left_out=6, cases=("a1",))
    assert made(cases=("a1",)).selection == by_id
    chosen: list[dict[str, Any]] = [{}, {"workloads": ("b",)}, {"limit": 1}, {"cases": ("a1",)}]
    digests = {made(**selected).suite.digest for selected in chosen}
    assert len({*digests, "d"}) == 5
    plain = replace(suite, workloads=(first,))
    assert build_plan(plain, PROVIDERS, baseline="old").suite.digest == "d"


def test_a_missing_baseline_lists_what_there_is() -> None:
    one, other = (
        make_workload("w", [make_case("a")], runs_on="old"),
        make_workload("v", [make_case("b")]),
    )
    specs = [make_provider("old"), make_provider("new")]
    with pytest.raises(UsageError) as raised:
        build_plan(make_suite(one, other), specs, baseline=None)
    assert raised.value.message == "no baseline is named: workloads run w on old, v on none"
    assert raised.value.hint.endswith("there are: old, new")


def with_variants(**listed: tuple[str, ...]) -> Suite:
    """The first workload, each of whose cases these providers are asked with other systems."""
    first, second = two_workloads().workloads
    variants = {
        provider: tuple(Variant(name=name, system=name) for name in names)
        for provider, names in listed.items()
    }
    wordings = {
        provider: {one.name: Wording(system=one.name) for one in found}
        for provider, found in variants.items()
    }
    cases = tuple(replace(case, variants=wordings) for case in first.cases)
    return make_suite(replace(first, cases=cases, variants=variants), second)


def test_variants_are_asked_of_their_candidate_beside_the_prompt() -> None:
    plain = build_plan(two_workloads(), PROVIDERS, baseline="old", candidates=["new"])
    plan = build_plan(with_variants(new=("x", "y")), PROVIDERS, baseline="old", candidates=["new"])
    mine = [trial for trial in plan.trials if not trial.variant]
    assert mine == list(plain.trials), "what is asked today keeps its keys and ordinals"
    asked = [(t.case, t.repeat, t.variant) for t in plan.trials if t.variant]
    assert asked == [
        *(("a1", 0, "x"), ("a1", 0, "y")),
        *(("a2", 0, "x"), ("a2", 1, "x"), ("a2", 0, "y"), ("a2", 1, "y")),
    ]
    assert {plan.case(trial).request.system for trial in plan.trials} == {None, "x", "y"}
    assert len({trial.key for trial in plan.trials}) == len(plan.trials)
    assert plan.arms(plan.suite.workloads[0]) == [
        ("old", ""),
        ("new", ""),
        ("new", "x"),
        ("new", "y"),
    ]


def test_requests_of_variants_are_counted_behind_the_plain_ones() -> None:
    """A variant that asks in one case what the prompt asks in another gets another answer."""
    suite = with_variants(new=("x",))
    first, second = suite.workloads
    again = replace(
        second.cases[0], id="b3", request=first.cases[0].asked("new", "x").request, repeats=2
    )
    suite = make_suite(first, replace(second, cases=(*second.cases, again)))
    plan = build_plan(suite, PROVIDERS, baseline="old", candidates=["new"])
    found = {
        (t.case, t.repeat, t.variant or ""): t.ordinal for t in plan.trials if t.provider == "new"
    }
    assert found["a1", 0, "x"] == 2
    assert (found["b3", 0, ""], found["b3", 1, ""]) == (0, 1)
    part = build_plan(
        suite, PROVIDERS, baseline="old", candidates=["new"], selection=Selection(cases=("a1",))
    )
    assert {t.ordinal for t in part.trials if t.variant} == {2}


def test_the_baseline_has_no_variants() -> None:
    with pytest.raises(UsageError, match="'new' cannot be the baseline of 'a'"):
        build_plan(with_variants(new=("x",)), PROVIDERS, baseline="new")
    alone = Selection(workloads=("b",))
    assert build_plan(with_variants(new=("x",)), PROVIDERS, baseline="new", selection=alone).trials
