"""`portcheck plan`: estimate the calls, cost and time of a run on one page, without a call."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from portcheck.cli import options
from portcheck.cli.finite import finite
from portcheck.cli.help import Command
from portcheck.errors import UsageError


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
        typer.Option(
            min=0, callback=finite, metavar="USD", help="Exit with 4 if the run could cost more."
        ),
    ] = None,
    power: Annotated[
        bool,
        typer.Option(
            "--power",
            help="Show what the run could show at each gate, and how many cases its margin needs.",
        ),
    ] = False,
    discordance: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            callback=finite,
            metavar="N",
            help="With --power: share of pairs in which one side passes and the other fails. "
            "Default: as in the run of --reuse, else 0.1.",
        ),
    ] = None,
    repeats: Annotated[
        str | None,
        typer.Option(
            "--repeats",
            metavar="KIND",
            help="`auto` proposes how often to ask each case. It learns from the run of --reuse, "
            "or from a small pilot, which needs your consent like a run.",
        ),
    ] = None,
    yes: options.Yes = False,
    json_: options.Json = False,
) -> int:
    """Estimate the calls, cost and time of a run.

    Makes no calls, except the pilot of --repeats auto. Ends with the smallest margin that the
    suite could ever show. The exit code is 0, 2 with mistakes in the files, or 4 if the run could
    cost more than --max-cost.

    \b
    Example: portcheck plan suites/support.yaml --baseline gpt --max-cost 5
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.observed import observed
    from portcheck.cli.flow.run_or_resume import reuse_words
    from portcheck.cli.flow.selecting import earlier_run, selected
    from portcheck.cli.output import Output
    from portcheck.cli.pages.plan import above, as_json, plan_page
    from portcheck.cli.pages.power import power_lines, reach_json, reach_lines, repeats_lines
    from portcheck.cli.pages.problems import show_warnings
    from portcheck.cli.pilot import piloted
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode
    from portcheck.run.execute.run_policy import RunPolicy
    from portcheck.run.plan.forecast import forecast, judge_forecast, total_cost
    from portcheck.run.power.discordance import expected_power
    from portcheck.run.power.reach import reaches
    from portcheck.run.power.repeats import propose_repeats

    output, auto = Output(), _is_auto(repeats)
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
    flags: dict[str, Any] = {"concurrency": concurrency, "environ": os.environ}
    found = forecast(made, retries=RunPolicy().retries, done=done, **flags)
    found += judge_forecast(made, retries=RunPolicy().retries, **flags)
    total = total_cost(found)
    reached = reaches(loaded, made.suite.workloads, made.candidates)
    seen = (earlier.run, pipeline.results(earlier.store)) if earlier and (power or auto) else None
    powers = expected_power(made, seen, discordance) if power else None
    proposed = None
    if auto:
        run, pilot = seen or piloted(loaded, made, output, yes=yes, max_cost=max_cost)
        proposed = propose_repeats(made, pilot, run)
    if json_:
        told = as_json(made, found, loaded.warnings) | {"reach": reach_json(reached)}
        more = {"power": powers, "repeats": proposed}
        output.json(told | {key: encode(one) for key, one in more.items() if one is not None})
    else:
        if reused and reused.trials:
            output.note(reuse_words(reused))
        show_warnings(output, loaded.warnings)
        asked = plan_page(made, found, total, output.width)
        shown = "" if powers is None else power_lines(powers)
        noisy = "" if proposed is None else repeats_lines(proposed)
        output.guide("\n\n".join(filter(None, [asked, shown, noisy, reach_lines(reached)])))
    if max_cost is not None and (total is None or total > max_cost):
        output.note(above(total, max_cost))
        return ExitCode.INCOMPLETE
    return ExitCode.OK


def _is_auto(text: str | None) -> bool:
    """Whether `--repeats auto` was given.

    Raises:
        UsageError: it was given with another value.
    """
    if text not in {None, "auto"}:
        raise UsageError(
            f"--repeats {text}: expected `auto`",
            hint="set a fixed number in the suite, such as repeats: 3",
        )
    return text is not None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(plan)
