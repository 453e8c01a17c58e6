"""The result of converting a foreign suite: our suite, and everything that it cannot express."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct, field

from portcheck.error_classes import Failure
from portcheck.model.completion import Completion

Steps = tuple[str | int, ...]
"""The path to a value: keys and list indices from the document down."""


class Place(Struct, frozen=True):
    """A place in a foreign file."""

    file: str
    line: int = 0
    """1-based; 0 is the file as a whole."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Omitted(Struct, frozen=True):
    """Something that was not imported."""

    place: Place
    what: str
    """Its name in the foreign tool."""
    why: str
    """Why it has no equivalent, or what to do about it."""


class Foreign(Struct, frozen=True):
    """A foreign document with the places of its parts."""

    file: str
    value: Any
    line_of: Callable[[Steps], int]
    """The line on which a part begins."""

    def place(self, *steps: str | int) -> Place:
        """The place where a part begins."""
        return Place(self.file, self.line_of(steps))


class FileRefusedError(Exception):
    """A file that a foreign suite names cannot be read; the message says why."""


class Files(Protocol):
    """The files in a foreign suite's folder; files outside of it are refused."""

    def document(self, name: str) -> Foreign:
        """Read the YAML or JSON in a file.

        Raises:
            FileRefusedError: the file is outside of the folder, missing, too large or broken.
        """

    def text(self, name: str) -> str:
        """Read the text of a file; raises `FileRefusedError` as `document` does."""

    def rows(self, name: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Read line and cells of each row of a table; raises `FileRefusedError` as `document`."""

    def matching(self, pattern: str) -> Sequence[str]:
        """The names of the files that match a pattern, sorted; none outside of the folder."""


Outcomes = dict[str, dict[tuple[str, str], list[Completion | Failure]]]
"""Answers in the order of repeats, by provider, then by workload and case."""


class Made(Struct):
    """A suite that is being made from a foreign one."""

    name: str
    source: str
    """The foreign file, as the user named it."""
    tool: str
    workloads: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Workloads by id, in the format of a suite file."""
    providers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Providers by id, in the format of a providers file."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Rows of each data file beside the suite, by file name."""
    answers: Outcomes = field(default_factory=dict)
    """Answers in the foreign file, which become recordings."""
    omitted: list[Omitted] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Decisions that the user should know, one sentence each."""
    places: dict[int, Place] = field(default_factory=dict)
    """Origin of each mapping in `workloads` and `providers`, by `id()` of the mapping."""
    kept: int = 0
    """Number of foreign checks that have an equivalent."""

    def omit(self, place: Place, what: str, why: str) -> None:
        """Note something that is not imported."""
        found = Omitted(place, what, why)
        if found not in self.omitted[-50:]:
            self.omitted.append(found)

    def omit_record(self, place: Place, what: str, why: str) -> None:
        """Note a record that is not imported, even if an equal entry exists already."""
        self.omitted.append(Omitted(place, what, why))

    def note(self, sentence: str) -> None:
        """Add a sentence, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def at(self, part: dict[str, Any], place: Place) -> dict[str, Any]:
        """Remember the origin of a part, and return the part."""
        self.places[id(part)] = place
        return part


Render = Callable[[str, Mapping[str, Any]], str]
"""Renders a nunjucks template with variables; raises CannotSayError for what it cannot render."""


class CannotSayError(Exception):
    """A part of a foreign suite has no equivalent; the message says why."""


def unique(wanted: str, taken: Mapping[str, Any] | set[str], most: int = 120) -> str:
    """Make a printable id of about `most` characters that is not taken yet."""
    shown = " ".join("".join(ch if ch.isprintable() else " " for ch in wanted).split())
    base = shown[:most].strip() or "unnamed"
    found, number = base, 2
    while found in taken:
        found = f"{base} ({number})"
        number += 1
    return found


_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""Names that Windows takes for a device, with any suffix."""


def storable(name: str) -> str:
    """Change a file name that Windows reserves for a device."""
    return f"file-{name}" if name.partition(".")[0].lower() in _DEVICES else name
