"""`portcheck resume`: continue an interrupted run, without paying twice."""

from __future__ import annotations

from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def resume(
    run: options.RunFolder,
    providers: options.ProvidersFile = None,
    history: options.History = None,
    allow_code: options.AllowCode = False,
    report: options.Report = None,
    content: options.Content = None,
    record: options.Record = None,
    fail_on: options.FailOn = options.DEFAULT_FAIL_ON,
    allow_waiver: options.AllowWaiver = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    max_cost_month: options.MaxCostMonth = None,
    max_calls: options.MaxCalls = None,
    max_time: options.MaxTime = None,
    yes: options.Yes = False,
    trust_folder: options.TrustFolder = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Remove damaged lines from the run folder, and ask again for their answers. The "
            "old file is kept beside each new one.",
        ),
    ] = False,
    as_of: options.AsOf = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Finish an interrupted run.

    Makes the calls that have no answer yet or failed, and keeps every answer of the run.

    \b
    Example: portcheck resume latest
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow import run_or_resume as flow
    from portcheck.cli.flow.observed import observed
    from portcheck.cli.flow.own_entries import own_entries
    from portcheck.cli.flow.resuming.asked_reports import with_asked
    from portcheck.cli.flow.resuming.flags import RunFlags
    from portcheck.cli.output import Output
    from portcheck.run.panel.call_estimate import settled_keys
    from portcheck.run.panel.judgements import read_judgements
    from portcheck.run.plan.missing_answers import require_recordings
    from portcheck.run.plan.preflight import recording_files
    from portcheck.run.repair import repaired
    from portcheck.run.store.folder import RunStore
    from portcheck.run.store.own_folder import require_own

    output = Output()
    ending = options.ending(
        report, content, fail_on, allow_waiver, as_of, as_json=json_, quiet=quiet, reads=[providers]
    )
    store = RunStore.open(options.run_folder(run))
    policy = flow.run_policy(
        concurrency=concurrency,
        max_cost=max_cost,
        max_calls=max_calls,
        max_time=max_time,
        history=history,
        max_cost_month=max_cost_month,
        out=store.path,
    )
    require_own(store.path, trusted=trust_folder)
    for line in repaired(store, policy.history) if repair else ():
        output.note(line)
    entries = own_entries(store.plan(), providers, done := store.answered())
    plan = entries.plan
    require_recordings(plan, done)
    observed(plan.providers, output)
    ending = flow.agree_to_code(plan, ending, allowed=allow_code)
    flow.agree(
        plan,
        output,
        done=done,
        yes=yes,
        max_cost=policy.max_cost,
        foreign=entries.foreign,
        judged=settled_keys(read_judgements(store.path)),
    )
    return flow.execute(
        store,
        output,
        flags=RunFlags(
            recordings=recording_files(plan, record) if record else {},
            record=record,
            providers=providers,
            policy=policy,
            ending=with_asked(store, ending),
            max_cost_month=max_cost_month,
            yes=yes,
            trust_folder=trust_folder,
        ),
        plan=plan,
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(resume)
