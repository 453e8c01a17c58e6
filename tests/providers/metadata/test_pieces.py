"""Objects that come in pieces."""

from __future__ import annotations

from portcheck.providers.metadata.pieces import Pieces


def test_pieces_add_up_by_their_form() -> None:
    pieces = Pieces()
    pieces.add({"audio": {"id": "a", "data": "QU"}, "tags": [1], "role": "x", "n": 1, "gone": None})
    pieces.add({"audio": {"data": "JD", "text": "Hi"}, "tags": [2], "n": 2}, {"role"})
    pieces.add({"role": "y"}, {"role"})
    assert pieces.whole() == {
        "audio": {"id": "a", "data": "QUJD", "text": "Hi"},
        "tags": [1, 2],
        "role": "x",
        "n": 2,
    }


def test_pieces_of_several_forms_are_the_last_one() -> None:
    pieces = Pieces()
    pieces.add({"a": "x"})
    pieces.add({"a": ["y"]})
    assert pieces.whole() == {"a": ["y"]}
    assert Pieces().whole() == {}
