"""Which gates cases feed, and which unit of sampling they belong to."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from run_builders import ask, make_workload

from portcheck.model.suite import ANSWERED, Case, CheckSpec, fed_gates, sample_of


def case_with(*checks: CheckSpec, name: str = "c", group: str | None = None) -> Case:
    return Case(id=name, request=ask("?"), checks=checks, group=group)


EQUALS = CheckSpec(name="equals", arguments="yes", id="equals", gate="task")
REFUSAL = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none")
ANY = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="any")


def test_a_check_feeds_its_gate_unless_any_behaviour_is_accepted() -> None:
    assert [spec.fed_gate for spec in (EQUALS, REFUSAL, ANY)] == ["task", "refusal", ""]
    assert case_with(EQUALS, ANY).feeds("task")
    assert not case_with(EQUALS, ANY).feeds("refusal")
    assert case_with(EQUALS, REFUSAL).feeds("refusal")


def test_cases_feed_what_one_of_them_feeds() -> None:
    cases = [case_with(EQUALS, name="a"), case_with(REFUSAL, name="b"), case_with(ANY, name="c")]

    assert fed_gates(cases) == {"refusal", "task"}
    assert fed_gates([case_with(ANY)]) == set()


class StoredElsewhere(tuple[Case, ...]):
    """Cases that know what they check, and are not looked at for it."""

    checks: ClassVar = {1: REFUSAL}


def test_what_cases_check_is_there_once_and_is_not_looked_for_where_it_is_known() -> None:
    cases = [case_with(EQUALS, REFUSAL, name="a"), case_with(REFUSAL, name="b")]

    assert make_workload("w", cases).checks == [EQUALS, REFUSAL]
    known = replace(make_workload("w", cases), cases=StoredElsewhere(cases))
    assert known.checks == [REFUSAL]


def test_a_case_is_its_own_cluster_unless_it_shares_a_group() -> None:
    alone, same, other = (
        case_with(EQUALS, name="g"),
        case_with(EQUALS, name="a", group="g"),
        case_with(EQUALS, name="b", group="g"),
    )

    assert alone.cluster != same.cluster == other.cluster


def _case(name: str, *checks: CheckSpec) -> Case:
    return Case(id=name, request=ask(name), checks=checks)


def test_cases_that_were_only_answered_are_no_sample_where_others_say_what_is_right() -> None:
    was_answered = CheckSpec(name=ANSWERED, gate="task", automatic=True)
    complied = CheckSpec(name="refusal", gate="refusal", expect="none", automatic=True)
    right = CheckSpec(name="equals", arguments="yes", gate="task")
    stated = CheckSpec(name=ANSWERED, gate="task")
    judged = _case("a", right, complied, was_answered)
    bare, asked = _case("b", complied, was_answered), _case("c", stated, complied)
    assert sample_of([judged, bare, asked], "task") == [judged, asked]
    assert sample_of([bare], "task") == [bare]
    assert sample_of([judged, bare], "refusal") == [judged, bare]
    assert sample_of([judged], "tools") == []
