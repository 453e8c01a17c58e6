"""`portcheck import traffic`: make a runnable suite from a log of requests and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.finite import finite
from portcheck.cli.help import Command


def traffic(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Log, or folder with logs.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="New folder to write to.")],
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help="Format of the log. Default: detected."),
    ] = None,
    cases: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, max=5000, help="Most cases per workload."),
    ] = None,
    margin: Annotated[
        float | None,
        typer.Option(
            metavar="N",
            callback=finite,
            help="Take as many cases as this margin needs. Default: 0.05.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Seed of the random sample.")] = 0,
    workloads: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=200, help="Most workloads to import, busiest first."),
    ] = 10,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="Kind of personal value to keep: name, phone, ...; repeatable."
        ),
    ] = None,
    keep_name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name to keep, such as a product's; repeatable."),
    ] = None,
    keep_names: Annotated[
        bool, typer.Option("--keep-names", help="Keep all names; same as --keep name.")
    ] = False,
    quiet: options.Quiet = False,
    json_: options.Json = False,
) -> None:
    """Make a suite from a log of your own traffic.

    Draws cases at random within the templates of your prompts, in proportion to traffic. Replaces
    secrets and personal values before it writes anything. The log's answers become a recording, and
    suggest checks, which count once you write `accept: true` beside them.

    \b
    Example: portcheck import traffic log.jsonl --out suites/mine
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.traffic.importing import import_log
    from portcheck.run.traffic.import_traffic import TrafficOptions

    kinds = (*(keep or ()), *(("name",) if keep_names else ()))
    import_log(
        file,
        out,
        TrafficOptions(
            cases=cases,
            margin=margin,
            seed=seed,
            workloads=workloads,
            kept_kinds=kinds,
            kept_names=tuple(keep_name or ()),
        ),
        log_format=format_ or "",
        quiet=quiet,
        as_json=json_,
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(traffic)
