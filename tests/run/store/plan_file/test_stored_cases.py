"""A plan whose cases stay in its file answers as the one that was written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.errors import StoreError
from portcheck.model.codec import digest, encode_json
from portcheck.model.suite import Case
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.plan_file import stored_cases as module
from portcheck.run.store.plan_file.stored_cases import StoredCases

RECORD = RunRecord(id="r", portcheck_version="0", started_at="2026-01-01T00:00:00Z")


@pytest.mark.slow
@given(
    questions=st.lists(
        st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=6), min_size=1, max_size=3
    ),
)
@settings(max_examples=25, deadline=None)
def test_every_case_is_the_one_that_was_written(
    questions: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    workloads = [
        make_workload(f"w{n}", [make_case(f"c{i}", question=q) for i, q in enumerate(texts)])
        for n, texts in enumerate(questions)
    ]
    plan = make_plan(make_suite(*workloads))
    created = RunStore.create(tmp_path_factory.mktemp("runs") / "run", plan, RECORD)
    for stored in (created.plan(), RunStore.open(created.path).plan()):
        assert stored == plan
        assert plan == stored
        assert encode_json(stored) == encode_json(plan)
        assert digest(stored, (Case,)) == digest(plan, (Case,))
        for trial in reversed(plan.trials):
            assert stored.case(trial) == plan.case(trial)
        for ours, theirs in zip(stored.suite.workloads, plan.suite.workloads, strict=True):
            assert list(ours.outlines) == [case.outline for case in theirs.cases]
            assert ours.cases[1:] == theirs.cases[1:]
            assert ours.cases[-1] == theirs.cases[-1]


def test_a_plan_with_other_cases_is_another(tmp_path: Path) -> None:
    plan, other, longer = (
        make_plan(make_suite(make_workload("w", [make_case(name) for name in names])))
        for names in ("ab", "ac", "abc")
    )
    stored = RunStore.create(tmp_path / "run", plan, RECORD).plan()
    assert stored != other
    assert stored != longer
    assert stored.suite.workloads[0].cases != 2 * [make_case("a")]


def test_a_stored_plan_is_written_again_as_it_is(tmp_path: Path) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))
    first = RunStore.create(tmp_path / "first", plan, RECORD)
    second = RunStore.create(tmp_path / "second", first.plan(), RECORD)
    assert (first.path / "plan.json").read_bytes() == (second.path / "plan.json").read_bytes()
    (first.path / "plan.json").unlink()
    assert second.plan() == plan


def read_while(monkeypatch: pytest.MonkeyPatch, cases: StoredCases, indexes: Iterable[int]) -> int:
    """How many cases are read from the file for these."""
    reads: list[int] = []
    read = StoredCases._read

    def counted(self: StoredCases, index: int) -> Case:
        reads.append(index)
        return read(self, index)

    with monkeypatch.context() as patch:
        patch.setattr(StoredCases, "_read", counted)
        for index in indexes:
            assert cases[index].id == cases.outlines[index].id
    return len(reads)


def stored_cases(tmp_path: Path, number: int, question: str = "Why?") -> StoredCases:
    made = [make_case(f"c{i}", question=question) for i in range(number)]
    plan = make_plan(make_suite(make_workload("w", made)))
    cases = RunStore.create(tmp_path / "run", plan, RECORD).plan().suite.workloads[0].cases
    assert isinstance(cases, StoredCases)
    return cases


def test_providers_that_ask_a_little_apart_share_the_reading(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cases = stored_cases(tmp_path, 100)
    apart = [index for i in range(100) for index in (i, max(0, i - 20))]
    assert read_while(monkeypatch, cases, apart) == 100


def test_few_cases_stay_in_memory_and_no_large_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "_MOST_RECENT", 10)
    cases = stored_cases(tmp_path / "many", 12)
    assert read_while(monkeypatch, cases, range(12)) == 12
    assert read_while(monkeypatch, cases, range(11, 1, -1)) == 0
    assert read_while(monkeypatch, cases, [1, 0, 1]) == 2
    monkeypatch.setattr(module, "_RECENT_BYTES", 10_000)
    large = stored_cases(tmp_path / "large", 5, "Why? " * 800)
    assert read_while(monkeypatch, large, [0, 1, 1, 0, 2, 2, 0]) == 4
    huge = stored_cases(tmp_path / "huge", 2, "Why? " * 4_000)
    assert read_while(monkeypatch, huge, [0, 0, 1, 1, 0]) == 3


@pytest.mark.parametrize("content", [b"", b"{}" * 2_000])
def test_a_file_that_changes_under_a_run_is_an_error_of_the_folder(
    content: bytes, tmp_path: Path
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    store = RunStore.create(tmp_path / "run", plan, RECORD)
    (store.path / "plan.json").write_bytes(content)
    with pytest.raises(StoreError, match=r"plan\.json has changed"):
        store.plan().case(plan.trials[0])
    (store.path / "plan.json").unlink()
    with pytest.raises(StoreError, match=r"plan\.json"):
        RunStore.create(tmp_path / "again", store.plan(), RECORD)


def test_all_of_a_case_comes_back_and_its_checks_are_those_of_the_outline(tmp_path: Path) -> None:
    case = replace(
        make_case("a", repeats=2),
        group="g",
        vars={"queue": ["billing", None]},
        tags=("slow",),
        policy="no-advice",
    )
    lacking = [name for name in Case.__struct_fields__ if getattr(case, name) is UNSET]
    assert lacking == ["variants"], "a field of cases that this test does not know"
    store = RunStore.create(
        tmp_path / "run", make_plan(make_suite(make_workload("w", [case]))), RECORD
    )
    for stored in (store.plan(), RunStore.open(store.path).plan()):
        cases = stored.suite.workloads[0].cases
        assert isinstance(cases, StoredCases)
        assert cases[0] == case
        assert cases.outlines == [case.outline]
        assert cases[0].checks is cases.outlines[0].checks
