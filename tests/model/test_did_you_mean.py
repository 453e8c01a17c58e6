"""What a wrong name probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.errors import UsageError
from portcheck.model.did_you_mean import did_you_mean, known, nearest

WORDS = ["checks", "cases", "cases_from", "prompt", "value", "margin", "criticality", "max_ratio"]


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("cheks", "checks"),
        ("chekcs", "checks"),
        ("Checks", "checks"),
        ("valu", "value"),
        ("casesFrom", "cases_from"),
        ("cases-from", "cases_from"),
        ("criticalty", "criticality"),
        ("maxratio", "max_ratio"),
        ("crit", "criticality"),
        ("promt", "prompt"),
        ("mragin", "margin"),
        ("zebra", None),
        ("x", None),
        ("", None),
    ],
)
def test_nearest(word: str, wanted: str | None) -> None:
    assert nearest(word, WORDS) == wanted


def test_a_hint_names_what_is_near_or_lists_what_there_is() -> None:
    assert did_you_mean("chekcs", WORDS) == "did you mean 'checks'?"
    assert did_you_mean("zebra", ["red", "green"]) == "valid here: red, green"
    assert did_you_mean("zebra", [f"case-{n}" for n in range(100)]).endswith("and 70 more")
    assert did_you_mean("zebra", []) == ""
    spaced = did_you_mean("ticket id", [" ticket  id", "body"])
    assert spaced == "did you mean 'ticket id'? White space counts: ' ticket  id'"


def test_other_words_count_where_nothing_is_near() -> None:
    others = {"tests": ("cases", "checks")}

    assert did_you_mean("tests", ["checks", "cases"], others) == "did you mean 'cases'?"
    assert did_you_mean("tests", ["prompt"], others) == "valid here: prompt"


def test_a_name_in_a_hint_is_harmless() -> None:
    assert did_you_mean("case-1", ["case-1\x1b[2J"]) == r"did you mean 'case-1\x1b[2J'?"


def test_a_known_name_passes_and_an_unknown_one_is_a_usage_error() -> None:
    assert known("gpt", ["claude", "gpt"], "provider") == "gpt"
    with pytest.raises(UsageError, match="unknown provider: 'gtp'") as raised:
        known("gtp", ["claude", "gpt"], "provider")
    assert raised.value.hint == "did you mean 'gpt'?"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.lists(st.sampled_from(WORDS), unique=True))
def test_the_nearest_word_is_a_valid_one(word: str, valid: list[str]) -> None:
    found = nearest(word, valid)
    assert found is None or found in valid
