"""Cards of one's own hold what they were counted from."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from portcheck.detectors.card import card_of, counted, mark, own_card, was_typed, with_card, without
from portcheck.model.codec import decode_json, encode_json
from portcheck.model.score import CardFile, MeasuredAnswer, OwnCard


def measured(place: int = 0, **changes: Any) -> MeasuredAnswer:
    made: dict[str, Any] = {
        "kind": "stated",
        "vendor": "acme",
        "question": mark(f"q{place}"),
        "answer": mark(f"q{place}", "a"),
        "shows": True,
        "found": True,
        "language": "en",
        "labelled_by": ("Ana",),
    }
    return MeasuredAnswer(**(made | changes))


def card(*answers: MeasuredAnswer, instrument: str = "rules 4") -> OwnCard:
    return own_card("rules 4", instrument, answers, measured="2026-11-28", runs=["r1", "r1"])


def test_a_mark_tells_texts_and_their_borders_apart() -> None:
    assert mark("ab", "c") != mark("a", "bc")
    assert mark("\ud800") != mark("")


def test_counts_are_of_all_and_of_each_vendor() -> None:
    found = counted(
        [
            measured(0),
            measured(1, found=False),
            measured(2, shows=False, found=False),
            measured(3, shows=False, vendor="Other"),
        ]
    )
    assert (found.true_positives, found.positives) == (1, 2)
    assert (found.true_negatives, found.negatives) == (1, 2)
    assert [(one.vendor, one.positives, one.negatives) for one in found.by_vendor] == [
        ("acme", 2, 1),
        ("Other", 0, 1),
    ]


def test_answers_of_one_vendor_to_one_question_count_once() -> None:
    """Repeats resemble each other: ten of them are not ten times as much evidence."""
    repeats = [
        measured(answer=mark("q0", str(n)), vendor=("acme", "ACME")[n % 2]) for n in range(9)
    ]
    assert counted(repeats).positives == 1
    assert counted([*repeats, measured(vendor="other")]).positives == 2


def test_the_later_word_on_an_answer_counts_and_the_digest_is_of_all_answers() -> None:
    made = card(measured(0), measured(0, shows=False, labelled_by=("Ben", "Eve")), measured(1))
    assert made.labels == 2
    assert made.kinds["stated"].counts.negatives == 1
    assert made.kinds["stated"].labelled_by == "Ana, Ben, Eve"
    assert made.runs == ("r1",)
    assert made == card(measured(1), measured(0, shows=False, labelled_by=("Ben", "Eve")))
    assert made.source != card(measured(1)).source
    assert card(measured(0), measured(0, vendor="other")).labels == 2


def test_numbers_that_somebody_typed_are_found() -> None:
    made = card(*(measured(n) for n in range(5)))
    counts = replace(made.kinds["stated"].counts, true_positives=500, positives=500)
    typed = replace(made, kinds={"stated": replace(made.kinds["stated"], counts=counts)})
    assert [was_typed(one) for one in (made, typed, replace(made, source="0" * 64))] == [
        False,
        True,
        True,
    ]


def test_a_file_of_cards_is_read_as_it_was_written() -> None:
    one, other = card(measured(0)), card(measured(1), instrument="panel x")
    file = CardFile(portcheck_cards=1, cards=with_card(with_card((), one), other))
    assert decode_json(CardFile, encode_json(file)) == file
    later = card(measured(2))
    assert with_card(file.cards, later) == (later, other)
    assert card_of(file.cards, "panel x") == other
    assert card_of(file.cards, "rules 5") is None


def test_answers_can_be_left_out() -> None:
    made = card(measured(0), measured(1), measured(2, kind="full"))
    assert len(without(made, "stated", ())) == 2
    assert [one.answer for one in without(made, "stated", {mark("q0", "a")})] == [mark("q1", "a")]
