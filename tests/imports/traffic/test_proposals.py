"""Checks are proposed for the cases that they can fail, and for no other."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from portcheck.imports.exchange import Exchange, Place
from portcheck.imports.traffic.proposals import proposals
from portcheck.imports.traffic.rows import Row, row_of, unknowable
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


def exchange(asked: str, said: str) -> Exchange:
    request = Request(messages=(Message(role="user", content=(Text(text=asked),)),))
    answer = Answer(text=said, finish_reason="stop")
    return Exchange(
        request=request, answer=answer, place=Place(file="log"), raw_hash="0" * 16, call_id=""
    )


@pytest.mark.parametrize(
    ("said", "redacted", "unknown"),
    [
        ("It is 4711.", "It is 8259.", {"8259"}),
        ("Call 030 5551234.", "Call 030 9984417.", set()),  # the question has it without a space
        ("It is 12 EUR.", "It is 12 EUR.", set()),
        ("Ask Anna.", "Ask Berta.", {"Berta"}),
        ("The key is sunflower.", "The key is [secret-0a1b2c3d].", {"secret", "0a1b2c3d"}),
    ],
)
def test_what_redaction_put_into_an_answer_alone_is_known(
    said: str, redacted: str, unknown: set[str]
) -> None:
    logged = exchange("Who has (030)5551234?", said)
    clean = exchange("Who has (030)9984417?", redacted)
    assert unknowable(logged, clean) == unknown


def test_nothing_is_expected_that_no_model_could_know() -> None:
    rows = [answered(f"{at}31") for at in range(12)]
    rows[3] = replace(rows[3], unknowable=frozenset({"331"}))
    (found,) = proposals(rows)
    assert (found.holds_on, found.of) == (11, 12)
    assert 3 not in found.values
    assert not proposals([replace(row, unknowable=frozenset({_plain(row)})) for row in rows])


def test_a_field_that_no_model_could_know_is_not_compared() -> None:
    rows = [answered(f'{{"id": "K-{at}17", "boxes": {at}}}') for at in range(10)]
    rows = [replace(row, unknowable=frozenset({f"{at}17"})) for at, row in enumerate(rows)]
    found = next(one for one in proposals(rows) if "json_fields" in one.check)
    assert found.values == {at: {"boxes": at} for at in range(10)}


def test_facts_of_an_answer_with_an_unknown_name_are_expected_all_the_same() -> None:
    rows = [answered(f"Berta sent parcel NW-{at}7731, {at + 3} kg.") for at in range(9)]
    rows = [replace(row, unknowable=frozenset({"Berta"})) for row in rows]
    rows[2] = replace(rows[2], unknowable=frozenset({"27731"}))
    found = next(one for one in proposals(rows) if "facts" in one.check)
    assert sorted(found.values) == [0, 1, 3, 4, 5, 6, 7, 8]


def _plain(row: Row) -> str:
    return row.answer.text
