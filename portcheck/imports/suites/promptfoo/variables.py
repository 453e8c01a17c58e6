"""Expand the variables of a test: read files, fill in templates in values, combine lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from portcheck.imports.suites.converted import CannotSayError, FileRefusedError, Files

_TEXTS = (".txt", ".md", ".html", ".csv", ".xml", ".log", ".j2", ".sql", ".py.txt")
_DATA = (".json", ".yaml", ".yml")
_USE = re.compile(r"\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}")
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_NAME = re.compile(r"(?!row\Z)[A-Za-z_]\w*\Z")


def unusable(variables: Mapping[str, Any]) -> list[str]:
    """Names that our templates cannot use: `row` means the row of a data file."""
    return [name for name in variables if not _NAME.match(name)]


def combinations(
    variables: Mapping[str, Any], files: Files, *, expand: bool = True
) -> Iterator[dict[str, Any]]:
    """Yield each combination of values of a test's variables, where lists give several values.

    Raises:
        CannotSayError: a value comes from code, from a missing file or from a file that is not
        text.
    """
    choices: dict[str, list[Any]] = {}
    for name, value in variables.items():
        if _NAME.match(name):
            choices[name] = list(_choices(value, files, expand=expand))
    for values in product(*choices.values()):
        yield _filled(dict(zip(choices, values, strict=True)))


def _choices(value: Any, files: Files, *, expand: bool) -> Iterator[Any]:
    if isinstance(value, list) and expand and value and isinstance(value[0], str):
        for one in value:
            yield from _choices(one, files, expand=False)
        return
    if not isinstance(value, str) or not value.startswith("file://"):
        yield "" if value is None else value
        return
    name = value.removeprefix("file://")
    names = list(files.matching(name)) if "*" in name else [name]
    if not names:
        raise CannotSayError(f"no file matches {name}")
    for one in names:
        yield _content(one, files)


def _content(name: str, files: Files) -> str:
    try:
        if name.endswith(_DATA):
            return json.dumps(files.document(name).value, ensure_ascii=False, separators=(",", ":"))
        if name.endswith(_TEXTS):
            return files.text(name).strip()
    except FileRefusedError as exc:
        raise CannotSayError(f"{name}: {exc}") from None
    raise CannotSayError(f"the value is in {name}: it is code, or a file that is not text")


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Fill values into other values, one level deep, because a suite never renders a value."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if not isinstance(value, str) or ("{{" not in value and "{%" not in value):
            found[name] = value
            continue
        pieces = _RAW.split(value)
        filled = [
            piece if number % 2 else _USE.sub(lambda use: _use(use, values), piece)
            for number, piece in enumerate(pieces)
        ]
        found[name] = "".join(filled)
    return found


def _use(use: re.Match[str], values: Mapping[str, Any]) -> str:
    value = values.get(use[1])
    return str(value) if isinstance(value, (str, int, float)) else use[0]
