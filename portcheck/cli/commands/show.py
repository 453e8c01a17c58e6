"""`portcheck show`: show verdicts, cases and answers of a run, side by side."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def show(
    run: options.RunFolder,
    workload: Annotated[
        str | None, typer.Argument(metavar="WORKLOAD", help="List the cases of this workload.")
    ] = None,
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help="Show the answers to this case.")
    ] = None,
    flips: Annotated[
        bool, typer.Option("--flips", help="Show both answers where the scores differ.")
    ] = False,
    failures: Annotated[
        bool,
        typer.Option("--failures", help="Show the answers that fail, even where both sides do."),
    ] = False,
    candidate: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Compare only with this candidate; repeatable."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Show N such cases, spread over the reasons. Default: 3 per reason, 20 in all.",
        ),
    ] = None,
    json_: options.Json = False,
) -> None:
    """Show the verdicts, cases or answers of a run.

    \b
    Examples: portcheck show latest
              portcheck show latest ticket-triage --flips --candidate claude
              portcheck show latest ticket-triage charged-twice
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.flow.evidence.unchanged import unchanged_run
    from portcheck.cli.output import Output
    from portcheck.cli.pages.changes import in_order, show_changes
    from portcheck.model.codec import encode
    from portcheck.reports.terminal.cases import render_case, render_cases
    from portcheck.reports.terminal.page import render
    from portcheck.run.judge.case_views import case_views
    from portcheck.shell_words import file_word

    output = Output()
    store = unchanged_run(run, output)
    chosen = _chosen(flips=flips, failures=failures)
    if workload is None and chosen == "all":
        report = pipeline.compare(store, as_last_judged=True)
        if json_:
            output.result(pipeline.render(report, "json").decode())
        else:
            output.result(
                render(report, width=output.width, color=output.color, ascii=output.ascii)
            )
            if report.people is not None:
                output.note(
                    f"the verdicts use the labels as of the last scoring; to use all labels: "
                    f"portcheck score {file_word(store.path)}"
                )
        return
    results = pipeline.results(store)
    names = [workload] if workload else [w.id for w in results.plan.suite.workloads]
    if chosen != "all" and case is None and not json_:
        show_changes(results, names, candidate or (), chosen, limit, output)
        return
    views = [
        view
        for name in names
        for view in case_views(results, name, case, candidates=candidate or (), chosen=chosen)
    ]
    if json_:
        if chosen != "all":
            views = in_order(results, views, chosen)
        output.json([encode(view) for view in views])
    elif case is None:
        output.result(
            render_cases(views, width=output.width, color=output.color, ascii=output.ascii)
        )
    else:
        for number, view in enumerate(views, start=1):
            body = render_case(view, width=output.width, color=output.color, ascii=output.ascii)
            output.result(("\n" if number > 1 else "") + body)
        if not views:
            output.note("the case does not differ" if flips else "the case does not fail")


def _chosen(*, flips: bool, failures: bool) -> Literal["all", "flips", "failures"]:
    if failures:
        return "failures"
    return "flips" if flips else "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(show)
