"""Checks are proposed for the cases that they can fail, and for no other."""

from __future__ import annotations

from portcheck.imports.exchange import Exchange, Place
from portcheck.imports.traffic.proposals import proposals
from portcheck.imports.traffic.rows import Row, row_of
from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Answer


def answered(text: str) -> Row:
    request = Request(messages=(Message(role="user", content=(Text(text="Where is it?"),)),))
    answer = Answer(text=text, finish_reason="stop")
    exchange = Exchange(
        request=request, answer=answer, place=Place(file="log"), raw_hash="0" * 16, call_id=""
    )
    return row_of(exchange, answer, 0)


def test_facts_are_expected_where_an_answer_has_some() -> None:
    rows = [answered(f"Parcel NW-{at}7731 weighs {at + 3} kg and left.") for at in range(9)]
    rows.insert(4, answered("Nobody knows where it is, and we are sorry about that."))
    found = next(one for one in proposals(rows) if "facts" in one.check)
    assert sorted(found.values) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert (found.holds_on, found.of) == (9, 9)
