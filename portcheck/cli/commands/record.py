"""`portcheck record`: ask for the answers that recordings lack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def record(
    suites: Annotated[list[Path], typer.Argument(metavar="SUITE", help="Suite files.")],
    into: Annotated[
        list[str],
        typer.Option(
            metavar="ID=FILE",
            help="The provider to ask, and the file that records its answers; repeatable.",
        ),
    ],
    providers: options.ProvidersFile = None,
    workload: options.Workloads = None,
    case: options.RecordedCases = None,
    tag: options.RecordedTags = None,
    adapt: options.Adapt = "preferences",
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    max_calls: options.MaxCalls = None,
    max_time: options.MaxTime = None,
    yes: options.Yes = False,
    quiet: options.Quiet = False,
) -> int:
    """Ask for the answers that recordings lack.

    Answers in a recording stay unchanged, and are not asked for again. Each answer is written as
    soon as it arrives: after an interrupt, the same command continues. The exit code is 0, or 4 if
    an answer is still missing.

    \b
    Example: portcheck record suites/support.yaml --case refund-7 --into gpt=recordings/gpt.jsonl
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.confirm import trusted_providers
    from portcheck.cli.flow.recording import record_missing, recordings, replaying
    from portcheck.cli.flow.run_or_resume import run_policy
    from portcheck.cli.flow.selecting import selected
    from portcheck.cli.output import Output
    from portcheck.run.plan.build import build_recording_plan
    from portcheck.run.variants.stand_in import asked_for

    output = Output()
    policy = run_policy(
        concurrency=concurrency, max_cost=max_cost, max_calls=max_calls, max_time=max_time
    )
    loaded = pipeline.load(suites, trusted_providers(providers, suites[0], output, yes=yes))
    files = recordings(into, loaded.providers)
    plan = build_recording_plan(
        asked_for(loaded.suite, replaying(files, loaded.providers)),
        [spec for spec in loaded.providers if spec.id in files],
        selected(workloads=workload, cases=case, tags=tag, failed=None, limit=None),
        adapt=adapt,
    )
    return record_missing(plan, files, output, policy=policy, yes=yes, quiet=quiet)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(record)
