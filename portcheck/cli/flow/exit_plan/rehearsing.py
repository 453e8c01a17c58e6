"""Rehearse a drill: ask for consent, make calls within a budget, add the results to its rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from portcheck.cli.flow.drilling import Live
from portcheck.cli.flow.own_entries import OwnEntries, own_entries
from portcheck.cli.flow.run_or_resume import agree, run_policy
from portcheck.cli.output import Output
from portcheck.cli.pages.progress import progress
from portcheck.cli.signals import listen
from portcheck.errors import UsageError
from portcheck.exitplan.scenario import Drill, DrillRow, Rehearsal
from portcheck.model.run import Plan
from portcheck.plugins import DIALECTS
from portcheck.providers import keys
from portcheck.run.execute.progress import RunProgress
from portcheck.run.execute.shutdown import Control
from portcheck.run.exit_plan.rehearse import rehearsal_plan, rehearse
from portcheck.run.store.folder import RunStore


def rehearsed(
    found: Drill, stores: Sequence[RunStore], live: Live, output: Output, *, quiet: bool
) -> Drill:
    """The drill with a rehearsal in each row that moves.

    The user agrees to all hosts, numbers of calls and the cost limit before the first call. With
    `quiet`, the progress is not shown.

    Raises:
        UsageError: there is no consent, or only a run folder states where calls would go.
        StoreError: a run folder cannot be read.
        KeyboardInterrupt: the calls were stopped.
    """
    by_run = {store.record().id: store for store in stores}
    outcomes: dict[str, Rehearsal] = {}
    parts: list[tuple[OwnEntries, dict[str, str]]] = []
    for run in dict.fromkeys(row.run for row in found.workloads if row.moves):
        plan = by_run[run].plan()
        rows = _rows(plan, [row for row in found.workloads if row.moves and row.run == run])
        moves = {name: (row.to, row.variant or "") for name, row in rows.items() if row.to}
        own = own_entries(rehearsal_plan(plan, moves, live.sample), live.providers)
        left, obstacles = _askable(own.plan)
        outcomes |= {rows[name].workload: one for name, one in obstacles.items()}
        parts.append(
            (OwnEntries(left, own.foreign), {name: row.workload for name, row in rows.items()})
        )
    for entries, _ in parts:
        agree(
            entries.plan,
            output,
            done=frozenset(),
            yes=live.yes,
            max_cost=live.max_cost,
            foreign=entries.foreign,
        )
    if not parts:
        output.note("no provider was asked: no workload has a target that it can move to")
        return found
    control, run_progress = Control(), RunProgress()
    listen(control, output, run_progress, [s for one, _ in parts for s in one.plan.providers])
    spent = 0.0
    for entries, names in parts:
        if not entries.plan.trials:
            continue
        budget = None if live.max_cost is None else max(live.max_cost - spent, 0.0)
        policy = run_policy(concurrency=None, max_cost=budget, max_calls=None, max_time=None)
        with progress(output, run_progress, quiet=quiet) as listener:
            made = rehearse(
                entries.plan, environ=os.environ, tell=listener, policy=policy, control=control
            )
        spent += sum(one.cost_usd or 0.0 for one in made.values())
        outcomes |= {names[name]: one for name, one in made.items()}
    rows_now = tuple(
        replace(row, rehearsal=outcomes[row.workload]) if row.workload in outcomes else row
        for row in found.workloads
    )
    return replace(found, workloads=rows_now)


def _rows(plan: Plan, rows: Sequence[DrillRow]) -> Mapping[str, DrillRow]:
    """Workload of the plan to its row, whose name has the suite as prefix if it is ambiguous."""
    suite = plan.suite.name
    known = {workload.id for workload in plan.suite.workloads}
    return {
        row.workload if row.workload in known else row.workload.removeprefix(f"{suite}/"): row
        for row in rows
    }


def _askable(plan: Plan) -> tuple[Plan, dict[str, Rehearsal]]:
    """The plan without providers that cannot be called, and their obstacles."""
    why: dict[str, str] = {}
    for spec in plan.providers:
        if not DIALECTS.get(spec.dialect).uses_network:
            why[spec.id] = "its entry names a recording or a program, so it cannot be called"
            continue
        try:
            keys.key_for(spec, os.environ)
        except UsageError as exc:
            why[spec.id] = exc.message
    obstacles = {
        trial.workload: Rehearsal(asked=0, answers=0, obstacle=why[trial.provider])
        for trial in plan.trials
        if trial.provider in why
    }
    left = tuple(trial for trial in plan.trials if trial.provider not in why)
    return replace(plan, trials=left), obstacles
