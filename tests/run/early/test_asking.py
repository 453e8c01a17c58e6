"""A run that may stop early: what each stage asks, what is clear, and what it spends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.chat import Variant, Wording
from portcheck.model.run import EarlyStop, Look, Plan, Sample, Trial
from portcheck.pipeline import new_record
from portcheck.run.early.asking import in_stages, resumed, with_shares
from portcheck.run.early.stages import LAST, STAGES, stages_of
from portcheck.run.store.folder import RunRecord, RunStore

CASES = 80
GATES = {"task": {"margin": 0.3, "floor": 0.1}}


def planned(names: Sequence[str] = ("old", "new"), *, content: bool = True) -> Plan:
    cases = [make_case(str(n), content=content) for n in range(CASES)]
    return make_plan(make_suite(make_workload("w", cases, gates=GATES)), names)


def asked(
    folder: Path, plan: Plan, answer: Callable[[Trial], str], **ask: Any
) -> tuple[list[set[str]], tuple[str, ...], RunRecord]:
    """The trials of each stage, why it ended, and the record."""
    looks = tuple(Look(workload="w", candidate=name) for name in plan.candidates)
    record = replace(new_record("r"), looks=looks)
    store, stages = RunStore.create(folder / "r", plan, record), list[set[str]]()

    async def once(others: frozenset[str]) -> tuple[str, ...]:
        answered = store.answered()
        trials = [t for t in plan.trials if t.key not in others and t.key not in answered]
        stages.append({trial.key for trial in trials})
        with store.appending() as log:
            for trial in trials:
                log.append(Sample(trial=trial.key, completion=make_completion(answer(trial))))
        reasons: tuple[str, ...] = ask.get("reasons", ())
        return reasons

    with store.locked():
        draining = ask.get("draining", False)
        ended, record = asyncio.run(in_stages(plan, store, record, once, lambda: draining))
    return stages, ended, record


def of_stages(plan: Plan, *stages: int) -> set[str]:
    places = stages_of(plan, plan.suite.workloads[0])
    return {trial.key for trial in plan.trials if places[trial.case] in stages}


@pytest.mark.parametrize("said", ["yes", "no"], ids=["safe", "unsafe"])
def test_what_is_clear_after_a_stage_is_asked_no_further(tmp_path: Path, said: str) -> None:
    plan = planned()
    stages, _, record = asked(tmp_path, plan, lambda t: "yes" if t.provider == "old" else said)
    assert stages == [of_stages(plan, 0)]
    assert record.early == (
        EarlyStop(
            workload="w", stage=0, cases=CASES // 4, of=CASES, saved_calls=2 * 3 * CASES // 4
        ),
    )
    assert [look.share for look in with_shares(record)] == [STAGES[0].alpha]


@pytest.mark.parametrize(("right", "stages"), [(1, 1), (0, 1), (0.6, 2)])
def test_a_candidate_is_clear_with_its_best_prompt(
    tmp_path: Path, right: float, stages: int
) -> None:
    """The plain prompt is `unsafe` at once; the variant may be `safe`, `unsafe` or open."""
    words = {"new": {"v": Wording(system="Briefly.")}}
    cases = [replace(make_case(str(n), content=True), variants=words) for n in range(CASES)]
    variants = {"new": (Variant(name="v", system="Briefly."),)}
    plan = make_plan(make_suite(make_workload("w", cases, gates=GATES, variants=variants)))

    def answer(trial: Trial) -> str:
        good = trial.provider == "old" or (trial.variant and int(trial.case) % 10 < 10 * right)
        return "yes" if good else "no"

    made, _, record = asked(tmp_path, plan, answer)
    assert (len(made) > 1) is (stages > 1)
    assert (record.early[0].stage > 0) is (stages > 1)


def test_a_condition_is_not_clear(tmp_path: Path) -> None:
    """More cases may lift it, or show that it is worse."""
    plan = planned(content=False)  # the same right answer everywhere: of form alone
    stages, _, record = asked(tmp_path, plan, lambda _: "yes")
    assert stages == [of_stages(plan, stage) for stage in range(len(STAGES))]
    assert (record.early[0].stage, record.early[0].saved_calls) == (LAST, 0)


def test_every_candidate_has_to_be_clear(tmp_path: Path) -> None:
    plan = planned(("old", "bad", "odd"))
    answers = {"old": "yes", "bad": "no"}
    halves = lambda t: answers.get(t.provider) or ("yes" if int(t.case) % 2 else "no")  # noqa: E731
    stages, _, _ = asked(tmp_path, plan, halves)
    assert len(stages) > 1


@pytest.mark.parametrize("end", [{"reasons": ("no budget",)}, {"draining": True}])
def test_a_run_that_ends_asks_no_further_stage(tmp_path: Path, end: dict[str, Any]) -> None:
    plan = planned(content=False)
    stages, reasons, record = asked(tmp_path, plan, lambda _: "yes", **end)
    assert (len(stages), reasons) == (1, end.get("reasons", ()))
    assert record.early[0].stage == 0


def test_a_run_that_goes_on_asks_all_of_its_cases_at_what_is_left_of_its_looks() -> None:
    stop = EarlyStop(workload="w", stage=0, cases=20, of=80, saved_calls=120)
    looks = (Look(workload="w", candidate="new"), Look(workload="v", candidate="new"))
    record = replace(new_record("r"), early=(stop,), looks=looks)
    assert [look.share for look in with_shares(record)] == [STAGES[0].alpha, 1.0]
    again = resumed(record)
    assert again.early == (replace(stop, stage=LAST, cases=80, saved_calls=0),)
    assert [look.share for look in with_shares(again)] == [STAGES[LAST].alpha, 1.0]
