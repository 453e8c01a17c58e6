"""What a run found case by case, packed for later nights."""

from __future__ import annotations

import zlib

from portcheck.model.codec import encode_json
from portcheck.run.history.night_evidence import packed
from portcheck.run.nights.values import Sides


def test_it_is_packed_piece_by_piece_as_it_would_be_as_a_whole() -> None:
    keys = {f"c{n}": n * 2**50 % 2**64 + n for n in range(2_500)}
    passed: Sides = ((1.0, None), ("unscored",))
    values: dict[str, dict[str, Sides]] = {
        "task": {f"c{n}": passed for n in range(2_600)},
        "twins": {},
        "security": {f"c{n}": (("held",), ("confirmed",)) for n in range(0, 2_600, 3)},
    }
    whole = {
        gate: {f"{keys[case]:016x}": sides for case, sides in cases.items() if case in keys}
        for gate, cases in values.items()
    }

    text = packed([(gate, cases.items()) for gate, cases in values.items()], keys)
    assert zlib.decompress(text) == encode_json(whole)
    assert zlib.decompress(packed([], {})) == b"{}"
