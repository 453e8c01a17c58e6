"""List or replace keys and passwords in the texts of another tool's suite.

The import copies prompts, variables and expected answers, and any secret in them, to the new
folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from portcheck.error_classes import Failure
from portcheck.imports.redaction.redactor import Redactor, require_libraries
from portcheck.imports.redaction.replaced_kinds import KINDS
from portcheck.imports.redaction.secrets.spans import secret_spans
from portcheck.imports.suites.converted import Made, unique
from portcheck.model.completion import Completion
from portcheck.model.numbers import count
from portcheck.model.visible_text import one_line

MOST_LINES = 20
"""Most places that are listed; the others are counted."""
MOST_CHARS = 20_000_000
"""Most characters of all texts that are searched; each million takes one or two seconds."""


def list_secrets(made: Made) -> None:
    """Note each place in the new suite with a possible secret, but not the secret itself."""
    found: dict[str, int] = {}
    searched: dict[str, int] = {}
    left, cut = MOST_CHARS, False
    for place, text in _texts(made):
        if text not in searched:
            cut = cut or len(text) > left
            spans = {text[one.start : one.end] for one in secret_spans(text[:left])}
            left -= min(left, len(text))
            searched[text] = len(spans)
        if searched[text]:
            found[place] = found.get(place, 0) + searched[text]
    for place in list(found)[:MOST_LINES]:
        values = count(found[place], "value")
        made.note(f"{place}: copied with {values} that may be a key or a password")
    if len(found) > MOST_LINES:
        made.note(f"{count(len(found) - MOST_LINES, 'further place')} with such values")
    if found:
        made.note("`portcheck import` with --redact replaces keys and passwords in all of these")
    if cut:
        made.note(f"only the first {MOST_CHARS:,} characters were searched for keys")


def redact_secrets(made: Made) -> None:
    """Replace secrets everywhere, each value by its own stand-in, and note their number.

    Raises:
        UsageError: a library that finds secrets is not installed.
    """
    require_libraries("--redact replaces what it finds")
    redactor = Redactor(os.urandom(32), [kind for kind in KINDS if kind != "secret"])
    redactor.learn(text for _, text in _texts(made))
    _rename(made, redactor.text)
    for part in (*made.workloads.values(), *(row for rows in made.rows.values() for row in rows)):
        _change(part, redactor.text)
    for cases in made.answers.values():
        for answers in cases.values():
            answers[:] = [_changed_answer(one, redactor.text) for one in answers]
    for one in redactor.report():
        made.note(f"{count(one.values, 'secret')} replaced, {one.times} times")


def _rename(made: Made, change: Callable[[str], str]) -> None:
    """Change the names of workloads, also in their recorded answers."""
    names: dict[str, str] = {}
    for name in made.workloads:
        names[name] = unique(change(name), set(names.values()))
    made.workloads = {names[name]: one for name, one in made.workloads.items()}
    for provider, cases in made.answers.items():
        made.answers[provider] = {
            (names.get(workload, workload), change(case)): answers
            for (workload, case), answers in cases.items()
        }


def _texts(made: Made) -> Iterator[tuple[str, str]]:
    """Every text of the new suite with its place in words, except for provider entries."""
    for name, workload in made.workloads.items():
        shown = f"workload {one_line(name, 60)}"
        yield shown, name
        for steps, text in _strings(workload):
            yield _place(made, shown, workload, steps), text
    for file, rows in made.rows.items():
        for number, row in enumerate(rows, start=1):
            foreign = made.places.get(id(row))
            shown = str(foreign) if foreign else f"{file}:{number}"
            for steps, text in _strings(row):
                yield f"{shown} ({_path_words(steps)})", text
    for name, cases in made.answers.items():
        for (_, case), answers in cases.items():
            shown = f"recording of {one_line(name, 60)}, case {one_line(case, 60)}"
            for one in answers:
                for _, text in _strings(msgspec.to_builtins(one)):
                    yield shown, text


def _place(made: Made, shown: str, workload: Any, steps: tuple[str | int, ...]) -> str:
    """The place in the foreign file of the nearest known part, and the path in the suite."""
    value, foreign = workload, made.places.get(id(workload))
    for step in steps:
        value = value[step]
        foreign = made.places.get(id(value), foreign)
    where = f"{shown}, {_path_words(steps)}"
    return f"{foreign} ({where})" if foreign else where


def _path_words(steps: tuple[str | int, ...]) -> str:
    return one_line(".".join(str(step) for step in steps[:6]), 80)


def _strings(
    value: Any, steps: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(name, str):
                yield steps, name
            yield from _strings(item, (*steps, name))
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _strings(item, (*steps, number))


def _change(value: Any, change: Callable[[str], str]) -> Any:
    """The value with its texts changed; mappings and lists are changed in place."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        changed = [
            (change(name) if isinstance(name, str) else name, _change(item, change))
            for name, item in value.items()
        ]
        value.clear()
        value.update(changed)
    elif isinstance(value, list):
        value[:] = [_change(one, change) for one in value]
    elif isinstance(value, tuple):
        return tuple(_change(one, change) for one in value)
    return value


def _changed_answer(
    answer: Completion | Failure, change: Callable[[str], str]
) -> Completion | Failure:
    changed = _change(msgspec.to_builtins(answer), change)
    return msgspec.convert(changed, type(answer))
