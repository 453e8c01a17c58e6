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


def checks_of(*texts: str) -> list[str]:
    return [name for one in proposals([*map(answered, texts)]) for name in one.check]


def test_only_a_number_is_expected_as_one() -> None:
    assert checks_of(*(str(at * 7) for at in range(9))) == ["numeric"]
    assert checks_of(*(f"-{at}.5e3" for at in range(9))) == ["numeric"]
    assert "numeric" not in checks_of(*(f"ok {at}31" for at in range(9)))
    assert "numeric" not in checks_of(*(f"1e{at}999" for at in range(1, 9)))


def test_an_id_is_expected_as_it_is() -> None:
    for form in ("INV-{}31", "v1.{}.3", "{},50\u20ac", "${}1"):
        assert checks_of(*(form.format(at) for at in range(9))) == ["equals"], form


def test_an_answer_that_is_no_number_expects_none_among_numbers() -> None:
    rows = [*(answered(str(at)) for at in range(12)), answered("12 boxes")]
    (found,) = proposals(rows)
    assert found.check == {"numeric": "{{ row.expected }}"}
    assert (found.holds_on, found.of) == (12, 13)
    assert 12 not in found.values
