"""The location of a case, in the suite or on a line of a data file."""

from __future__ import annotations

from msgspec import Struct

from portcheck.config.problems.document import Source, Steps
from portcheck.config.reading.data_files import TYPED
from portcheck.errors import Problem


class CaseLocation(Struct, frozen=True, kw_only=True, gc=False):
    """The location of a case, in the suite or on a line of a data file."""

    source: Source
    steps: Steps
    file: str = ""
    line: int = 0

    def error(self, message: str, hint: str = "", *, step: str = "") -> None:
        """Add a mistake of the case."""
        self._add(message, hint, step, "error")

    def warning(self, message: str, hint: str = "") -> None:
        """Add a warning about the case."""
        self._add(message, hint, "", "warning")

    def _add(self, message: str, hint: str, step: str, severity: str) -> None:
        if not self.file:
            steps = (*self.steps, step) if step else self.steps
            self.source.add(steps, message, hint, key=not step, severity=severity)
            return
        problem = Problem(
            file=self.file,
            line=self.line,
            column=1,
            pointer="",
            message=message,
            hint=hint,
            severity=severity,
        )
        self.source.problems.add(problem)

    @property
    def row(self) -> str:
        """The row of a data file as text to follow `with`."""
        return str(self) if self.file.lower().endswith(TYPED) else f"the row on {self}"

    def seen_from(self, other: CaseLocation) -> str:
        """The location as text, with the name of the suite if `other` is in another file."""
        return (
            f"{self} of {self.source.document.file}" if other.file and not self.file else str(self)
        )

    def __str__(self) -> str:
        if self.file:
            what = "row" if self.file.lower().endswith(TYPED) else "line"
            return f"{what} {self.line} of {self.file}"
        return f"line {self.source.document.at_key(self.steps)[0]}"
