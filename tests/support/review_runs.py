"""Runs to review: replies of two providers, judged by a check that guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from run_builders import ask, make_completion, make_plan, make_suite

from portcheck.model.run import Plan, Sample
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.pipeline import new_record
from portcheck.run.labels.review_session import Review
from portcheck.run.store.folder import RunStore

JUDGE = CheckSpec(
    name="judge", arguments={"rubric": "The reply is kind, and promises nothing."}, id="judge",
    gate="task",
)  # fmt: skip
REFUSAL = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none")
GUARD = CheckSpec(name="refusal", id="guard", gate="security", expect="full")
EQUALS = CheckSpec(name="equals", arguments="yes", id="equals", gate="task")
PREFER = CheckSpec(
    name="prefer", arguments={"rubric": "The reply is kind."}, id="prefer", gate="preference"
)
_SCORED = {"margin": 0.1, "floor": 0.5}
GATES = {"task": _SCORED, "refusal": _SCORED, "security": {}, "preference": {"margin": 0.1}}


def plan_of(
    cases: Mapping[str, Sequence[CheckSpec]],
    names: Sequence[str] = ("old", "new"),
    repeats: int = 1,
) -> Plan:
    """A workload with these cases, each with its checks."""
    made = [
        Case(id=name, request=ask(f"Mail {name}: where is my order?"), checks=tuple(checks),
             repeats=repeats)
        for name, checks in cases.items()
    ]  # fmt: skip
    return make_plan(make_suite(Workload(id="replies", cases=tuple(made), gates=GATES)), names)


def answered(folder: Path, plan: Plan, answers: Mapping[str, Sequence[str]] = {}) -> RunStore:
    """A run folder of the plan: provider to its answers case by case, else texts of their own."""
    store = RunStore.create(folder, plan, new_record("r1"))
    places = {case: n for n, case in enumerate(dict.fromkeys(t.case for t in plan.trials))}
    with store.locked(), store.appending() as log:
        for trial in plan.trials:
            given = answers.get(trial.provider)
            place = places[trial.case]
            text = given[place] if given else f"Reply {place} by {sum(map(ord, trial.provider))}."
            log.append(Sample(trial=trial.key, completion=make_completion(text)))
    return store


def judged(folder: Path, number: int, **changes: object) -> Review:
    """A review of so many judged replies of two providers, by Ana."""
    plan = plan_of({f"c{place}": (JUDGE,) for place in range(number // 2)})
    return Review(answered(folder, plan), "Ana", **changes)  # type: ignore[arg-type]  # test data
