"""When two short texts are the same answer."""

from __future__ import annotations

import pytest

from portcheck.checks.shared.normalise import same, trim


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        (' "yes" ', "yes"),
        ('"yes".', "yes"),
        ('"yes."', "yes"),
        ("**yes**", "yes"),
        ("yes..", "yes.."),
        ("and so on...", "and so on..."),
        ('"yes" or "no"', '"yes" or "no"'),
        ("**a** and **b**", "**a** and **b**"),
        ('""', '""'),
        ("\u00abyes\u00bb", "yes"),
        ("\u300c\u306f\u3044\u300d", "\u306f\u3044"),
        ("\u300c\u306f\u3044\u3002\u300d", "\u306f\u3044"),
        ("\u306f\u3044\u3002", "\u306f\u3044"),
        ("\u306f\u3044\u3002\u3002", "\u306f\u3044\u3002\u3002"),
    ],
)
def test_one_pair_of_quotation_marks_and_one_full_stop_go(text: str, bare: str) -> None:
    assert trim(text) == bare


@pytest.mark.parametrize(
    "answer", ["\u200fyes\u200e", "\u2067yes\u2069", "\u202byes\u202c", "\u061cyes", "y\u200des"]
)
def test_marks_of_direction_are_no_other_answer(answer: str) -> None:
    assert same(answer, "yes")
    assert same("yes", answer)


def test_a_long_answer_is_not_the_short_one_that_is_expected() -> None:
    assert same("  yes.  ", "Yes")
    assert not same("yes" + "." * 500, "yes")
    assert not same("yes" + " " * 500 + "no", "yes")
