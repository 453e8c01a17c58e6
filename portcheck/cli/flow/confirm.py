"""Ask for consent before calls leave this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from portcheck.cli.options import providers_file
from portcheck.cli.output import Output
from portcheck.errors import UsageError
from portcheck.model.numbers import count
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.providers import keys
from portcheck.shell_words import file_word


def trusted_providers(given: Path | None, suite: Path, output: Output, *, yes: bool) -> Path:
    """The providers file for a command that makes calls.

    The file decides where keys are sent and may name commands. So a file that the user did not name
    and that is not below the working folder needs consent.

    Raises:
        UsageError: there is no file, the terminal is not interactive, or the user declines.
    """
    found = providers_file(given, suite)
    if given is not None or yes or found.resolve().is_relative_to(Path.cwd()):
        return found
    if not output.interactive:
        raise UsageError(
            f"{found} is not in this folder, and portcheck trusts a providers file like code",
            hint=f"name it if you trust it: --providers {file_word(found)}",
        )
    if not _agrees(f"{found} decides where keys are sent. Do you trust it?", output):
        raise UsageError("nothing was sent")
    return found


def agree_on_hosts(calls: Sequence[tuple[ProviderSpec, int]], output: Output, *, yes: bool) -> None:
    """Print where calls go, and ask for consent if they leave this machine.

    Raises:
        UsageError: the terminal is not interactive, or the user declines.
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
    """Ask for consent.

    Raises:
        UsageError: the terminal is not interactive, or the user declines.
    """
    if not output.interactive:
        raise UsageError("a live run needs your consent", hint=hint)
    if not _agrees("Send these calls?", output):
        raise UsageError("nothing was sent")


def _agrees(question: str, output: Output) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        output.note("")  # ends the line of the question
        raise
