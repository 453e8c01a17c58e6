"""`portcheck drill`: show where workloads can move without a vendor, and which have no exit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def drill(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN", help="Run folders, or `latest`; the drill uses the newest evidence."
        ),
    ],
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="What is gone: a vendor, model:NAME, region:NAME, key:NAME or contract:NAME; "
            "repeatable.",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--every", help="Remove each vendor in turn, and print a line for each.")
    ] = False,
    within: Annotated[
        str,
        typer.Option(
            metavar="DAYS", help="Targets must stay available for this long, such as 30d."
        ),
    ] = "0d",
    retire: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day it goes away. Default: the day of --as-of."),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VENDOR=xN", help="A vendor raises its price N times, such as openai=x2."
        ),
    ] = None,
    slower: Annotated[
        list[str] | None,
        typer.Option(metavar="VENDOR=N", help="A vendor becomes N times slower."),
    ] = None,
    max_age: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="Ignore evidence older than this, such as 90d."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day of the drill. Default: today."),
    ] = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Send some cases to the target of each workload."),
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="With --live: cases per workload."),
    ] = None,
    providers: options.ProvidersFile = None,
    max_cost: options.MaxCost = None,
    yes: options.Yes = False,
    json_: options.Json = False,
) -> int:
    """Show what happens to your workloads without a vendor.

    Without --live it makes no calls: the evidence comes from the runs. The exit code is that of the
    targets' verdicts; a workload without evidence is inconclusive.

    \b
    Examples: portcheck drill latest --without openai --within 30d
              portcheck drill runs/* --every
              portcheck drill latest --price openai=x2
              portcheck drill latest --without openai --live --sample 5 --max-cost 1
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.drilling import Wish, fleet_of, live_flags, scenarios
    from portcheck.cli.flow.evidence.unchanged import require_unchanged
    from portcheck.cli.output import Output
    from portcheck.cli.pages.drill import render_drill, render_every
    from portcheck.errors import UsageError
    from portcheck.exitplan.drill import worst_first
    from portcheck.model.codec import encode
    from portcheck.reports.terminal.console import Page
    from portcheck.run.exit_plan.fleet import drills
    from portcheck.run.judge.exit_code import verdicts_code
    from portcheck.run.store.folder import RunStore

    output = Output()
    folders = [options.run_folder(run) for run in runs]
    # `runs/*` also matches the history, which is in the same folder.
    stores = [RunStore.open(path) for path in folders if not path.is_file()]
    if not stores:
        raise UsageError(
            f"{folders[0]} is not a run folder", hint="name run folders, as in drill runs/* --every"
        )
    for store in stores:
        require_unchanged(store, output)
    wish = Wish(
        without=tuple(without or ()),
        every=every,
        within=within,
        retire=retire,
        price=tuple(price or ()),
        slower=tuple(slower or ()),
        max_age=max_age,
        as_of=options.day(as_of) or datetime.now(tz=UTC).date(),
    )
    wished = live_flags(live=live, sample=sample, providers=providers, max_cost=max_cost, yes=yes)
    if wished and every:
        raise UsageError("--live and --every cannot be combined")
    fleet = fleet_of(stores)
    found = worst_first(drills(fleet, scenarios(wish, fleet)))
    if wished:
        from portcheck.cli.flow.exit_plan.rehearsing import rehearsed

        found = [rehearsed(one, stores, wished, output, quiet=json_) for one in found]
    code = verdicts_code({row.verdict for one in found for row in one.workloads})
    if json_:
        shown = [encode(one) for one in found]
        output.json({"drills": shown, "exit_code": code} if every else shown[0])
        return code
    page = Page(width=output.width, color=output.color, ascii=output.ascii)
    output.result(render_every(page, found) if every else render_drill(page, found[0]))
    return code


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(drill)
