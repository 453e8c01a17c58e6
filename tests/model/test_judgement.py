from __future__ import annotations

import pytest
from msgspec.structs import replace

from portcheck.error_classes import Failure
from portcheck.model.codec import decode, encode
from portcheck.model.judgement import Judgement, Label, read_digest

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


SAID = Judgement(
    trial="t1",
    check="judge",
    judge="one",
    rubric="cd" * 32,
    answer="ab" * 32,
    sent="c1:" + "0" * 64,
    at="2026-11-28T10:00:00Z",
    label="pass",
)
PAIR = replace(SAID, baseline="t0", order="baseline_first", label="tie", same_as="t9")
FAILED = replace(SAID, label=None, failure=Failure(error_class="timeout", message="too slow"))


@pytest.mark.parametrize("said", [SAID, PAIR, FAILED])
def test_a_judgement_reads_as_it_is_written(said: Judgement) -> None:
    assert decode(Judgement, encode(said)) == said


def test_only_a_pair_has_an_order_and_a_baseline() -> None:
    assert {"order", "baseline"}.isdisjoint(encode(SAID))
    with pytest.raises(ValueError, match="order"):
        decode(Judgement, {**encode(PAIR), "order": "both"})


@pytest.mark.parametrize(
    ("label", "votes"),
    [("pass", True), ("0", True), ("tie", True), ("unsure", False), (None, False)],
)
def test_who_abstains_or_cannot_be_read_does_not_vote(label: str | None, votes: bool) -> None:
    assert replace(SAID, label=label).votes is votes


def test_the_digest_of_a_pair_is_of_both_texts() -> None:
    assert read_digest("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert read_digest("a", "b") == read_digest("a\nb") != read_digest("b", "a")
    assert len(read_digest("\ud800")) == 64
