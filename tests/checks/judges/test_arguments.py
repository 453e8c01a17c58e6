"""What stands behind the name of a check that asks judges."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from portcheck.checks.judges.arguments import detector_of, problem, rubric_hash, speaks_of
from portcheck.checks.judges.prompt import needs


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"rubric": "r"}, None),
        ({"rubric": "r", "reference": "x"}, None),
        ({"rubric": "r", "reference": "x", "needs": ["answer", "reference"]}, None),
        ({"rubric": " \n"}, "the rubric is empty"),
        ({"rubric": "r", "needs": ["question"]}, "leaves out the answer"),
        ({"rubric": "r", "needs": ["answer", "reference"]}, "names 'reference', which is missing"),
        ({"rubric": "r", "reference": "x", "needs": ["answer"]}, "'reference' is given"),
        ({"rubric": "r", "context": "x", "needs": ["answer"]}, "'context' is given"),
    ],
)
def test_arguments_that_contradict_each_other(arguments: Any, found: str | None) -> None:
    said = problem(arguments)
    assert (said is None) == (found is None)
    assert (found or "") in (said or "")


def test_judges_read_the_answer_the_question_and_what_is_given() -> None:
    assert needs({"rubric": "r"}) == ("answer", "question")
    assert needs({"rubric": "r", "context": "c"}) == ("answer", "question", "context")
    assert needs({"rubric": "r", "needs": ["answer"]}) == ("answer",)


def test_of_the_answer_alone_nobody_can_know_whether_it_is_right() -> None:
    assert speaks_of({"rubric": "polite?", "needs": ["answer"]}) == "form"
    assert speaks_of({"rubric": "right?"}) == "content"


def test_a_rubric_is_known_by_the_hash_of_its_text() -> None:
    text = "Is it kind? \u00e9"
    assert rubric_hash({"rubric": text}) == hashlib.sha256(text.encode()).hexdigest()
    assert detector_of({"rubric": text}) == f"judges {rubric_hash({'rubric': text})[:12]}"
    assert rubric_hash({"rubric": text}) != rubric_hash({"rubric": text + " "})
