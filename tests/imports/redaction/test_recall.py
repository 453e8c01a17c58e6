"""Redaction finds what is planted; the figures are those of docs/traffic.md."""

from __future__ import annotations

from collections import Counter

import planted_examined
import pytest
from examined_redaction import left_over
from redaction_in_lines import left
from redaction_in_lines import sets as sets_of_lines
from redaction_in_prose import looks
from redaction_recall import (
    recall,
    secrets_by_mistake,
    sets,
    taken_by_mistake,
    words_replaced,
)

FLOORS = {"zh": 0.9, "ja": 0.9, "ar": 0.85}
"""Of names; 0.92 in other languages."""


@pytest.mark.slow
def test_planted_secrets_personal_values_and_names_are_found() -> None:
    planted = [one for found in sets().values() for one in found]
    assert len(planted) > 200
    found = recall(planted)
    for kind, result in found.items():
        language = kind.removeprefix("name ")
        floor = 0.95 if language == kind else FLOORS.get(language, 0.92)
        assert result.share >= floor, (kind, result.share)
    assert sum(kind.startswith("name ") for kind in found) >= 8


@pytest.mark.slow
def test_text_without_anybody_in_it_stays() -> None:
    assert sum(map(len, taken_by_mistake().values())) <= 2


@pytest.mark.slow
def test_prompts_answers_and_documents_have_hardly_a_secret() -> None:
    taken, words = secrets_by_mistake()
    assert words > 200_000
    assert len(taken) <= 5, taken


@pytest.mark.slow
def test_what_an_examiner_planted_is_found_to_the_last_sign() -> None:
    shaped = planted_examined.shaped()
    assert Counter(one.kind for _, one in shaped) == {"secret": 100, "formatted": 60, "name": 40}
    assert all(one.text.count(one.value) == 1 for _, one in shaped)
    left = [one.text for shape, one in shaped if left_over(shape, one)]
    assert len(left) <= 4, left


@pytest.mark.slow
def test_secrets_are_found_in_what_people_write_about_them() -> None:
    seen = list(looks())
    assert sum(one.planted for one in seen) > 700
    assert sum(one.found for one in seen) >= 0.94 * sum(one.planted for one in seen)
    assert all(one.first_look <= one.planted for one in seen)


@pytest.mark.slow
def test_of_ordinary_words_hardly_one_is_replaced_as_a_secret_or_a_code() -> None:
    replaced, words = words_replaced()
    assert words > 200_000
    assert sum(replaced.values()) <= 0.001 * words, replaced


@pytest.mark.slow
def test_numbers_and_names_of_short_lines_are_found() -> None:
    planted, found = Counter[str](), Counter[str]()
    for title, lines in sets_of_lines():
        kind = title.split()[0]
        planted[kind] += len(lines)
        found[kind] += sum(not left(line, names=kind == "names") for line in lines)
    assert planted == {"numbers": 330, "names": 251}
    assert found["numbers"] / planted["numbers"] > 0.98
    assert found["names"] / planted["names"] > 0.93
