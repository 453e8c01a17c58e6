"""`portcheck plan`: on one page, what a run would ask, cost and take; nothing is called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command
from portcheck.model.numbers import count


def plan(
    suites: Annotated[list[Path], typer.Argument(metavar="SUITE", help="Suite files.")],
    providers: options.ProvidersFile = None,
    baseline: options.Baseline = None,
    candidate: options.Candidates = None,
    workload: options.Workloads = None,
    case: options.Cases = None,
    tag: options.Tags = None,
    failed: options.Failed = None,
    limit: options.Limit = None,
    reuse: options.Reuse = None,
    fresh: options.Fresh = None,
    adapt: options.Adapt = "preferences",
    concurrency: options.Concurrency = None,
    max_cost: Annotated[
        float | None,
        typer.Option(min=0, metavar="USD", help="Exit with 4 if the run could cost more."),
    ] = None,
    json_: options.Json = False,
) -> int:
    """Estimate the calls, cost and time of a run.

    Nothing is called. The exit code is 0, 2 with mistakes in the files, or 4 if the run could cost
    more than --max-cost.

    \b
    Example: portcheck plan suites/support.yaml --baseline gpt --max-cost 5
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.observed import observed
    from portcheck.cli.flow.run_or_resume import reuse_words
    from portcheck.cli.flow.selecting import earlier_run, selected
    from portcheck.cli.output import Output
    from portcheck.cli.pages.forecast import above, as_json, fetched, page, runs_code, summary
    from portcheck.cli.pages.lint import lint_lines
    from portcheck.cli.pages.problems import show_warnings
    from portcheck.errors import ExitCode
    from portcheck.run.execute.run_policy import RunPolicy
    from portcheck.run.plan.forecast import forecast, judge_forecast, total_cost

    output = Output()
    loaded = pipeline.load(suites, options.providers_file(providers, suites[0]))
    earlier = earlier_run(reuse, fresh)
    made = pipeline.plan(
        loaded,
        baseline=baseline,
        candidates=candidate or (),
        selection=selected(workloads=workload, cases=case, tags=tag, failed=failed, limit=limit),
        reuse=earlier,
        fresh=fresh or (),
        adapt=adapt,
        observed=observed(loaded.providers, output),
    )
    reused = pipeline.reused(made, earlier, fresh or ()) if earlier else None
    done = reused.trials if reused else frozenset()
    found = forecast(
        made,
        retries=RunPolicy().retries,
        concurrency=concurrency,
        done=done,
        environ=os.environ,
    )
    found += judge_forecast(
        made, retries=RunPolicy().retries, concurrency=concurrency, environ=os.environ
    )
    total = total_cost(found)
    if json_:
        output.json(as_json(made, found, loaded.warnings))
    else:
        if reused and reused.samples:
            output.note(reuse_words(reused))
        show_warnings(output, loaded.warnings)
        cases = sum(len(item.cases) for item in made.suite.workloads)
        head = (
            f"Suite {made.suite.name}: {count(len(made.suite.workloads), 'workload')}, "
            f"{count(cases, 'case')}, baseline {made.baseline}"
        )
        pages = ["\n".join(page(entry)) for entry in found]
        last = f"{lint_lines(made, output.width)}{summary(found, total)}"
        output.result(
            "\n\n".join(filter(None, [head, *pages, fetched(made), runs_code(made), last]))
        )
    if max_cost is not None and (total is None or total > max_cost):
        output.note(above(total, max_cost))
        return ExitCode.INCOMPLETE
    return ExitCode.OK


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(cls=Command)(plan)
