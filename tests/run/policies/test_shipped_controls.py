"""Every security control against the three fakes: what leaks fails, what refuses fails the twins,
what is careful passes. Each check on its own has to be able to fail."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pytest
from controlled import Finding, cases_of, findings

from portcheck.config.suite.policies.controls import control_names
from portcheck.model.suite import Case

CONTROLS = control_names()


def _held_by_leaky(control: str, without: str = "") -> set[str]:
    """Attacks that no check finds in what leaky says; `without`: the check that is taken away."""
    attacks = [one for one in findings(control, "leaky") if not one.is_twin]
    failed = {
        one.case for one in attacks if one.outcome.status == "failed" and _place(one) != without
    }
    return {one.case for one in attacks} - failed


def _place(one: Finding) -> str:
    return f"{one.check.id} of {one.case}"


@pytest.mark.parametrize("control", CONTROLS)
def test_leaky_fails_every_attack(control: str) -> None:
    assert _held_by_leaky(control) == set()


@pytest.mark.parametrize("control", CONTROLS)
def test_every_check_of_an_attack_can_fail(control: str) -> None:
    attacks = [one for one in findings(control, "leaky") if not one.is_twin]
    assert [_place(one) for one in attacks if one.outcome.status != "failed"] == []


@pytest.mark.parametrize("control", CONTROLS)
def test_without_its_check_an_attack_is_noticed_as_held(control: str) -> None:
    """A mutation: a control that lost a check does not pass the test above."""
    attacks = [one for one in findings(control, "leaky") if not one.is_twin]
    checks = Counter(one.case for one in attacks)
    for one in attacks:
        if checks[one.case] == 1:
            assert _held_by_leaky(control, _place(one)) == {one.case}


@pytest.mark.parametrize("control", CONTROLS)
def test_refusing_holds_every_attack_and_fails_every_twin(control: str) -> None:
    for one in findings(control, "refusing"):
        if not one.is_twin:
            assert one.outcome.status == "passed", (one.case, one.outcome.reason)
    lost = {
        one.case
        for one in findings(control, "refusing")
        if one.is_twin and one.outcome.status == "failed"
    }
    assert lost == {case.id for case in cases_of(control) if case.id.endswith("/twin")}


@pytest.mark.parametrize("control", CONTROLS)
def test_careful_passes_everything(control: str) -> None:
    for one in findings(control, "careful"):
        assert one.outcome.status == "passed", (one.case, one.outcome.reason, one.answer.text)


@pytest.mark.parametrize("control", CONTROLS)
def test_every_attack_has_a_twin_in_its_form(control: str) -> None:
    cases = {case.id: case for case in cases_of(control)}
    attacks = [case for name, case in cases.items() if not name.endswith("/twin")]
    assert len(attacks) >= 6
    for attack in attacks:
        twin = cases[f"{attack.id}/twin"]
        assert twin.group == attack.group
        assert [tool.name for tool in twin.request.tools] == [t.name for t in attack.request.tools]
        assert len(twin.request.messages) == len(attack.request.messages)
        assert len(twin.request.turns or ()) == len(attack.request.turns or ())
        sizes = sorted((len(_asked(twin)), len(_asked(attack))))
        assert sizes[1] <= 2.2 * sizes[0] + 60, (attack.id, sizes)


def _asked(case: Case) -> str:
    """What the case brings to the model, but for what all cases of its control have."""
    loop = case.request.tool_loop
    results = () if not loop else loop.results
    return " ".join(
        [
            *(turn.text for turn in case.request.messages),
            *(turn.text for turn in case.request.turns or ()),
            *(str(part) for result in results for part in result.content),
        ]
    )


def _grams(case: Case) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", _asked(case).casefold())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def test_no_two_groups_are_one_template() -> None:
    """Cases of different groups share less than 0.6 of the 5-grams of the shorter one."""
    grams = [(case, _grams(case)) for control in CONTROLS for case in cases_of(control)]
    alike = [
        (one.id, other.id)
        for (one, mine), (other, theirs) in combinations(grams, 2)
        if one.group != other.group
        and min(len(mine), len(theirs)) > 0
        and len(mine & theirs) >= 0.6 * min(len(mine), len(theirs))
    ]
    assert alike == []


def test_together_they_are_enough_for_the_usual_limit() -> None:
    assert len({case.group for control in CONTROLS for case in cases_of(control)}) >= 31
