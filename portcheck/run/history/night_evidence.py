"""Pack the results of a run by case for the ledger, and unpack those of earlier nights.

A case is identified by its request and its checks: its id does not matter, and a case with edited
checks is another case. The results are JSON compressed with zlib: gate, then the fingerprint of
case and checks in hexadecimal, then the values of both sides.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from portcheck.model.codec import encode_json
from portcheck.model.parity import Breach, CasePair
from portcheck.model.suite import Workload
from portcheck.plugins import Gate
from portcheck.run.applicable_gates import gates_of
from portcheck.run.history.count_look import CountedRun, EarlierRun
from portcheck.run.judge.tabulate import Results, breach_cases, judged_cases
from portcheck.run.nights.values import NO_SIDES, ClaimNights, Sides, read_sides, stored_value

_Found = tuple[float | Breach | None, ...]
GateValues = tuple[str, Iterable[tuple[str, Sides]]]
"""A gate, and the values of each case by its id."""
_CHUNK_CASES = 1_000
"""Number of cases whose JSON is in memory at once."""


def packed(values: Iterable[GateValues], keys: Mapping[str, int]) -> bytes:
    """Pack the results of a run; `keys` has the fingerprint of each case with its checks."""
    pack = zlib.compressobj(6)
    return b"".join([*map(pack.compress, _pieces(values, keys)), pack.flush()])


def _pieces(values: Iterable[GateValues], keys: Mapping[str, int]) -> Iterator[bytes]:
    """The JSON of the results, in pieces."""
    before = b"{"
    for gate, cases in values:
        yield b"%b%b:{" % (before, encode_json(gate))
        left, comma = ((keys[case], sides) for case, sides in cases if case in keys), b""
        while some := {f"{key:016x}": sides for key, sides in islice(left, _CHUNK_CASES)}:
            yield comma + encode_json(some)[1:-1]
            comma = b","
        yield b"}"
        before = b","
    yield b"{}" if before == b"{" else b"}"


def claim_nights(
    place: tuple[str, str],
    counted: CountedRun,
    keys: Mapping[str, int],
    evidence: Callable[[EarlierRun], bytes],
) -> ClaimNights:
    """The results of earlier nights for the cases of a run.

    Args:
        place: Its workload and candidate.
        counted: Its count, with the nights before it.
        keys: Case id to the fingerprint of the case with its checks.
        evidence: Returns the packed results of an earlier run; b"" if they were not stored.
    """
    values: dict[str, dict[str, Sides]] = {}
    runs, lacking = dict[str, None](), dict[str, None]()
    for one in counted.nights:
        (runs if _add_night(values, keys, evidence(one)) else lacking)[one.run] = None
    return ClaimNights(
        workload=place[0],
        candidate=place[1],
        night=counted.night,
        runs=tuple(runs),
        lacking=tuple(lacking),
        values=values,
    )


def _add_night(
    values: dict[str, dict[str, Sides]], keys: Mapping[str, int], content: bytes
) -> bool:
    """Add the results of a night by gate and case; returns False if they are malformed."""
    found = {}
    try:
        for gate, cases in read_sides(zlib.decompress(content)):
            found[gate] = _of_cases(keys, cases)
            del cases  # frees memory before the next gate is read
    except (ValueError, zlib.error):
        return False
    for gate, night in found.items():
        _lengthen(values.setdefault(gate, {}), night)
    return True


def _of_cases(keys: Mapping[str, int], night: Mapping[str, Sides]) -> dict[str, Sides]:
    """The results of a night by the current ids of its cases."""
    found = ((case, night.get(f"{key:016x}")) for case, key in keys.items())
    return {case: sides for case, sides in found if sides is not None}


def _lengthen(values: dict[str, Sides], night: Mapping[str, Sides]) -> None:
    """Add one night of a gate; equal results of cases share memory."""
    longer: dict[tuple[Sides, Sides], Sides] = {}
    for case, sides in night.items():
        both = values.get(case, NO_SIDES), sides
        known = longer.get(both)
        if known is None:
            (before, after), (last_before, last_after) = both
            known = longer[both] = (*before, *last_before), (*after, *last_after)
        values[case] = known


def night_values(results: Results, workload: Workload, candidate: str) -> Iterator[GateValues]:
    """Yield the results of a run by gate and case, to store for later nights."""
    known = _Known()
    for gate in gates_of(workload):
        if gate.fed_by == "checks":
            rows = _rows(results, workload, candidate, gate)
            yield gate.name, ((row.case, known[row.baseline, row.candidate]) for row in rows)


class _Known(dict[tuple[_Found, _Found], Sides]):
    """Cache of stored values by the values of both sides; most cases have the same few."""

    def __missing__(self, found: tuple[_Found, _Found]) -> Sides:
        before, after = found
        sides = self[found] = tuple(map(stored_value, before)), tuple(map(stored_value, after))
        return sides


def _rows(
    results: Results, workload: Workload, candidate: str, gate: Gate
) -> Iterable[CasePair[float] | CasePair[Breach]]:
    if gate.kind == "zero_tolerance":
        return breach_cases(results, workload, candidate, gate.name)
    return judged_cases(results, workload, candidate, gate.name)
