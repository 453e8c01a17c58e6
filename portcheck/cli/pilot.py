"""Run the small pilot of `plan --repeats auto`, with consent, in a folder next to the runs.

It is not a look at a claim: it decides nothing, and its folder has its own history.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from portcheck import pipeline
from portcheck.cli.flow.run_or_resume import agree, run_policy
from portcheck.cli.output import Output
from portcheck.config.load import Loaded
from portcheck.errors import UsageError
from portcheck.model.run import Plan
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.preflight import slug
from portcheck.run.power.repeats import PILOT_REPEATS, pilot_suite
from portcheck.run.store.folder import RunStore

FOLDER = Path("runs") / "pilots"


def piloted(
    loaded: Loaded, made: Plan, output: Output, *, yes: bool, max_cost: float | None
) -> tuple[str, Results]:
    """Run the pilot of a plan after consent; returns its id and results.

    Raises:
        UsageError: there is no consent, or the pilot was not finished.
        PlanError: a recording has no repeats.
    """
    small = replace(
        loaded, suite=pilot_suite(replace(loaded.suite, workloads=made.suite.workloads))
    )
    plan = pipeline.plan(
        small, baseline=made.baseline, candidates=made.candidates, adapt=made.adapts
    )
    output.note(f"pilot: {len(plan.trials)} calls, {PILOT_REPEATS} repeats of a few cases")
    agree(plan, output, done=frozenset(), yes=yes, max_cost=max_cost)
    path = FOLDER / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{slug(made.suite.name)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    store = RunStore.create(path, plan, pipeline.new_record(path.name))
    policy = run_policy(concurrency=None, max_cost=max_cost, max_calls=None, max_time=None)
    record = pipeline.run(plan, store, environ=os.environ, policy=policy)
    if record.incomplete or record.interrupted:
        raise UsageError(
            f"the pilot was not finished: {record.incomplete or 'interrupted'}",
            hint=f"its answers are in {path}",
        )
    output.note(f"pilot: {path}")
    return path.name, pipeline.results(store)
