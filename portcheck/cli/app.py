"""Assemble the command line from the commands."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from inspect import getdoc
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_command_name

from portcheck.cli.help import Command
from portcheck.cli.known_commands import COMMANDS


def portcheck(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with errors.")] = False,
) -> None:
    """Show which LLM workloads can move to another vendor, and on what evidence."""
    del debug  # `main` has removed it from the arguments; declared for --help
    if version:
        from portcheck import __version__
        from portcheck.cli.output import Output

        Output().result(f"portcheck {__version__}")
        raise typer.Exit


@cache
def command_line(first: str = "") -> Any:
    """The command that the first argument names, or all commands, ready to be called.

    Building a command takes a millisecond, and so does loading its module. Commands that are only
    listed are not built.
    """
    app = _app()
    for name in [first] if first in COMMANDS else COMMANDS:
        _add(name, app)
    return _listed(app) if first in {"-h", "--help"} else get_command(app)


def _app() -> typer.Typer:
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
    app.callback(invoke_without_command=True)(portcheck)
    return app


def _listed(app: typer.Typer) -> Any:
    """The commands for the page that lists them, each with only a name and its help."""
    found: Any = get_command(_app())
    for command in app.registered_commands:
        name = command.name or get_command_name(getattr(command.callback, "__name__", ""))
        found.commands[name] = Command(name, help=getdoc(command.callback))
    for group in app.registered_groups:
        about = group.typer_instance and group.typer_instance.info.help
        found.commands[group.name] = TyperGroup(name=group.name, help=str(about))
    return found


def _add(name: str, app: typer.Typer) -> None:
    modules = [import_module(f"portcheck.cli.commands.{module}") for module in COMMANDS[name]]
    home = app
    if name == "import":
        about = "Import answers, or suites from other tools."
        home = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=about)
        app.add_typer(home, name=name)
    for module in modules:
        module.register(home)
