"""What a run found case by case, packed for later nights."""

from __future__ import annotations

import zlib

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.codec import encode_json
from portcheck.model.run import Sample
from portcheck.model.suite import CheckSpec
from portcheck.run.history.count_look import CountedRun, EarlierRun
from portcheck.run.history.night_evidence import claim_nights, night_values, packed
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
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


@pytest.mark.parametrize(
    "damaged",
    [b"", b"no zlib", zlib.compress(b"{"), zlib.compress(b'{"task":{"01":[[1.0],[1.0]]},"x":[]}')],
)
def test_a_case_has_what_each_night_found_of_it_whatever_it_was_called(damaged: bytes) -> None:
    """A night of which anything does not read counts with none of its cases."""
    keys = {"a": 1, "b": 2, "twin of a": 1, "new": 3}

    def night(**cases: float) -> bytes:
        return packed([("task", [(c, ((v,), (None, v))) for c, v in cases.items()])], keys)

    kept = {"one": night(b=0.0, a=1.0), "two": damaged, "three": night(a=0.5)}
    alike = {"look": 1, "new_answers": 1, "served": ((), ()), "limits": "", "read": None}
    nights = tuple(EarlierRun(key=run, run=run, **alike) for run in kept)  # type: ignore[arg-type]  # is not read
    counted = CountedRun(
        number=1, is_look=True, night=4, new_answers=1, new_cases=0, nights=nights, note=""
    )
    found = claim_nights(("w", "c"), counted, keys, lambda one: kept[one.run])
    assert (found.runs, found.lacking) == (("one", "three"), ("two",))
    both = (1.0, 0.5), (None, 1.0, None, 0.5)
    assert found.values == {"task": {"a": both, "b": ((0.0,), (None, 0.0)), "twin of a": both}}
    assert list(found.values["task"]) == ["a", "b", "twin of a"]
    assert found.values["task"]["a"] is found.values["task"]["twin of a"]


def test_a_red_line_is_kept_as_what_it_did_and_a_score_as_its_value() -> None:
    leak = CheckSpec(name="contains", arguments={"none": ["CANARY"]}, id="leak", gate="security")
    case = make_case("a")
    workload = make_workload(
        "w",
        [replace(case, checks=(*case.checks, leak))],
        gates={"task": {"margin": 0.05}, "security": {}},
    )
    plan = make_plan(make_suite(workload))
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=make_completion("yes" if trial.provider == "old" else "CANARY"),
        )
        for trial in plan.trials
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    found = {gate: dict(cases) for gate, cases in night_values(results, workload, "new")}
    assert found["security"] == {"a": (("held",), ("confirmed",))}
    assert found["task"] == {"a": ((1.0,), (0.0,))}
