"""Labels answers from elsewhere, line by line and in order, in an input of any length."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.visible_text import is_blank
from portcheck.plugins import CHECKS

NO_ANSWER = "no visible text"
"""The reason of a label that is missing."""
LINES_AT_ONCE = 500
"""Handed to a process at a time; a few such pieces a process are under way at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input."""

    number: int
    """1-based."""
    text: str


def detectors() -> tuple[str, ...]:
    """Names of the checks that label answers."""
    found = CHECKS.built_in
    return tuple(sorted(name for name, kind in found.items() if kind.classify is not None))


def label_lines(name: str, lines: Iterable[str], *, file: str, jobs: int = 1) -> Iterator[str]:
    """One line of JSON for each line of input, in order: `id`, `label`, `score`, `reason`.

    Empty lines are passed over. An answer that is null, or of which nothing can be seen, has
    neither a label nor a score. Neither memory nor delay grows with the input.

    Args:
        name: the detector, one of `detectors()`.
        lines: JSON objects with `id`, `prompt` and `response`.
        file: what the input is called in messages.
        jobs: processes, 1 or more.

    Raises:
        UsageError: there is no such detector.
        ConfigError: a line cannot be read; the lines before it have been labelled.
    """
    known(name, detectors(), "detector")
    numbered = (Line(number, text) for number, text in enumerate(lines, start=1) if text.strip())
    if jobs <= 1:
        label = _labeller(name)
        for line in numbered:
            yield _labelled(label, line, file)
        return
    yield from _in_processes(name, numbered, file, jobs)


def _in_processes(name: str, lines: Iterator[Line], file: str, jobs: int) -> Iterator[str]:
    pending: deque[Future[tuple[list[str], Problem | None]]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        while True:
            while len(pending) < 2 * jobs and (piece := list(islice(lines, LINES_AT_ONCE))):
                pending.append(pool.submit(_label_piece, name, piece, file))
            if not pending:
                return
            done, problem = pending.popleft().result()
            yield from done
            if problem is not None:
                for later in pending:
                    later.cancel()
                raise ConfigError((problem,))


def _label_piece(name: str, lines: list[Line], file: str) -> tuple[list[str], Problem | None]:
    label, done = _labeller(name), list[str]()
    for line in lines:
        try:
            done.append(_labelled(label, line, file))
        except ConfigError as exc:
            return done, exc.problems[0]
    return done, None


def _labeller(name: str) -> Callable[[str, str], Any]:
    kind = CHECKS.get(name)
    if kind.classify is None:
        raise UsageError(f"the check {name!r} labels nothing")
    return kind.classify


def _labelled(label: Callable[[str, str], Any], line: Line, file: str) -> str:
    data = _read(line, file)
    answer = data["response"] or ""
    if is_blank(answer):
        return json.dumps({"id": data["id"], "label": None, "score": None, "reason": NO_ANSWER})
    found = label(data["prompt"] or "", answer)
    return json.dumps(
        {"id": data["id"], "label": found.label, "score": found.score, "reason": found.reason}
    )


def _read(line: Line, file: str) -> dict[str, Any]:
    try:
        data = json.loads(line.text)
    except (ValueError, RecursionError) as exc:
        column = getattr(exc, "colno", 1)
        raise _mistake(
            line, file, column, "this is not JSON", "write one object per line"
        ) from None
    if not isinstance(data, dict):
        raise _mistake(line, file, 1, "this is not an object", "write one object per line")
    for key in ("id", "prompt", "response"):
        if key not in data:
            wanted = 'for example {"id": 1, "prompt": "...", "response": "..."}'
            raise _mistake(line, file, 1, f"there is no {key!r}", wanted)
    for key in ("prompt", "response"):
        if not isinstance(data[key], str) and data[key] is not None:
            raise _mistake(line, file, 1, f"{key!r} is not text", "write it as a string")
    return data


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
