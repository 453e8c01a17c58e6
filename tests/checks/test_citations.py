"""The check `citations`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of, make_request

from portcheck.checks.citations import LONGEST
from portcheck.model.chat import Message, Text

SOURCE = "Parcels leave our depot in Lyon every Monday. Returns are free \u2014 for 30 days."


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        (SOURCE, 'It says "parcels leave our depot".', "passed"),
        (SOURCE, 'It says "parcels leave every Monday".', "failed"),
        (SOURCE, 'It says "parcels leave ... every Monday".', "passed"),
        (SOURCE, 'It says "every Monday ... parcels leave".', "failed"),
        (SOURCE, "It says parcels leave our depot.", "failed"),
        (SOURCE, 'The "depot in" Lyon.', "failed"),
        (SOURCE, 'The "big depot": "returns are **free** for 30 days".', "passed"),
        (SOURCE, '{"evidence": "He said: \\"returns are free for 30 days\\""}', "passed"),
        (SOURCE, '{"evidence": "He said: \\"returns are free for 90 days\\""}', "failed"),
        ({"context": [SOURCE, "Call us now."], "min_words": 2}, "\u00abCall us\u00bb", "passed"),
        ({"context": SOURCE, "min_quotations": 2}, '"Parcels leave our depot"', "failed"),
        ({"context": SOURCE, "min_quotations": 0}, "Monday.", "passed"),
        (SOURCE, "", "failed"),
        (SOURCE, '"Parcels leave our depot"' + " a" * LONGEST, "unscored"),
        (SOURCE, '"Parcels leave our town"' + " a" * LONGEST, "failed"),
        ("", '"Parcels leave our town"', "failed"),
    ],
)
def test_outcomes(arguments: Any, answer: str, status: str) -> None:
    found = ask("citations", arguments, answer)
    assert found.status == status, found.reason


def test_the_question_may_be_quoted() -> None:
    asked = Message(role="user", content=(Text(text="Where is my parcel now?"),))
    request = make_request(messages=(asked,), system="Answer in a friendly way.")
    answer = 'You ask "where is my parcel"; I am to "answer in a friendly way".'
    for arguments in (None, SOURCE):
        assert ask("citations", arguments, answer, request=request).status == "passed"
        assert ask("citations", arguments, answer).status == "failed"


def test_the_reason_names_the_passage() -> None:
    found = ask("citations", SOURCE, 'It says "parcels leave our town".')
    assert found.reason == 'quotes "parcels leave our town", which is not in the context'


def test_an_answer_without_a_quotation_is_no_evidence() -> None:
    speaks_of = kind_of("citations").speaks_of
    assert speaks_of({"context": SOURCE, "min_quotations": 0}) == "form"
    assert speaks_of(SOURCE) == speaks_of(None) == "content"
