from __future__ import annotations

import pytest

from portcheck.model.codec import decode, encode
from portcheck.model.judgement import Label

ONE = Label(
    trial="t1",
    check="refusal",
    answer="ab" * 32,
    label="full_refusal",
    reviewer="Ana",
    at="2026-11-28T10:00:00Z",
    drawn="random",
)


def test_it_reads_as_it_is_written() -> None:
    assert decode(Label, encode(ONE)) == ONE


@pytest.mark.parametrize("field", ["trial", "check", "answer", "label", "reviewer", "at", "drawn"])
def test_every_label_says_of_what_by_whom_and_why(field: str) -> None:
    written = {key: item for key, item in encode(ONE).items() if key != field}
    with pytest.raises(ValueError, match=field):
        decode(Label, written)


def test_a_reason_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="drawn"):
        decode(Label, {**encode(ONE), "drawn": "worst"})
