"""`portcheck suggest`: suggest prompt variants from the failures of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def suggest(
    run: options.RunFolder,
    workload: options.Workloads = None,
    candidate: options.Candidates = None,
    try_: Annotated[
        str | None,
        typer.Option(
            "--try",
            metavar="NAME",
            help="Run this suggestion as a variant, in a new run folder.",
        ),
    ] = None,
    providers: options.ProvidersFile = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="With --try: the new run folder."),
    ] = None,
    max_cost: options.MaxCost = None,
    max_calls: options.MaxCalls = None,
    max_time: options.MaxTime = None,
    yes: options.Yes = False,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Suggest prompt changes from the failures of a run.

    Calls and changes nothing: each suggestion is a text to review, with the number of failures that
    it could fix and a case that it could break. --try asks the candidate one of them in all cases,
    as a variant, and reuses the other answers; the exit code is then that of the run.

    \b
    Example: portcheck suggest latest --workload ticket-triage --candidate claude
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.flow.exit_plan import trying
    from portcheck.cli.flow.own_entries import own_entries
    from portcheck.cli.flow.resuming.flags import RunFlags
    from portcheck.cli.flow.run_or_resume import run_policy
    from portcheck.cli.output import Output
    from portcheck.cli.pages.suggest import as_json, suggest_page
    from portcheck.errors import ExitCode, UsageError
    from portcheck.model.did_you_mean import known
    from portcheck.run.prompts.suggest import suggestions

    output = Output()
    store = unchanged_run(run, output)
    plan = store.plan()
    for name in workload or ():
        known(name, (one.id for one in plan.suite.workloads), "workload of this run")
    for name in candidate or ():
        known(name, plan.candidates, "candidate of this run")
    found = suggestions(pipeline.results(store), workload or (), candidate or ())
    if try_ is None:
        if out is not None or max_cost is not None or yes:
            raise UsageError("--out, --max-cost and --yes need --try", hint="--try NAME")
        if json_:
            output.json(as_json(found))
        else:
            output.result(suggest_page(found, output))
        return ExitCode.OK
    one = trying.chosen(found, try_)
    answered = {trial.key for trial in plan.trials if trial.provider != one.candidate}
    entries = own_entries(plan, providers, answered)
    if entries.foreign:
        raise UsageError(
            f"no providers file names the host of {', '.join(sorted(entries.foreign))}",
            hint="pass --providers FILE with a file that names it",
        )
    flags = RunFlags(
        providers=providers,
        policy=run_policy(
            concurrency=None, max_cost=max_cost, max_calls=max_calls, max_time=max_time
        ),
        ending=options.ending(
            None, None, options.DEFAULT_FAIL_ON, None, None, as_json=json_, quiet=quiet
        ),
        yes=yes,
    )
    specs = (*entries.plan.providers, *(entries.plan.judges or ()))
    return trying.run_with(store, one, specs, out, output, flags, yes=yes)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(suggest)
