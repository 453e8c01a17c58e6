"""Cases of templates: in proportion, with a minimum, at random and repeatably."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portcheck.imports.cluster import Member
from portcheck.imports.exchange import Exchange, Place
from portcheck.imports.traffic.allocation import LEAST, allocated, sampled
from portcheck.model.chat import Message, Request


def member(number: int, drawn: int = 1) -> Member:
    exchange = Exchange(
        request=Request(messages=(Message(role="user"),)),
        answer=None,
        place=Place(file="log", line=number),
        raw_hash=f"{number:016x}",
    )
    return Member(exchange=exchange, drawn=drawn)


def test_cases_are_in_proportion_to_calls() -> None:
    assert allocated([6000, 3000, 1000], [500, 500, 500], 100) == (60, 30, 10)


def test_a_rare_template_gets_its_minimum_and_no_template_more_than_it_has() -> None:
    assert allocated([9900, 99, 1], [500, 500, 1], 100) == (97, 2, 1)
    assert allocated([9000, 1000], [5, 500], 100) == (5, 95)
    assert allocated([9000, 1000], [5, 4], 100) == (5, 4)


def test_where_there_are_more_templates_than_cases_the_rarest_get_none() -> None:
    assert allocated([9, 8, 7, 6], [9, 9, 9, 9], 4) == (2, 2, 0, 0)
    assert allocated([9, 8], [0, 9], 6) == (0, 6)
    assert allocated([], [], 6) == ()


@given(
    st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 60)), max_size=12),
    st.integers(2, 200),
)
def test_no_case_is_lost_and_none_invented(rows: list[tuple[int, int]], cases: int) -> None:
    ordered = sorted(rows, reverse=True)
    calls, there = [one for one, _ in ordered], [one for _, one in ordered]
    found = allocated(calls, there, cases)
    assert all(0 <= one <= most for one, most in zip(found, there, strict=True))
    used = [at for at, one in enumerate(found) if one]
    assert sum(found) == min(cases, sum(there[at] for at in used)) or sum(there) <= cases
    assert all(found[at] >= min(LEAST, there[at]) for at in used)


def test_a_draw_is_random_and_the_same_for_the_same_seed() -> None:
    members = [member(number) for number in range(60)]
    first = sampled(members, 20, 1)
    assert first == sampled(list(reversed(members)), 20, 1)
    assert first[:10] == sampled(members, 10, 1)
    assert first != sampled(members, 20, 2)
    assert len({one.exchange.raw_hash for one in first}) == 20


def test_a_conversation_that_was_drawn_often_is_likelier() -> None:
    members = [member(0, drawn=9), *(member(number) for number in range(1, 11))]
    counts = Counter(
        one.exchange.raw_hash for seed in range(400) for one in sampled(members, 1, seed)
    )
    assert 140 < counts[f"{0:016x}"] < 240
