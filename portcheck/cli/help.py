"""Format the help pages of commands, and handle Ctrl-C in commands."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

_ARGUMENT = "argument"


class Command(TyperCommand):
    """A command whose help shows `FILE...` where typer has `{FILE}...` or `FILE <list[Path]>`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; add this command to an error that names none."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as exc:
            if getattr(exc, "ctx", ctx) is None:
                exc.ctx = ctx  # type: ignore[attr-defined]
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Ctrl-C raises `typer.Abort`, about which typer prints nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Abort from None

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS]`, then each argument; optional ones are in brackets."""
        return ["[OPTIONS]", *(_piece(item) for item in self._arguments(ctx))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the lists of arguments and options."""
        arguments = [(_name(item), item.help or "") for item in self._arguments(ctx)]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl(arguments)
        records = (
            item.get_help_record(ctx)
            for item in self.get_params(ctx)
            if item.param_type_name != _ARGUMENT
        )
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record is not None])

    def _arguments(self, ctx: Any) -> list[Any]:
        return [item for item in self.get_params(ctx) if item.param_type_name == _ARGUMENT]


def _name(argument: Any) -> str:
    return f"{argument.metavar or argument.name.upper()}{'...' if argument.nargs != 1 else ''}"


def _piece(argument: Any) -> str:
    return _name(argument) if argument.required else f"[{_name(argument)}]"
