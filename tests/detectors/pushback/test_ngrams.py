"""Hashed words and pairs of answers."""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from portcheck.detectors.pushback import ngrams

NO_STEMS: frozenset[str] = frozenset()


def test_the_file_has_one_byte_for_each_hash() -> None:
    content = Path(ngrams.__file__).with_name("ngrams.bin").read_bytes()
    assert len(content) == ngrams.BUCKETS
    assert any(content)


def test_words_of_the_question_and_numbers_are_masked() -> None:
    one = ngrams.hashes(["a", "carpet", "costs", "40"], {"carpet"})
    assert one == ngrams.hashes(["a", "viscosity", "costs", "7.5"], {"viscos"})
    assert one != ngrams.hashes(["a", "carpet", "costs", "40"], NO_STEMS)


def test_order_counts_and_repetition_does_not() -> None:
    assert ngrams.hashes(["it", "is"], NO_STEMS) != ngrams.hashes(["is", "it"], NO_STEMS)
    again = ngrams.hashes(["it", "is", "it", "is", "it"], NO_STEMS)
    assert again == ngrams.hashes(["it", "is", "it"], NO_STEMS)


def test_the_hashes_are_the_same_everywhere() -> None:
    # CRC-32 of "a" is 0xE8B7BE43 and of "b" 0x71BEEFF9 (ISO 3309).
    a, b = 0xE8B7BE43, 0x71BEEFF9
    wanted = {a % 65536, b % 65536, (31 * a + b) % 65536}
    assert ngrams.hashes(["a", "b"], NO_STEMS) == wanted


@given(st.lists(st.text("abcdefgh'-", min_size=1, max_size=5), max_size=300))
def test_the_total_is_bounded_and_reads_no_further_than_it_says(words: list[str]) -> None:
    found = ngrams.total(words, NO_STEMS)
    assert abs(found) <= 128 * math.sqrt(2 * ngrams.READ)
    assert found == ngrams.total([*words[: ngrams.READ]], NO_STEMS)


def test_an_answer_without_words_has_none() -> None:
    assert ngrams.total([], NO_STEMS) == 0
