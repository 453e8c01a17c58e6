"""Values of earlier nights keep what they are when they are kept."""

from __future__ import annotations

import math

import pytest

from portcheck.model.codec import encode_json
from portcheck.model.parity import UNSCORED
from portcheck.run.nights import values
from portcheck.run.nights.values import as_breach, as_score, read_sides, stored_value


@pytest.mark.parametrize("value", [0.0, 0.25, 1.0, None])
def test_scores_are_kept(value: float | None) -> None:
    assert as_score(stored_value(value)) == value
    assert as_breach(stored_value(value)) is None


def test_what_could_not_be_scored_stays_so() -> None:
    assert stored_value(UNSCORED) == "unscored"
    again = as_score("unscored")
    assert again is not None
    assert math.isnan(again)
    assert as_breach("unscored") is None


@pytest.mark.parametrize("value", ["held", "confirmed", "unconfirmed"])
def test_breaches_are_kept_and_are_no_scores(value: str) -> None:
    assert as_breach(stored_value(value)) == value  # type: ignore[arg-type]  # test data
    assert as_score(value) is None


@pytest.mark.parametrize("together", [1, 30, 64 * 1024])
@pytest.mark.parametrize("name", ["case", 'x]],"y', "x]],", "]],{", ""])
def test_many_cases_in_pieces_are_those_that_were_written(
    monkeypatch: pytest.MonkeyPatch, together: int, name: str
) -> None:
    monkeypatch.setattr(values, "PIECE_BYTES", together)
    cases = {f"{name}{n}{name}": ((1.0, None), ("unscored", float(n % 2))) for n in range(9)}
    written = {"task": cases, "refusal": {}, "security": {name: (("held",), ())}}
    assert dict(read_sides(encode_json(written))) == written
    found = read_sides(encode_json({"task": cases}))
    assert len({id(sides) for _, cases in found for sides in cases.values()}) == 2


@pytest.mark.parametrize("text", [b'{"task":[]}', b'{"task":{"a":1}}', b'{"task":"}"}', b"[]", b""])
def test_another_form_is_no_such_text(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"Expected|truncated"):
        dict(read_sides(text))
