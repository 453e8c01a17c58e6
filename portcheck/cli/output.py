"""Standard output and error: width, colour, closed pipes. The only writer of the project."""

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
    """Where a command writes. Results go to standard output, everything else to standard error."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._chosen_err = err
        self._out_closed = False

    @property
    def _err(self) -> TextIO:
        """Looked up each time: a live display replaces standard error while it is drawn."""
        return self._chosen_err or sys.stderr

    @property
    def width(self) -> int:
        """Columns of the terminal; 100 where there is none and COLUMNS says nothing."""
        return max(MINIMUM_WIDTH, shutil.get_terminal_size((100, 24)).columns)

    @property
    def color(self) -> bool:
        """Whether results may be coloured: on a terminal that can, unless NO_COLOR is set."""
        return _may_colour(self._out)

    @property
    def notes_color(self) -> bool:
        """Whether notes may be coloured: as `color`, for standard error."""
        return _may_colour(self._err)

    @property
    def ascii(self) -> bool:
        """Whether standard output can show nothing but ASCII."""
        return "utf" not in (self._out.encoding or "").lower()

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return sys.stdin.isatty() and self._err.isatty()

    @property
    def shows_progress(self) -> bool:
        """Whether a display that redraws itself can be seen."""
        return self._err.isatty() and not _is_dumb()

    def result(self, text: str) -> None:
        """Writes a result, with a newline at its end; goes on where nobody reads any more."""
        self._write_out(text if text.endswith("\n") else text + "\n")

    def guide(self, text: str) -> None:
        """Writes a result that names commands, so they work as they are printed."""
        self.result(runnable(text))

    def json(self, data: Any) -> None:
        """Writes a JSON result, in ASCII: what a model wrote cannot drive a terminal."""
        self.result(json.dumps(data, indent=2))

    def lines(self, lines: Iterable[str]) -> None:
        """Writes lines as they come; stops where nobody reads any more."""
        for line in lines:
            if self._out_closed:
                return
            try:
                self._out.write(line + "\n")
            except BrokenPipeError:
                self._close_out()

    def note(self, text: str) -> None:
        """Writes a line about what is going on to standard error."""
        self._write_err(runnable(text) + "\n")

    def encodable(self, text: str) -> str:
        """The text as standard error can show it, with backslashes for what it cannot."""
        return _encodable(text, self._err)

    def error(self, message: str, hint: str = "") -> None:
        """Writes what went wrong and what to do about it to standard error."""
        lines = [f"error: {visible(message)}"]
        if hint:
            lines.append(f"hint: {visible(runnable(hint))}")
        self._write_err("\n".join(lines) + "\n")

    def flush(self) -> None:
        """Hands everything to the operating system; raises OSError where it does not fit."""
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
        """Nobody reads standard output any more: the work goes on, its exit code still counts."""
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
    """The text with `portcheck COMMAND` as this process was called, where PATH lacks portcheck."""
    called = Path(sys.argv[0])
    if called.name != "portcheck" or shutil.which("portcheck") is not None:
        return text
    return _COMMAND.sub(lambda _: str(called), text)


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
