"""Write to standard output and error; nothing else in the project prints.

It takes care of width, colour, encoding and closed pipes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from portcheck.cli.known_commands import COMMANDS
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.visible_text import inert_in_logs, visible, without_passwords

MINIMUM_WIDTH = 40

_COMMAND = LazyPattern(rf"(?<![\w/.-])portcheck(?= (?:{'|'.join(COMMANDS)}|--help)\b)")


class Output:
    """Writes results to standard output and everything else to standard error."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._chosen_err = err
        self._out_closed = False

    @property
    def _err(self) -> TextIO:
        """Standard error, looked up each time because a live display replaces it."""
        return self._chosen_err or sys.stderr

    @property
    def width(self) -> int:
        """Columns of the terminal; 100 if there is none and COLUMNS is not set."""
        return max(MINIMUM_WIDTH, shutil.get_terminal_size((100, 24)).columns)

    @property
    def color(self) -> bool:
        """Whether results may be coloured: on a capable terminal, unless NO_COLOR is set."""
        return _may_colour(self._out)

    @property
    def notes_color(self) -> bool:
        """Whether notes may be coloured; like `color`, but for standard error."""
        return _may_colour(self._err)

    @property
    def ascii(self) -> bool:
        """Whether standard output can show only ASCII."""
        return "utf" not in (self._out.encoding or "").lower()

    @property
    def interactive(self) -> bool:
        """Whether the user can be asked a question."""
        return sys.stdin.isatty() and self._err.isatty()

    @property
    def shows_progress(self) -> bool:
        """Whether standard error can show a live display."""
        return self._err.isatty() and not _is_dumb()

    def result(self, text: str) -> None:
        """Write a result with a newline at its end; ignores a closed pipe."""
        self._write_out(text if text.endswith("\n") else text + "\n")

    def guide(self, text: str) -> None:
        """Write a result that contains commands, adapted so that they can be pasted."""
        self.result(runnable(text))

    def json(self, data: Any) -> None:
        """Write a JSON result in ASCII, so that a model's text cannot control the terminal."""
        self.result(json.dumps(data, indent=2))

    def lines(self, lines: Iterable[str]) -> None:
        """Write lines as they arrive; stops at a closed pipe."""
        for line in lines:
            if self._out_closed:
                return
            try:
                self._out.write(_encodable(line, self._out) + "\n")
            except BrokenPipeError:
                self._close_out()

    def note(self, text: str) -> None:
        """Write a message to standard error."""
        self._write_err(runnable(text) + "\n")

    def encodable(self, text: str) -> str:
        """The text for standard error, with backslash escapes for characters it cannot show."""
        return _encodable(text, self._err)

    def error(self, message: str, hint: str = "") -> None:
        """Write an error message and its hint to standard error."""
        lines = [f"error: {visible(message)}"]
        if hint:
            lines.append(f"hint: {visible(runnable(hint))}")
        self._write_err("\n".join(lines) + "\n")

    def flush(self) -> None:
        """Flush standard output; raises OSError, for example if the disk is full."""
        if not self._out_closed:
            try:
                self._out.flush()
            except BrokenPipeError:
                self._close_out()

    def _write_out(self, text: str) -> None:
        if self._out_closed:
            return
        try:
            self._out.write(_encodable(text, self._out))
            self._out.flush()
        except BrokenPipeError:
            self._close_out()

    def _write_err(self, text: str) -> None:
        try:
            self._err.write(_encodable(inert_in_logs(without_passwords(text)), self._err))
            self._err.flush()
        except OSError:
            return

    def _close_out(self) -> None:
        """Stop writing to a closed pipe; the work continues, because its exit code still counts."""
        self._out_closed = True
        if self._out is sys.stdout:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._out.fileno())
            os.close(null)


def _may_colour(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and not _is_dumb())


def _is_dumb() -> bool:
    return os.environ.get("TERM") == "dumb"


def runnable(text: str) -> str:
    """Replace `portcheck COMMAND` by the path of this program if PATH lacks portcheck."""
    called = Path(sys.argv[0])
    if called.name != "portcheck" or shutil.which("portcheck") is not None:
        return text
    return _COMMAND.sub(lambda _: str(called), text)


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
