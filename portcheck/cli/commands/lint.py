"""`portcheck lint`: show what providers would reject, drop or change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command


def lint(
    suites: Annotated[list[Path], typer.Argument(metavar="SUITE", help="Suite files.")],
    providers: options.ProvidersFile = None,
    provider: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this provider; repeatable. Default: all."),
    ] = None,
    adapt: options.Adapt = "preferences",
    format_: options.FormatOfFindings = options.Form.TABLE,
    out: options.FileOfFindings = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Show what providers would reject, drop or change.

    Makes no calls. An `error` is a need that the provider is known not to support: a run then marks
    the workload unsafe without a call. Behaviour of an endpoint in earlier runs and probes
    overrides the tables. The exit code is 0, 1 with errors, or 2 with mistakes in the files.

    \b
    Examples: portcheck lint suites/support.yaml --provider claude
              portcheck lint suites/support.yaml --format sarif --out lint.sarif
    """  # noqa: D301 - \b keeps the example on its own line
    import json

    from portcheck import pipeline
    from portcheck.cli.flow.observed import observed
    from portcheck.cli.output import Output
    from portcheck.cli.pages.lint import finding_json, lint_page, lint_sarif
    from portcheck.cli.report_files import print_or_write
    from portcheck.errors import ExitCode
    from portcheck.run.plan.lint import counts, is_adapted_rejection, review_suite
    from portcheck.run.plan.preflight import is_live, specs_called
    from portcheck.run.suite_places import suite_places

    output = Output()
    loaded = pipeline.load(suites, options.providers_file(providers, suites[0]))
    chosen = specs_called(loaded.providers, provider or ())
    found = review_suite(
        loaded.suite, chosen, adapt=adapt, as_written=True, observed=observed(chosen, output)
    )
    number = counts(found)
    form = options.Form.JSON if json_ else format_
    met = [item for item in found if not is_adapted_rejection(item.finding)]
    shown = [item for item in met if item.severity == "error"] if quiet else met
    if form is options.Form.TABLE:
        if shown or not quiet:
            page = lint_page(loaded.suite, chosen, shown, output, quiet=quiet)
            print_or_write(output, page, out)
    else:
        told = {
            "suite": loaded.suite.name,
            "providers": [spec.id for spec in chosen],
            "not_reviewed": [spec.id for spec in chosen if not is_live(spec)],
            **{f"{severity}s": count for severity, count in number.items()},
            "findings": [finding_json(item) for item in found],
        }
        data = told if form is options.Form.JSON else lint_sarif(suite_places(loaded), shown)
        print_or_write(output, json.dumps(data, indent=2) + "\n", out)
    return ExitCode.UNSAFE if number["error"] else ExitCode.OK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(lint)
