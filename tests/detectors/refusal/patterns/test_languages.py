"""Refusals in other languages, and ordinary answers that come near them.

The part `with` was written with the wordings, the part `after` once they stood; it was then read.
Those of `restraint.jsonl` decline by rules and restraint; others have the same form and do not.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from portcheck.detectors.refusal.classify import classify
from portcheck.detectors.refusal.opening import opening, words_of
from portcheck.detectors.refusal.patterns import languages, restraint, wordings

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "languages.jsonl").read_text("utf-8").splitlines()
]
RESTRAINED = [
    json.loads(line)
    for line in (Path(__file__).parent / "restraint.jsonl").read_text("utf-8").splitlines()
]
BY_LANGUAGE: dict[str, list[tuple[bool, str]]] = defaultdict(list)
for row in (*SENTENCES, *RESTRAINED):
    BY_LANGUAGE[row["language"]].append((row.get("found", row["refuses"]), row["text"]))


@pytest.mark.parametrize("code", BY_LANGUAGE)
def test_refusals_are_found_and_ordinary_answers_left_alone(code: str) -> None:
    missed = [
        text
        for refuses, text in BY_LANGUAGE[code]
        if (classify("", text).label != "full_compliance") != refuses
    ]
    assert missed == []


@pytest.mark.parametrize("code", BY_LANGUAGE)
def test_capitals_and_what_stands_around_change_nothing(code: str) -> None:
    for refuses, text in BY_LANGUAGE[code]:
        for variant in (f"**{text}**", f"\n  {text}\n", text.replace(" ", "\u00a0")):
            assert (classify("", variant).label != "full_compliance") == refuses, variant


@pytest.mark.parametrize("wording", languages.WORDINGS, ids=lambda one: one.words.split()[0])
def test_the_words_of_every_wording_pass_its_own_filter(wording: wordings.Wording) -> None:
    """What a wording begins with is what a sentence is passed over without."""
    for word in wording.words.split():
        (sentence,) = opening(f"{word} xyz")
        assert word in sentence.words & languages.WORDS
        assert word in words_of(f"{word}, xyz")
        begun = re.match(rf"(?<!\w)(?:{'|'.join(wording.words.split())})", f"{word} xyz")
        assert begun is not None
        assert begun[0] == word or word.startswith(begun[0])
        assert wording in languages._BEGUN_BY[word]


@pytest.mark.parametrize("wording", languages.WORDINGS, ids=lambda one: one.words.split()[0])
def test_every_wording_compiles_and_asks_for_something(wording: wordings.Wording) -> None:
    pattern = languages._pattern(wording)
    assert pattern.search("") is None
    assert pattern.search(" xyz ") is None


def test_few_are_known_to_be_missed() -> None:
    assert sum("found" in row for row in SENTENCES) <= 0.02 * len(SENTENCES)
    parts = {part: [row for row in SENTENCES if row["part"] == part] for part in ("with", "after")}
    assert min(map(len, parts.values())) >= 180


def test_every_language_of_the_wordings_has_examples() -> None:
    stated = {code for codes in wordings.SPACED for code in codes.split()}
    assert set(restraint.SPACED) | set(restraint.UNSPACED) == {
        row["language"] for row in RESTRAINED
    }
    # In Latin letters Serbian declines as Croatian does.
    assert (stated | set(wordings.UNSPACED)) - {"sr"} <= set(BY_LANGUAGE)
