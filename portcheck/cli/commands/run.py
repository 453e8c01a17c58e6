"""`portcheck run`: run a suite against a baseline and candidates, and decide verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def run(
    suites: Annotated[list[Path], typer.Argument(metavar="SUITE", help="Suite files.")],
    providers: options.ProvidersFile = None,
    baseline: options.Baseline = None,
    candidate: options.Candidates = None,
    workload: options.Workloads = None,
    case: options.Cases = None,
    tag: options.Tags = None,
    failed: options.Failed = None,
    limit: options.Limit = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Run folder. Default: runs/<UTC time>-<suite>."),
    ] = None,
    reuse: options.Reuse = None,
    fresh: options.Fresh = None,
    max_age: Annotated[
        str | None,
        typer.Option(
            metavar="DAYS",
            help="With --reuse: ask again for answers older than this, such as 7d, or that do "
            "not fit.",
        ),
    ] = None,
    adapt: options.Adapt = "preferences",
    stop_early: Annotated[
        bool,
        typer.Option(
            "--stop-early",
            help="Stop asking in a workload once the verdicts of its candidates are clear.",
        ),
    ] = False,
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
    as_of: options.AsOf = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Run a suite and print a verdict for each workload.

    Checks all files first, as `validate` does. A workload that a candidate is known not to support
    is unsafe without a call. Asks before it calls a host other than this machine, unless you pass
    --yes or --max-cost.

    \b
    Example: portcheck run suites/support.yaml --baseline gpt --candidate claude
    """  # noqa: D301 - \b keeps the example on its own line
    from msgspec.structs import replace

    from portcheck import pipeline
    from portcheck.cli.flow import run_or_resume as flow
    from portcheck.cli.flow.confirm import trusted_providers
    from portcheck.cli.flow.observed import observed
    from portcheck.cli.flow.resuming.flags import RunFlags
    from portcheck.cli.flow.selecting import earlier_run, selected
    from portcheck.cli.output import Output
    from portcheck.cli.pages.problems import show_warnings
    from portcheck.run.plan.preflight import recording_files

    output = Output()
    policy = flow.run_policy(
        concurrency=concurrency,
        max_cost=max_cost,
        max_calls=max_calls,
        max_time=max_time,
        history=history,
        stop_early=stop_early,
        record=record,
        max_cost_month=max_cost_month,
        out=out,
    )
    read = (*suites, providers or options.found_providers(suites[0]))
    ending = options.ending(
        report, content, fail_on, allow_waiver, as_of, as_json=json_, quiet=quiet, reads=read
    )
    loaded = pipeline.load(suites, file := trusted_providers(providers, suites[0], output, yes=yes))
    if not quiet:
        show_warnings(output, loaded.warnings)
    earlier = earlier_run(reuse, fresh, max_age)
    plan = pipeline.plan(
        loaded,
        baseline=baseline,
        candidates=candidate or (),
        selection=selected(workloads=workload, cases=case, tags=tag, failed=failed, limit=limit),
        reuse=earlier,
        fresh=fresh or (),
        adapt=adapt,
        observed=observed(loaded.providers, output),
    )
    reused = pipeline.reused(plan, earlier, fresh or ()) if earlier else None
    if not quiet:
        flow.introduce(plan, reused, output)
    recordings = recording_files(plan, record) if record else {}
    ending = flow.agree_to_code(plan, ending, allowed=allow_code)
    flow.agree(
        plan,
        output,
        done=reused.trials if reused else frozenset(),
        yes=yes,
        max_cost=policy.max_cost,
    )
    store = flow.begun(plan, out, reused, earlier)
    # The folder contains all of it, and a large suite takes more memory than the run itself.
    del loaded, plan, earlier, reused
    given = RunFlags(record=record, providers=file, policy=policy, ending=ending, yes=yes)
    given = replace(given, recordings=recordings, max_cost_month=max_cost_month)
    return flow.execute(store, output, flags=given)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(run)
