"""A file that was read: its plain values, and where each of them stands."""

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
"""The way to a value: keys and list indices from the document down."""

BROKEN: Any = object()
"""Stands in a list for an item that was already reported, so indices stay right."""


class Mark(Protocol):
    """A place in a text, as a parser of YAML gives it."""

    line: int
    """0-based."""
    column: int
    """0-based."""


Places = Mark | list[Any] | None
"""Where a value stands.

Of a list: its own mark, then the places of its items. Of a mapping: its own mark, then for each key
in turn its mark and the places of its value. `None` is a value that is not written, behind a key.
"""


class Document(Struct, frozen=True, kw_only=True):
    """A file's value with the positions of its parts (lines and columns are 1-based)."""

    file: str
    """Path as the user named it."""
    folder: Path
    """Folder of the file: what a suite may read lies inside."""
    value: Any
    """Stays as it is: its places are found by the order of its keys."""
    places: Places
    unread: Set[Steps] = frozenset()
    """Where a value was not read, which was said: what is in its place is not a mistake."""
    orders: dict[int, dict[str, int]] = field(default_factory=dict)
    """By the identity of a mapping: which key is the how manieth, once it was asked for."""

    def at_value(self, steps: Steps) -> tuple[int, int]:
        """Where the value begins; the nearest enclosing one when it has no place of its own."""
        places, key = self._walk(steps)
        return _position(key if places is None else places)

    def at_key(self, steps: Steps) -> tuple[int, int]:
        """Where the key of the value stands, or the value itself in a list."""
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
"""Different ones that are reported one by one, with warnings; the rest are counted."""
MOST_KEPT = 10_000
"""Mistakes and warnings at different places that are kept; the rest are counted."""
Shape = tuple[str, str, str, Steps]
"""File, severity, message, and the way there with list indices as `*`."""
MANY = 5
"""Lines for one mistake in several workloads, or for different ones at one place, at most."""


class Occasion(Struct, frozen=True):
    """The case, or the row of a data file, for which something written for many went wrong."""

    describe: Callable[[], str]
    """Gives the words for hints, for example `for the case 'one'`; few cases need any."""
    home: Steps | None = None
    """Where the case stands: a mistake inside it needs no such words. `None` for rows."""
    row: tuple[str, int] | None = None
    """File and line of the row, where it is one."""

    def at(self, steps: Steps) -> str:
        """The words, or "" if the place itself tells the case."""
        inside = self.home is not None and steps[: len(self.home)] == self.home
        return "" if inside else self.describe()


Told = tuple[str, int, int, str, Steps]
"""File, line, column, message, and the way there with list indices as `*`."""


class Collector(Struct, kw_only=True):
    """Gathers the problems of all files of one command."""

    found: dict[Told, Problem] = field(default_factory=dict)
    occasions: dict[Told, dict[str, None]] = field(default_factory=dict)
    """The cases and rows of a mistake at a place that they share, in order."""
    files: list[str] = field(default_factory=list)
    more: dict[str, Problem] = field(default_factory=dict)
    """By severity: the first beyond those that are kept, with how many there are."""
    added: int = 0
    """How often a problem came, also one that was there already."""

    def add(self, problem: Problem, shape: Steps = (), occasion: str = "") -> None:
        """Keeps a problem; the same one at the same place is kept once, with its occasions."""
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
        """In file order, then by position; one entry for the same mistake made many times."""
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
    """The problem with the first case that it was found for, and how many others there are."""
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
    """With one line for what a template gives to many rows at one place, each time another."""
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
    """At most `MOST_MISTAKES`, errors before warnings, and one that counts the rest.

    Args:
        order: the problems as they are in the files.
        more: by severity, the first that was not kept, with how many there are.
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
    """Places that were reported, found by any place above them."""

    def __init__(self) -> None:
        self._places: set[Steps] = set()
        self.above: dict[Steps, list[str | int]] = {}
        """A place, or one above it, to the last steps of those directly below it, the first few."""

    def append(self, place: Steps) -> None:
        """Adds a place."""
        self._places.add(place)
        for depth in range(len(place), -1, -1):
            known = self.above.setdefault(place[:depth], [])
            if depth == len(place) - 1 and len(known) < MOST_MISTAKES:
                known.append(place[-1])

    def __contains__(self, place: object) -> bool:
        """Whether this very place was reported."""
        return place in self._places


class Source(Struct, frozen=True, kw_only=True):
    """A document with the collector that its problems go to."""

    document: Document
    problems: Collector
    broken: Broken = field(default_factory=Broken)
    """Where the structure is wrong: what is missing there is not reported again."""

    def error(
        self,
        steps: Steps,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        occasion: Occasion | None = None,
    ) -> None:
        """Adds a mistake at a value, or at its key."""
        self.add(steps, message, hint, key=key, occasion=occasion)

    def warning(self, steps: Steps, message: str, hint: str = "") -> None:
        """Adds a warning at a key."""
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
        """Adds a problem of either severity."""
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
        """Whether a key at this place was reported that probably means this word."""
        return any(
            nearest(str(key), [word]) is not None for key in self.broken.above.get(steps, ())
        )


def pointer(steps: Steps) -> str:
    """JSON Pointer (RFC 6901); a key that looks like a secret is left out."""
    return "".join(f"/{_token(step)}" for step in steps)


def _token(step: str | int) -> str:
    text = str(step)
    if looks_secret(text) or looks_random(text):
        return "(not shown)"
    return visible(text).replace("~", "~0").replace("/", "~1")


def items(value: Any) -> Iterator[tuple[int, Any]]:
    """The sound items of a list with their indices; nothing for anything else."""
    if isinstance(value, list):
        yield from ((i, item) for i, item in enumerate(value) if item is not BROKEN)


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}
