"""`portcheck plan`: on one page, what a run would ask, cost and take; nothing is called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portcheck.cli import options

if TYPE_CHECKING:
    from portcheck.run.forecast import Forecast


def plan(
    suites: Annotated[list[Path], typer.Argument(metavar="SUITE", help="Suite files.")],
    providers: options.ProvidersFile = None,
    baseline: options.Baseline = None,
    candidate: options.Candidates = None,
    workload: options.Workloads = None,
    case: options.Cases = None,
    limit: options.Limit = None,
    reuse: options.Reuse = None,
    concurrency: options.Concurrency = None,
    max_cost: Annotated[
        float | None,
        typer.Option(min=0, metavar="USD", help="Exit with 4 where the run could cost more."),
    ] = None,
    json_: options.Json = False,
) -> int:
    """Show what a run would ask, cost and take; nothing is called.

    Exit code 0, 2 with mistakes in the files, 4 where the run could cost more than --max-cost.

    \b
    Example: portcheck plan suites/support.yaml --baseline gpt --max-cost 5
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.output import Output
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode
    from portcheck.run.forecast import forecast, total_cost
    from portcheck.run.plan import Selection
    from portcheck.run.policy import RunPolicy
    from portcheck.run.store import RunStore

    output = Output()
    loaded = pipeline.load(suites, options.providers_file(providers, suites[0]))
    earlier = None if reuse is None else RunStore.open(options.run_folder(reuse))
    made = pipeline.plan(
        loaded,
        baseline=baseline,
        candidates=candidate or (),
        selection=Selection(workloads=tuple(workload or ()), cases=tuple(case or ()), limit=limit),
        reuse=earlier,
    )
    done = pipeline.reused(made, earlier).trials if earlier else frozenset()
    found = forecast(
        made,
        retries=RunPolicy().retries,
        concurrency=concurrency,
        done=done,
        environ=os.environ,
    )
    total = total_cost(found)
    if json_:
        output.json(
            {
                "suite": made.suite.name,
                "baseline": made.baseline,
                "candidates": made.candidates,
                "workloads": len(made.suite.workloads),
                "cases": sum(len(item.cases) for item in made.suite.workloads),
                "cost_high_usd": total,
                "providers": encode(found),
                "warnings": encode(loaded.warnings),
            }
        )
    else:
        output.problems(loaded.warnings)
        cases = sum(len(item.cases) for item in made.suite.workloads)
        output.result(
            f"Suite {made.suite.name}: {_count(len(made.suite.workloads), 'workload')}, "
            f"{_count(cases, 'case')}, baseline {made.baseline}\n\n"
            + "\n\n".join("\n".join(page(entry)) for entry in found)
            + f"\n\n{_sum(found, total)}"
        )
    if max_cost is not None and (total is None or total > max_cost):
        output.note(_above(total, max_cost))
        return ExitCode.INCOMPLETE
    return ExitCode.OK


def page(entry: Forecast) -> list[str]:
    """What one provider is asked, as lines."""
    from portcheck.model.display import one_line

    model = f" ({one_line(entry.model, 80)})" if entry.model else ""
    lines = [f"{one_line(entry.provider, 80)}{model}"]
    if entry.reused:
        lines.append(f"  reused    {entry.reused} of {entry.trials} answers, from an earlier run")
    if entry.recorded:
        rest = entry.trials - entry.reused
        lines.append(f"  recorded  {rest} answers, from its recording; nothing is called")
        return lines
    if not entry.calls:
        return lines
    key = f", key from {entry.key_variable}" if entry.key_variable else ", no key"
    if entry.key_set is False:
        key += ", which is not set"
    lines.append(f"  host      {one_line(entry.host, 200)}{key}")
    lines.append(
        f"  calls     {entry.calls:,}, at most {entry.calls_with_retries:,} with retries, "
        f"{entry.concurrency} in flight"
    )
    lines.append(
        f"  tokens    about {entry.input_tokens:,} in, at most {entry.output_tokens:,} out"
    )
    lines.append(f"  cost      {_cost(entry)}")
    lines.append(f"  time      {_time(entry)}")
    return lines


def _cost(entry: Forecast) -> str:
    if entry.cost_low_usd is None or entry.cost_high_usd is None:
        return "unknown: its entry has no price, and no table knows one"
    spread = f"{entry.cost_low_usd:.4f} to {entry.cost_high_usd:.4f} USD"
    return f"{spread}, retries left out (price: {entry.price_source})"


def _time(entry: Forecast) -> str:
    each = f"{entry.seconds_a_second:.0f} s for each second that a call takes"
    if entry.seconds < 1:
        return f"{each}; no limits per minute"
    return f"at least {entry.seconds / 60:.1f} min by its limits; {each}"


def _sum(entries: tuple[Forecast, ...], total: float | None) -> str:
    calls = sum(entry.calls for entry in entries)
    if not calls:
        return "Nothing is called."
    if total is None:
        return f"In all {calls:,} calls; cost unknown, as a price is missing."
    return f"In all {calls:,} calls, at most {total:.4f} USD, retries left out."


def _above(total: float | None, max_cost: float) -> str:
    if total is None:
        return f"whether this stays below {max_cost:g} USD is not known: a price is missing"
    return f"this could cost {total:.4f} USD, more than {max_cost:g}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(plan)
