"""A parsed file: its plain values and their positions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol, cast

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.config.problems.secret_patterns import looks_random, looks_secret
from portcheck.errors import Problem
from portcheck.model.did_you_mean import nearest
from portcheck.model.numbers import number
from portcheck.model.visible_text import visible

Steps = tuple[str | int, ...]
"""Path to a value: keys and list indices from the document down."""

BROKEN: Any = object()
"""Stands in a list for an item that was already reported, so indices stay right."""


class Mark(Protocol):
    """A position in a text, from a YAML parser."""

    line: int
    """0-based."""
    column: int
    """0-based."""


Places = Mark | list[Any] | None
"""Positions of a value and its parts.

For a list: its own mark, then the places of its items. For a mapping: its own mark, then for each
key in order its mark and the places of its value. `None`: the value of a key is left out.
"""


class Document(Struct, frozen=True, kw_only=True):
    """A file's value with the positions of its parts (lines and columns are 1-based)."""

    file: str
    """Path as the user named it."""
    folder: Path
    """Folder of the file; a suite may only read files inside it."""
    value: Any
    """The value; must not change, because places are found by the order of keys."""
    places: Places
    unread: Set[Steps] = frozenset()
    """Places of values that were reported and not read; their placeholders are no mistakes."""
    orders: dict[int, dict[str, int]] = field(default_factory=dict)
    """Identity of a mapping to the indices of its keys; filled on demand."""

    def at_value(self, steps: Steps) -> tuple[int, int]:
        """Position of a value, or of the nearest enclosing value if it has none."""
        places, key = self._walk(steps)
        return _position(key if places is None else places)

    def at_key(self, steps: Steps) -> tuple[int, int]:
        """Position of the key of a value, or of the value itself in a list."""
        places, key = self._walk(steps)
        return _position(places if key is None else key)

    def _walk(self, steps: Steps) -> tuple[Places, Mark | None]:
        value, places, key = self.value, self.places, None
        for step in steps:
            if isinstance(value, dict) and isinstance(places, list) and str(step) in value:
                at = 1 + 2 * self._order(value)[str(step)]
                value, key, places = value[str(step)], places[at], places[at + 1]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value, key, places = value[step], None, cast("list[Any]", places)[step + 1]
            else:
                break
        return places, key

    def _order(self, value: dict[str, Any]) -> dict[str, int]:
        known = self.orders.get(id(value))
        if known is None:
            known = self.orders[id(value)] = {key: at for at, key in enumerate(value)}
        return known


def _position(places: Places) -> tuple[int, int]:
    mark = places[0] if isinstance(places, list) else places
    return (0, 0) if mark is None else (mark.line + 1, mark.column + 1)


MOST_MISTAKES = 100
"""Most different mistakes and warnings that are reported one by one; the rest are counted."""
MOST_KEPT = 10_000
"""Most mistakes and warnings at different places that are kept; the rest are counted."""
Shape = tuple[str, str, str, Steps]
"""File, severity, message, and the path with list indices as `*`."""
MANY = 5
"""Most lines for one mistake in several workloads, or for different mistakes at one place."""


class Occasion(Struct, frozen=True):
    """The case or data row for which a shared part of the file has a mistake."""

    describe: Callable[[], str]
    """Returns the text for hints, for example `for the case 'one'`; rarely needed."""
    home: Steps | None = None
    """Place of the case, inside which a mistake needs no such text; `None` for rows."""
    row: tuple[str, int] | None = None
    """File and line of the row; `None` for cases in the suite."""

    def at(self, steps: Steps) -> str:
        """The text, or "" if the place itself shows the case."""
        inside = self.home is not None and steps[: len(self.home)] == self.home
        return "" if inside else self.describe()


Told = tuple[str, int, int, str, Steps]
"""File, line, column, message, and the path with list indices as `*`."""


class Collector(Struct, kw_only=True):
    """Collects the problems of all files of one command."""

    found: dict[Told, Problem] = field(default_factory=dict)
    occasions: dict[Told, dict[str, None]] = field(default_factory=dict)
    """The cases and rows for which a mistake at a shared place was found, in order."""
    files: list[str] = field(default_factory=list)
    more: dict[str, Problem] = field(default_factory=dict)
    """Severity to the first problem that was not kept, with the number of such problems."""
    added: int = 0
    """Number of added problems, including repeated ones."""

    def add(self, problem: Problem, shape: Steps = (), occasion: str = "") -> None:
        """Add a problem; an equal one at the same place only adds its occasion."""
        self.added += 1
        if problem.file not in self.files:
            self.files.append(problem.file)
        key = (
            problem.file,
            problem.line,
            problem.column,
            problem.message,
            tuple("*" if isinstance(step, int) else step for step in shape),
        )
        if key not in self.found and len(self.found) >= MOST_KEPT:
            first = self.more.setdefault(problem.severity, replace(problem, count=0))
            self.more[problem.severity] = replace(first, count=first.count + 1)
            return
        self.found.setdefault(key, problem)
        if occasion:
            self.occasions.setdefault(key, {})[occasion] = None

    @property
    def failed(self) -> bool:
        """Whether anything is an error."""
        kept = any(problem.severity == "error" for problem in self.found.values())
        return kept or "error" in self.more

    def sorted(self) -> tuple[Problem, ...]:
        """The problems by file, then by position, with one entry for equal mistakes."""
        groups: dict[Shape, list[Problem]] = {}
        for key, problem in self.found.items():
            shape = (problem.file, problem.severity, problem.message, key[4])
            counted = _with_occasions(problem, list(self.occasions.get(key, ())))
            groups.setdefault(shape, []).append(counted)
        merged = {shape: _first(group) for shape, group in groups.items()}
        everywhere: dict[Shape, list[Shape]] = {}
        for shape in merged:
            everywhere.setdefault((*shape[:3], _of_any_entry(shape[3])), []).append(shape)
        for shapes in everywhere.values():
            if len(shapes) > MANY:
                merged[shapes[0]] = _first([merged.pop(shape) for shape in shapes])
        order = sorted(
            merged.values(), key=lambda p: (self.files.index(p.file), p.line, p.column, p.message)
        )
        return _first_ones([*_without_floods(order)], self.more)


def _with_occasions(problem: Problem, occasions: list[str]) -> Problem:
    """Add the first case of a problem, and the number of others, to its text."""
    if not occasions:
        return problem
    more = f" and {len(occasions) - 1} more" if len(occasions) > 1 else ""
    hint = "; ".join(filter(None, (f"{occasions[0]}{more}", problem.hint)))
    return replace(problem, hint=hint)


def _first(group: list[Problem]) -> Problem:
    first = min(group, key=lambda p: (p.line, p.column))
    places = {place for p in group for place in p.places or ((p.line, p.column),)}
    return replace(
        first,
        count=sum(problem.count for problem in group),
        places=tuple(sorted(places)) if len(places) > 1 else (),
    )


def _without_floods(order: list[Problem]) -> Iterator[Problem]:
    """Yield the problems, with one entry for many different ones at one place."""
    for _, group in groupby(order, key=lambda p: (p.file, p.line, p.column, p.pointer)):
        here = list(group)
        if here[0].line == 0 or len(here) <= MANY:
            yield from here
            continue
        yield from here[: MANY - 1]
        rest = here[MANY - 1 :]
        more = f"{number(len(rest))} more mistakes of this kind, with other values"
        yield replace(rest[0], message=more, count=1)


def _first_ones(order: list[Problem], more: Mapping[str, Problem]) -> tuple[Problem, ...]:
    """At most `MOST_MISTAKES` problems, errors first, and one that counts the rest.

    Args:
        order: the problems in the order of the files.
        more: severity to the first problem that was not kept, with the number of such problems.
    """
    chosen = sorted(range(len(order)), key=lambda at: (order[at].severity != "error", at))
    kept, left = sorted(chosen[:MOST_MISTAKES]), [order[at] for at in chosen[MOST_MISTAKES:]]
    rest = []
    for severity, what in (("error", "more mistakes"), ("warning", "more warnings")):
        mine = [problem for problem in left if problem.severity == severity]
        mine += [more[severity]] if severity in more else []
        if mine:
            number = sum(problem.count for problem in mine)
            rest.append(
                replace(
                    mine[0],
                    message=f"{what} from here on",
                    hint="correct those above, and validate again",
                    count=number,
                    places=(),
                )
            )
    return (*(order[at] for at in kept), *rest)


def _of_any_entry(shape: Steps) -> Steps:
    named = len(shape) > 1 and shape[0] in {"workloads", "providers"}
    return (shape[0], "*", *shape[2:]) if named else shape


class Broken:
    """The reported places, which can be found by any place above them."""

    def __init__(self) -> None:
        self._places: set[Steps] = set()
        self.above: dict[Steps, list[str | int]] = {}
        """Place to the last steps of the first few reported places directly below it."""

    def append(self, place: Steps) -> None:
        """Add a place."""
        self._places.add(place)
        for depth in range(len(place), -1, -1):
            known = self.above.setdefault(place[:depth], [])
            if depth == len(place) - 1 and len(known) < MOST_MISTAKES:
                known.append(place[-1])

    def __contains__(self, place: object) -> bool:
        """Whether this exact place was reported."""
        return place in self._places


class Source(Struct, frozen=True, kw_only=True):
    """A document with the collector of its problems."""

    document: Document
    problems: Collector
    broken: Broken = field(default_factory=Broken)
    """Places with structural mistakes; missing values there are not reported again."""

    def error(
        self,
        steps: Steps,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        occasion: Occasion | None = None,
    ) -> None:
        """Add a mistake at a value or at its key."""
        self.add(steps, message, hint, key=key, occasion=occasion)

    def warning(self, steps: Steps, message: str, hint: str = "") -> None:
        """Add a warning at a key."""
        self.add(steps, message, hint, key=True, severity="warning")

    def add(
        self,
        steps: Steps,
        message: str,
        hint: str,
        *,
        key: bool = False,
        severity: str = "error",
        occasion: Occasion | None = None,
    ) -> None:
        """Add a problem of either severity."""
        doc = self.document
        if steps in doc.unread and not key:
            return
        line, column = doc.at_key(steps) if key else doc.at_value(steps)
        problem = Problem(
            file=doc.file,
            line=line,
            column=column,
            pointer=pointer(steps),
            message=message,
            hint=hint,
            severity=severity,
        )
        self.problems.add(problem, steps, "" if occasion is None else occasion.at(steps))

    def is_broken(self, steps: Steps) -> bool:
        """Whether something at or below this place was already reported."""
        return steps in self.broken.above

    def is_misspelt(self, steps: Steps, word: str) -> bool:
        """Whether a key at this place was reported as a probable misspelling of this word."""
        return any(
            nearest(str(key), [word]) is not None for key in self.broken.above.get(steps, ())
        )


def pointer(steps: Steps) -> str:
    """The JSON Pointer (RFC 6901) of a path; keys that look like secrets are left out."""
    return "".join(f"/{_token(step)}" for step in steps)


def _token(step: str | int) -> str:
    text = str(step)
    if looks_secret(text) or looks_random(text):
        return "(not shown)"
    return visible(text).replace("~", "~0").replace("/", "~1")


def items(value: Any) -> Iterator[tuple[int, Any]]:
    """Yield the valid items of a list with their indices; nothing for other types."""
    if isinstance(value, list):
        yield from ((i, item) for i, item in enumerate(value) if item is not BROKEN)


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, otherwise an empty mapping."""
    return value if isinstance(value, dict) else {}
