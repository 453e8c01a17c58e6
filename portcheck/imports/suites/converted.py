"""What becomes of a foreign suite: ours, and a list of all that ours cannot say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct, field

from portcheck.error_classes import Failure
from portcheck.model.completion import Completion

Steps = tuple[str | int, ...]
"""The way to a value: keys and list indices from the document down."""


class Place(Struct, frozen=True):
    """Where something is in a foreign file."""

    file: str
    line: int = 0
    """1-based; 0 is the file as a whole."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Omitted(Struct, frozen=True):
    """Something that was not imported."""

    place: Place
    what: str
    """What it is, in the words of the foreign tool."""
    why: str
    """Why it has no equivalent, or what to do about it."""


class Foreign(Struct, frozen=True):
    """A foreign document with the places of its parts."""

    file: str
    value: Any
    line_of: Callable[[Steps], int]
    """The line on which a part begins."""

    def place(self, *steps: str | int) -> Place:
        """Where a part begins."""
        return Place(self.file, self.line_of(steps))


class FileRefusedError(Exception):
    """A file that a foreign suite names cannot be read; the message says why."""


class Files(Protocol):
    """The files of a foreign suite's folder, and none outside of it."""

    def document(self, name: str) -> Foreign:
        """The YAML or JSON in a file.

        Raises:
            FileRefusedError: it is outside of the folder, missing, too large or broken.
        """

    def text(self, name: str) -> str:
        """The text of a file; raises `FileRefusedError` as `document` does."""

    def rows(self, name: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """Line and cells of each row of a table; raises `FileRefusedError` as `document` does."""

    def matching(self, pattern: str) -> Sequence[str]:
        """The names of the files that a pattern fits, in order; none outside of the folder."""


Outcomes = dict[str, dict[tuple[str, str], list[Completion | Failure]]]
"""Provider to workload and case to its answers, in the order of repeats."""


class Made(Struct):
    """A suite of ours that is being made of a foreign one."""

    name: str
    source: str
    """The foreign file, as it was named."""
    tool: str
    workloads: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id, each as a suite file writes it."""
    providers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id, each as a providers file writes it."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Name of a data file beside the suite to its rows."""
    answers: Outcomes = field(default_factory=dict)
    """What providers answered, where the foreign file has it: these become recordings."""
    omitted: list[Omitted] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was decided on the way, a sentence each."""
    places: dict[int, Place] = field(default_factory=dict)
    """Identity of a mapping in `workloads` or `providers` to where it came from."""
    kept: int = 0
    """Foreign checks that have an equivalent."""

    def omit(self, place: Place, what: str, why: str) -> None:
        """Lists something that is not imported."""
        found = Omitted(place, what, why)
        if found not in self.omitted[-50:]:
            self.omitted.append(found)

    def omit_record(self, place: Place, what: str, why: str) -> None:
        """Lists a record: as many as there are, also where one line of a file holds them all."""
        self.omitted.append(Omitted(place, what, why))

    def note(self, sentence: str) -> None:
        """Adds a sentence, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def at(self, part: dict[str, Any], place: Place) -> dict[str, Any]:
        """Remembers where a part came from, and gives it back."""
        self.places[id(part)] = place
        return part


Render = Callable[[str, Mapping[str, Any]], str]
"""Renders a text of nunjucks with variables; raises CannotSayError for what it does not render."""


class CannotSayError(Exception):
    """Something of another tool that has no equivalent; the message says why."""


def unique(wanted: str, taken: Mapping[str, Any] | set[str], most: int = 120) -> str:
    """A printable id of at most `most` characters that is not taken yet."""
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
"""What Windows takes for a device, whatever is behind a dot."""


def storable(name: str) -> str:
    """The name of a file as every system can store it: Windows keeps some for devices."""
    return f"file-{name}" if name.partition(".")[0].lower() in _DEVICES else name
