"""Templates: what stands in the gaps of a text, and the text with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portcheck.imports.cluster import Template

PIECES = st.lists(st.text("ab\n", min_size=1, max_size=4), max_size=3)


def template(*pieces: str) -> Template:
    return Template(pieces=pieces)


def test_values_stand_between_the_pieces() -> None:
    found = template("Translate into ", ": ", "\nBe brief.")
    assert found.values("Translate into French: Good day\nBe brief.") == ("French", "Good day")
    assert found.values("Translate into French. Good day\nBe brief.") is None
    assert (found.gaps, found.constant) == (2, 27)


def test_ends_do_not_overlap() -> None:
    assert template("aba", "aba").values("aba") is None
    assert template("aba", "aba").values("abaaba") == ("",)
    assert template("aba", "b", "aba").values("ababaaba") == ("", "a")


def test_a_text_without_a_gap_is_itself_alone() -> None:
    assert template("Hello").values("Hello") == ()
    assert template("Hello").values("Hello!") is None


def test_any_text_is_one_gap() -> None:
    assert template("", "").values("anything") == ("anything",)


@given(st.text("ab\n", max_size=4), PIECES, st.text("ab\n", max_size=4), st.data())
def test_a_text_is_filled_with_its_own_values(
    first: str, middle: list[str], last: str, data: st.DataObject
) -> None:
    made = template(first, *middle, last)
    values = tuple(data.draw(st.text("abc", max_size=3)) for _ in range(made.gaps))
    text = made.filled(values)
    found = made.values(text)
    assert found is not None
    assert made.filled(found) == text
