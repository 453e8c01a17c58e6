"""`portcheck validate`: find every mistake in the files before you pay for a call."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command
from portcheck.model.numbers import count


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Suite or providers files.")],
    providers: options.ProvidersFile = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Check suite and providers files for mistakes.

    Makes no calls. Runs the `accepts` and `rejects` examples of every check, and ends with the
    smallest margin that the suite could ever show. The exit code is 0, or 2 with mistakes.

    \b
    Example: portcheck validate suites/support.yaml
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck import pipeline
    from portcheck.cli.output import Output
    from portcheck.cli.pages.power import reach_json, reach_lines
    from portcheck.cli.pages.problems import show_problems
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode
    from portcheck.model.visible_text import visible, without_passwords_in
    from portcheck.run.policies.counts import policy_counts, policy_lines
    from portcheck.run.power.reach import reaches

    output = Output()
    found = [pipeline.validate(file, providers or options.found_providers(file)) for file in files]
    problems = tuple(problem for some, _ in found for problem in some)
    reached = tuple(one for _, suite in found if suite for one in reaches(suite))
    workloads = [one for _, it in found if it for one in it.suite.workloads]
    errors = sum(problem.count for problem in problems if problem.severity == "error")
    warnings = sum(problem.count for problem in problems if problem.severity == "warning")
    if json_:
        listed = without_passwords_in(encode(problems))
        told = {"errors": errors, "warnings": warnings, "problems": listed}
        told |= {"policies": encode(policy_counts(workloads))}
        output.json(told | {"reach": reach_json(reached)})
    else:
        shown = problems if not quiet else tuple(p for p in problems if p.severity == "error")
        show_problems(output, shown)
        if errors:
            output.error(f"{count(errors, 'mistake')}, {count(warnings, 'warning')}")
        elif not quiet:
            names = ", ".join(visible(str(file)) for file in files)
            output.result(
                f"{names}: good" + (f", {count(warnings, 'warning')}" if warnings else "")
            )
            for lines in filter(None, [policy_lines(workloads), reach_lines(reached)]):
                output.guide(lines)
    return ExitCode.USAGE if errors else ExitCode.OK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(validate)
