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
    ],
)
def test_one_pair_of_quotation_marks_and_one_full_stop_go(text: str, bare: str) -> None:
    assert trim(text) == bare


def test_a_long_answer_is_not_the_short_one_that_is_expected() -> None:
    assert same("  yes.  ", "Yes")
    assert not same("yes" + "." * 500, "yes")
    assert not same("yes" + " " * 500 + "no", "yes")
