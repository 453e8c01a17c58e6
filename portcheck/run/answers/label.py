"""Label answers of other programs, line by line and in order, for input of any length."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any

from msgspec import Struct

from portcheck.config.reading.csv_rows import is_csv
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.reasoning import split_reasoning
from portcheck.model.visible_text import is_blank
from portcheck.plugins import CHECKS
from portcheck.run.answers.rows import GUESSES, plain_text

FIELDS = {
    "id": ("id", *GUESSES["case"]),
    "prompt": GUESSES["prompt"],
    "response": ("response", *GUESSES["answer"]),
}
"""Field to its possible names in a log; the first in a line is used."""
NO_ANSWER = "no visible text"
"""Reason for a missing label."""
LINES_AT_ONCE = 500
"""Lines that a process gets at a time; each process has at most two such pieces."""


class _Reading(Struct, frozen=True):
    """The options for reading lines."""

    detector: str
    file: str
    tags: tuple[str, ...]


class Line(Struct, frozen=True):
    """One line of input."""

    number: int
    """1-based."""
    text: str


def detectors() -> tuple[str, ...]:
    """Names of the checks that label answers."""
    found = CHECKS.built_in
    return tuple(
        sorted(name for name, kind in found.items() if kind.detector and kind.detector.classify)
    )


def label_lines(
    name: str, lines: Iterable[str], *, file: str, jobs: int = 1, tags: Sequence[str] = ()
) -> Iterator[str]:
    """One line of JSON for each line of input, in order: `id`, `label`, `score`, `reason`.

    Empty lines are skipped. An answer that is null or has no visible text gets no label and no
    score. Neither memory nor delay grows with the input.

    Args:
        name: the detector, one of `detectors()`.
        lines: JSON objects with an id, a prompt and a response, under one of their `FIELDS`.
        file: the name of the input in messages.
        jobs: number of processes, 1 or more.
        tags: tags around reasoning in front of an answer, besides `<think>`; reasoning is not
            labelled.

    Raises:
        UsageError: there is no such detector.
        ConfigError: a line cannot be read; the lines before it are labelled.
    """
    known(name, detectors(), "detector")
    reading = _Reading(name, file, tuple(tags))
    numbered = (
        Line(number, text if number > 1 else text.removeprefix("\ufeff"))
        for number, text in enumerate(lines, start=1)
        if text.strip()
    )
    if jobs <= 1:
        label = _labeller(name)
        for line in numbered:
            yield _label_line(label, line, reading)
        return
    yield from _in_processes(reading, numbered, jobs)


def _in_processes(reading: _Reading, lines: Iterator[Line], jobs: int) -> Iterator[str]:
    pending: deque[Future[tuple[list[str], Problem | None]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while True:
            while len(pending) < 2 * jobs and (piece := list(islice(lines, LINES_AT_ONCE))):
                pending.append(pool.submit(_label_piece, reading, piece))
            if not pending:
                return
            done, problem = pending.popleft().result()
            yield from done
            if problem is not None:
                for later in pending:
                    later.cancel()
                raise ConfigError((problem,))


def _label_piece(reading: _Reading, lines: list[Line]) -> tuple[list[str], Problem | None]:
    label, done = _labeller(reading.detector), list[str]()
    for line in lines:
        try:
            done.append(_label_line(label, line, reading))
        except ConfigError as exc:
            return done, exc.problems[0]
    return done, None


def _labeller(name: str) -> Callable[[str, str], Any]:
    detector = CHECKS.get(name).detector
    if detector is None or detector.classify is None:
        raise UsageError(f"the check {name!r} gives no labels")
    return detector.classify


def _label_line(label: Callable[[str, str], Any], line: Line, reading: _Reading) -> str:
    data = read_line(line, reading.file)
    answer, _ = split_reasoning(plain_text(data["response"]) or "", tags=reading.tags)
    if is_blank(answer):
        return json.dumps({"id": data["id"], "label": None, "score": None, "reason": NO_ANSWER})
    found = label(data["prompt"] or "", answer)
    return json.dumps(
        {"id": data["id"], "label": found.label, "score": found.score, "reason": found.reason}
    )


def read_line(line: Line, file: str) -> dict[str, Any]:
    """The fields of a line, with its id, prompt and response under these names.

    Raises:
        ConfigError: the line cannot be read.
    """
    try:
        data = json.loads(line.text)
    except (ValueError, RecursionError) as exc:
        message, hint = "this is not JSON", "write one object per line"
        if line.number == 1 and is_csv(line.text):
            message, hint = "this is CSV, not JSON Lines", "write one JSON object per line"
        raise _mistake(line, file, getattr(exc, "colno", 1), message, hint) from None
    if not isinstance(data, dict):
        raise _mistake(line, file, 1, "this is not an object", "write one object per line")
    found = dict(data)
    for name, fields in FIELDS.items():
        field = next((field for field in fields if field in data), None)
        if field is None:
            hint = f"add one of: {', '.join(dict.fromkeys(fields))}"
            raise _mistake(line, file, 1, f"there is no {name!r}", hint)
        found[name] = data[field]
    if not isinstance(found["prompt"], str) and found["prompt"] is not None:
        raise _mistake(line, file, 1, "'prompt' is not text", "write it as a string")
    return found


def _mistake(line: Line, file: str, column: int, message: str, hint: str) -> ConfigError:
    problem = Problem(
        file=file,
        line=line.number,
        column=column,
        pointer="",
        severity="error",
        message=message,
        hint=hint,
    )
    return ConfigError((problem,))
