"""nights.json, read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.errors import StoreError
from portcheck.model.codec import encode_json
from portcheck.run.nights.nights_file import nights_in
from portcheck.run.nights.values import ClaimNights, Sides

HELD: Sides = ((1.0, "unscored"), (0.5, None))


def content_of(*claims: ClaimNights) -> bytes:
    return b'{"claims":[%b],"record_version":1}' % b",".join(map(encode_json, claims))


def claim(*cases: str, workload: str = "w") -> ClaimNights:
    values = {gate: dict.fromkeys(cases, HELD) for gate in ("task", "refusal")}
    return ClaimNights(workload=workload, candidate="new", night=3, runs=("a",), values=values)


@pytest.mark.parametrize("name", ["one", "\u00fcber", "half \ud800 of a pair"])
def test_what_was_written_is_read(name: str) -> None:
    claims = claim(name, "two"), claim("other", workload="v")
    found = nights_in(content_of(*claims), Path("nights.json"))
    assert found == {("w", "new"): claims[0], ("v", "new"): claims[1]}


def test_what_many_cases_came_to_is_in_memory_once() -> None:
    (found,) = nights_in(content_of(claim("one", "two")), Path("nights.json")).values()
    assert found.values["task"]["one"] is found.values["task"]["two"]


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b'{"claims":[{"workload":"w"}]}',
        b'{"claims":[{"workload":"w","candidate":"c","values":{"task":{"one":[[1.0]]}}}]}',
        b'{"claims":[{"workload":"w","candidate":"c","values":{"task":[]}}]}',
        b'{"claims":[{"workload":"w","candidate":"c","odd":1}]}',
    ],
)
def test_what_is_damaged_is_refused(broken: bytes) -> None:
    with pytest.raises(StoreError, match="damaged"):
        nights_in(broken, Path("nights.json"))
