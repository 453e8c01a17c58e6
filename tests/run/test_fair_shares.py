from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from portcheck.run.fair_shares import DEFAULT_CONCURRENCY, fair_shares

OWN = st.dictionaries(st.text(max_size=3), st.none() | st.integers(1, 600), min_size=1, max_size=8)


def test_fair_shares() -> None:
    assert fair_shares({"a": None, "b": None}, 32) == {"a": 16, "b": 16}
    assert fair_shares({"a": 4, "b": None}, 32) == {"a": 4, "b": 28}
    assert fair_shares({"a": 4, "b": 100, "c": None}, 32) == {"a": 4, "b": 14, "c": 14}
    assert fair_shares({"a": None, "b": None}, None) == {"a": 16, "b": 16}
    assert fair_shares({"a": 100, "b": None}, None) == {"a": 100, "b": DEFAULT_CONCURRENCY // 2}
    assert fair_shares({"a": None, "b": None, "c": None}, 2) == {"a": 1, "b": 1, "c": 1}
    assert fair_shares({}, 5) == {}


@given(OWN, st.integers(1, 600))
def test_the_total_is_kept_and_used(own: Mapping[str, int | None], total: int) -> None:
    found = fair_shares(own, total)
    assert set(found) == set(own)
    assert all(share >= 1 for share in found.values())
    assert all(share <= limit for name, share in found.items() if (limit := own[name]))
    if total >= len(own):
        wanted = sum(total if limit is None else limit for limit in own.values())
        assert sum(found.values()) <= total
        assert sum(found.values()) > min(total, wanted) - len(own)
