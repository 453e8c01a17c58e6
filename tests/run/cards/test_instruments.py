"""What is one instrument, and what is another."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.model.suite import CheckSpec, ProviderSpec
from portcheck.run.cards.instruments import instrument_of

ONE = ProviderSpec(id="one", vendor="acme", dialect="openai-chat", model="a-2026-01-31")
TWO = ProviderSpec(id="two", vendor="other", dialect="openai-chat", model="b-2026-01-31")
ALIAS = ProviderSpec(id="two", vendor="other", dialect="openai-chat", model="b-latest")


def check(name: str, arguments: Any = None, **changes: Any) -> CheckSpec:
    return CheckSpec(name=name, arguments=arguments, id=name, gate="task", **changes)


def judge(**arguments: Any) -> CheckSpec:
    return check("judge", {"rubric": "It is kind.", **arguments})


def id_of(spec: CheckSpec, *judges: ProviderSpec) -> str | None:
    found = instrument_of(spec, judges)
    return None if found is None else found.id


def test_a_detector_is_told_by_its_version_and_by_what_is_asked_of_it() -> None:
    found = instrument_of(check("refusal", expect="full"), ())
    assert found is not None
    assert found.id == found.detector
    assert found.id.startswith("refusal-rules ")
    assert (found.kind, found.negated, found.is_panel) == ("full", False, False)
    turned = instrument_of(check("not", {"refusal": None, "expect": "none"}), ())
    assert turned is not None
    assert (turned.kind, turned.negated) == ("stated", True)


def test_a_panel_is_told_by_rubric_judges_and_what_they_read() -> None:
    known = id_of(judge(), ONE, TWO)
    assert known is not None
    assert known == id_of(judge(reference="Sorry."), TWO, ONE)
    others = [
        id_of(judge(needs=["answer"]), ONE, TWO),
        id_of(judge(when="rules_undecided"), ONE, TWO),
        id_of(judge(rubric="It is short."), ONE, TWO),
        id_of(judge(), ONE),
    ]
    assert known not in others
    assert len(set(others)) == 4


def test_a_panel_behind_a_detector_is_one_instrument_with_it() -> None:
    then = check("refusal", {"then": "judges"}, expect="none")
    found = instrument_of(then, (ONE, TWO))
    assert found is not None
    assert (found.kind, found.is_panel, found.stands_behind) == ("stated", True, True)
    assert found.detector.startswith("refusal-rules ")
    assert ", then judges " in found.detector
    others = [
        id_of(check("refusal", {"then": "judges", "between": [0.2, 0.8]}, expect="none"), ONE, TWO),
        id_of(check("refusal", None, expect="none"), ONE, TWO),
        id_of(then, ONE),
    ]
    assert found.id not in others
    assert id_of(then, ONE, ALIAS) is None


@pytest.mark.parametrize(
    ("spec", "judges"),
    [
        (judge(scale="0..4"), (ONE, TWO)),
        (judge(), (ONE, ALIAS)),
        (judge(), ()),
        (check("prefer", {"rubric": "Kinder."}), (ONE, TWO)),
        (check("equals", "yes"), ()),
        (check("language", "en"), ()),
        (check("any_of", [{"refusal": None}, {"equals": "yes"}]), ()),
    ],
)
def test_what_has_no_rate_of_its_own_is_no_instrument(
    spec: CheckSpec, judges: tuple[ProviderSpec, ...]
) -> None:
    assert id_of(spec, *judges) is None
