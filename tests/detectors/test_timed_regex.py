"""Regular expressions from suites, under a time limit."""

from __future__ import annotations

import pytest

from portcheck.detectors.timed_regex import Searcher

SLOW = r"(?:a|aa|a?a)+$", "a" * 3000 + "c"


def test_all_searches_of_one_check_share_one_limit() -> None:
    searcher = Searcher(limit_s=0.05)
    with pytest.raises(TimeoutError):
        searcher.search(*SLOW)
    with pytest.raises(TimeoutError):
        searcher.search("a", "a")  # nothing is left of the limit, however fast this one is
    assert Searcher(limit_s=0.05).search("a", "a")


@pytest.mark.timed
def test_many_fast_searches_spend_the_limit_too() -> None:
    searcher, text = Searcher(limit_s=0.02), "a" * 20_000

    def search_often() -> None:
        for _ in range(20_000):  # some milliseconds suffice for a thousand
            searcher.search("(?:b|c|d)e", text)

    with pytest.raises(TimeoutError):
        search_often()
