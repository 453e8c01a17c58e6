"""The command line: one file a command, put together here."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import typer
from typer.main import get_command

from portcheck.cli.commands import (
    accept,
    bundle,
    call,
    cases,
    compare,
    cutover,
    demo,
    drift,
    drill,
    export,
    history,
    import_answers,
    import_suites,
    import_traffic,
    init,
    judge,
    label,
    lint,
    plan,
    providers,
    record,
    report,
    resume,
    review,
    run,
    scan,
    schema,
    score,
    show,
    suggest,
    suites,
    validate,
    verify,
)

app = typer.Typer(
    name="portcheck",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="--debug works anywhere on the command line. "
    "Exit codes: 0 all safe, 1 unsafe, 3 inconclusive, 5 conditional, 2 usage, 4 incomplete, "
    "70 internal error, 130 interrupted.",
)


@app.callback(invoke_without_command=True)
def portcheck(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with errors.")] = False,
) -> None:
    """Show which LLM workloads can move to another vendor, and on what evidence."""
    del debug  # taken out of the arguments before they come here; declared for --help
    if version:
        from portcheck import __version__
        from portcheck.cli.output import Output

        Output().result(f"portcheck {__version__}")
        raise typer.Exit


imports = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Import answers, and suites of other tools."
)

for module in (
    demo,
    init,
    plan,
    run,
    resume,
    record,
    validate,
    cases,
    lint,
    score,
    show,
    report,
    suggest,
    history,
    accept,
    compare,
    drift,
    review,
    drill,
    cutover,
    export,
    bundle,
    verify,
    scan,
    call,
    label,
    schema,
):
    module.register(app)
providers.register(app)
suites.register(app)
judge.register(app)
import_answers.register(imports)
import_suites.register(imports)
import_traffic.register(imports)
app.add_typer(imports, name="import")


@cache
def command_line() -> Any:
    """All commands, ready to be called; putting them together takes as long as many of them do."""
    return get_command(app)
