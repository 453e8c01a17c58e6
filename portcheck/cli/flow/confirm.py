"""Asks for consent before calls leave this machine."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from portcheck.cli.output import Output
from portcheck.errors import UsageError
from portcheck.model.numbers import count
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.providers import keys


def agree_on_hosts(calls: Sequence[tuple[ProviderSpec, int]], output: Output, *, yes: bool) -> None:
    """Prints where calls go, and asks if they leave this machine.

    Raises:
        UsageError: nobody can be asked, or the answer is no.
    """
    leaving = [(spec, number) for spec, number in calls if not keys.is_local(spec)]
    for spec, number in leaving:
        variable, host = keys.destination(spec)
        key = f", key from {variable}" if variable else ""
        token = keys.token_from(spec)
        key = f", token from {one_line(token)}" if token else key
        output.note(f"{spec.id}: {count(number, 'call')} to {host}{key}")
    if leaving and not yes:
        confirm(output, hint="add --yes")


def confirm(output: Output, *, hint: str) -> None:
    """Asks for consent.

    Raises:
        UsageError: nobody can be asked, or the answer is no.
    """
    if not output.interactive:
        raise UsageError("a live run needs your consent", hint=hint)
    if not typer.confirm("Send these calls?", err=True):
        raise UsageError("nothing was sent")
