"""A run as its folder keeps it, however its calls and its history end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck import pipeline
from portcheck.error_classes import Failure
from portcheck.errors import CredentialsError, ProviderError, StoreError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.run import Plan
from portcheck.model.suite import Limits, ProviderSpec
from portcheck.plugins import Provider
from portcheck.providers.call.redaction import Key, cleaned_answer
from portcheck.run.events import Event, SampleFinished
from portcheck.run.execute import into_run_folder
from portcheck.run.execute.into_run_folder import execute
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.execute.shutdown import Control
from portcheck.run.history import observations, record_looks
from portcheck.run.history.address import default_address
from portcheck.run.history.database.transaction import opened
from portcheck.run.plan.build import build_plan
from portcheck.run.store.durable_files import LineFile
from portcheck.run.store.folder import RunRecord, RunStore

Answer = Callable[[ProviderSpec, Request], Completion]
LOST = ProviderError(Failure(error_class="server", message="it broke", retryable=True))


class Scripted:
    def __init__(self, spec: ProviderSpec, answer: Answer) -> None:
        self.spec = spec
        self._answer = answer
        self.is_closed = False

    def identity(self) -> Mapping[str, str]:
        return {"host": "a.test"}

    async def complete(self, request: Request) -> Completion:
        answer = self._answer(self.spec, request)
        await asyncio.sleep(0)
        return answer

    async def aclose(self) -> None:
        self.is_closed = True


class Run:
    """A run of a suite with two workloads, of which the second one has two cases."""

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        names: Sequence[str] = ("old", "new", "other"),
    ) -> None:
        suite = make_suite(
            make_workload("w", [make_case(f"w {n}") for n in range(4)]),
            make_workload("v", [make_case(f"v {n}") for n in range(2)]),
        )
        self.plan: Plan = build_plan(suite, list(map(make_provider, names)), baseline="old")
        self.store = RunStore.create(folder / "r", self.plan, pipeline.new_record("r"))
        self.opened: list[Scripted] = []
        self.events: list[Event] = []
        self.monkeypatch = monkeypatch

    def __call__(
        self, answer: Answer, tell: Callable[[Event], None] = lambda _event: None
    ) -> RunRecord:
        def opening(spec: ProviderSpec, _environ: object, **_: Any) -> Provider:
            if spec.id == "other":
                raise CredentialsError("no key", hint="set it")
            self.opened.append(Scripted(spec, answer))
            return self.opened[-1]

        async def no_sleep(_seconds: float) -> None:
            return None

        def told(event: Event) -> None:
            self.events.append(event)
            tell(event)

        self.monkeypatch.setattr(into_run_folder, "open_provider", opening)
        return execute(
            self.plan,
            self.store,
            environ={},
            tell=told,
            policy=RunPolicy(sleep=no_sleep),
            control=Control(),
        )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


def good(_spec: ProviderSpec, _request: Request) -> Completion:
    return make_completion()


def losing(*lost: str) -> Answer:
    """No answer of `new` to these questions."""

    def answer(spec: ProviderSpec, request: Request) -> Completion:
        if spec.id == "new" and request.messages[0].text in lost:
            raise LOST
        return make_completion()

    return answer


def test_a_run_counts_as_interrupted_until_it_ends(run: Run) -> None:
    meanwhile = set[bool]()

    def answer(spec: ProviderSpec, request: Request) -> Completion:
        meanwhile.add(run.store.record().interrupted)
        return good(spec, request)

    assert run(answer).interrupted is False
    assert meanwhile == {True}
    assert run.store.record().interrupted is False
    assert all(one.is_closed for one in run.opened)


def test_calls_that_have_ended_are_on_record_though_their_history_cannot_be_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> RunRecord:
        raise StoreError("the disk is full")

    monkeypatch.setattr(record_looks, "end", full)
    with pytest.raises(StoreError, match="the disk is full"):
        run(good)
    record = run.store.record()
    assert (record.finished_at != "", record.interrupted) == (True, False)


def test_who_is_told_of_an_answer_finds_it_in_the_folder_and_no_key_in_it(run: Run) -> None:
    key = Key("sk-of-a-test-1234567890")

    def answer(_spec: ProviderSpec, _request: Request) -> Completion:
        return cleaned_answer(make_completion("It is sk-of-a-test-1234567890."), key)

    def tell(event: Event) -> None:
        if isinstance(event, SampleFinished):
            assert event.trial.key in run.store.samples()
            assert event.unredacted is None

    run(answer, tell)
    assert any(isinstance(event, SampleFinished) for event in run.events)


def test_a_recorded_provider_is_introduced_once_though_nothing_of_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(tmp_path, monkeypatch, ["old", "new"])
    recorded = make_provider("new", dialect="recorded")
    left = tuple(trial for trial in run.plan.trials if trial.provider == "old")
    run.plan = replace(run.plan, providers=(run.plan.providers[0], recorded), trials=left)
    for expected in (["old", "new"], []):
        run.opened.clear()
        record = run(good)
        assert [one.spec.id for one in run.opened] == expected
        assert [one["id"] for one in record.providers] == ["old", "new"]


def test_who_cannot_be_asked_has_a_failure_for_each_call(run: Run) -> None:
    record = run(good)
    missing = run.store.samples().missing()
    assert missing == {trial.key for trial in run.plan.trials if trial.provider == "other"}
    assert record.incomplete.startswith("other: 6 of 6 calls failed")


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (("w 0", "w 1", "v 0"), ""),
        (("w 0", "w 1", "w 2", "v 0"), "new: 4 of 6 calls failed, last server: it broke"),
        (("v 0", "v 1"), "new: no answer at all in v"),
    ],
)
def test_a_run_lacks_answers_where_most_calls_fail_or_a_workload_has_none(
    run: Run, lost: tuple[str, ...], said: str
) -> None:
    reasons = run(losing(*lost)).incomplete.split("; ")
    assert [one for one in reasons if one.startswith("new: ")] == ([said] if said else [])


def test_a_run_that_has_nothing_left_to_ask_ended_when_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(tmp_path, monkeypatch, ["old", "new"])
    times = iter(f"2027-01-01T00:00:0{second}Z" for second in range(1, 9))
    monkeypatch.setattr(into_run_folder, "utc_now", lambda: next(times))
    first, second, third = (run(one).finished_at for one in (losing("w 0"), good, good))
    assert first < second == third


def test_an_answer_is_in_its_file_before_the_next_question_leaves(run: Run) -> None:
    at_once = make_provider("old", limits=Limits(concurrency=1))
    run.plan = replace(run.plan, providers=(at_once, *run.plan.providers[1:]))
    asked = list[str]()

    def answer(spec: ProviderSpec, _request: Request) -> Completion:
        if spec.id == "old":
            written = (run.store.path / "samples.jsonl").read_bytes()
            assert all(key.encode() in written for key in asked)
            told = [one.trial.key for one in run.events if isinstance(one, SampleFinished)]
            assert set(asked) <= set(told)
            old = [trial.key for trial in run.plan.trials if trial.provider == "old"]
            asked.append(old[len(asked)])
        return make_completion()

    run(answer)
    assert len(asked) == 6


def test_answers_that_come_at_once_share_a_write(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, append = list[int](), LineFile.append

    def counted(file: LineFile, lines: bytes) -> int:
        if file.path.name == "samples.jsonl":
            sizes.append(lines.count(b"\n"))
        return append(file, lines)

    monkeypatch.setattr(LineFile, "append", counted)
    run(good)
    assert sum(sizes) == len(run.plan.trials)
    assert max(sizes) > 1


def test_a_full_disk_ends_the_run_and_what_it_took_is_kept(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = tuple(replace(one, limits=Limits(concurrency=1)) for one in run.plan.providers)
    run.plan = replace(run.plan, providers=at_once)
    left, append = [2], LineFile.append

    def filling(file: LineFile, lines: bytes) -> int:
        if file.path.name == "samples.jsonl":
            left[0] -= 1
            if left[0] < 0:
                raise StoreError("the disk is full")
        return append(file, lines)

    monkeypatch.setattr(LineFile, "append", filling)
    with pytest.raises(StoreError, match="the disk is full"):
        run(good)
    told = {one.trial.key for one in run.events if isinstance(one, SampleFinished)}
    assert told == set(RunStore.open(run.store.path).samples())
    assert all(one.is_closed for one in run.opened)


def test_answers_are_counted_as_they_came(run: Run) -> None:
    record = run(losing("w 0"))
    assert [one.repeated for one in record.looks] == [False] * 4
    with opened(default_address(run.store.path)) as connection:
        looks = connection.rows("SELECT workload, candidate, new_answers FROM looks")
    found = {(one["workload"], one["candidate"]): one["new_answers"] for one in looks}
    # Those of both sides; who gave none at all leaves nothing to be compared.
    assert found == {("w", "new"): 7, ("v", "new"): 4, ("w", "other"): 0, ("v", "other"): 0}


def test_what_is_seen_of_endpoints_is_kept_though_the_run_is_ended(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = list[list[str]]()

    def add(_file: object, _seen: object, specs: list[ProviderSpec]) -> None:
        kept.append([spec.id for spec in specs])

    monkeypatch.setattr(observations, "add", add)

    def broken(_spec: ProviderSpec, _request: Request) -> Completion:
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        run(broken)
    assert kept == [["old", "new", "other"]]
    assert all(one.is_closed for one in run.opened)
