"""Read the files of another tool's suite, only in its folder, with limits and without its code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from portcheck.config.problems.document import Collector, Document
from portcheck.config.reading.data_files import read_data_file
from portcheck.config.reading.local_files import FileMistake, inside, prompt_text
from portcheck.config.reading.yaml_loader import read
from portcheck.errors import ConfigError, Problem
from portcheck.imports.suites.converted import FileRefusedError, Foreign, Steps

MOST_REFERENCES = 1_000
"""Most references of one document that are followed; their targets are shared, not copied."""
MOST_REFERENCED = 20_000
"""Most characters of a reference's target, as JSON."""
MOST_MATCHING = 1_000
"""Most files that one pattern finds."""
MOST_BYTES = 50_000_000
"""Most bytes of all files of one suite; a file counts each time it is read."""


def read_foreign(path: Path) -> Foreign:
    """The YAML or JSON in a file, without invalid parts.

    Raises:
        ConfigError: the file cannot be read, or its syntax is broken.
    """
    problems = Collector()
    source = read(path, problems)
    if source is None:
        raise ConfigError(problems.sorted())
    return _foreign(source.document, str(path))


def _foreign(document: Document, name: str) -> Foreign:
    value = _with_references(_merged(document.value), [MOST_REFERENCES])
    return Foreign(name, value, _lines_of(document))


def _with_references(root: Any, left: list[int]) -> Any:
    """The value with references into the same document (`$ref: "#/..."`) replaced by their targets.

    References in a target are not replaced. Those without a target stay, for example in JSON
    Schemas.
    """

    def resolve(value: Any) -> Any:
        if isinstance(value, list):
            return [resolve(one) for one in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str) and len(value) == 1 and reference.startswith("#/"):
            left[0] -= 1
            target = _target(root, reference) if left[0] >= 0 else None
            too_large = target is None or len(json.dumps(target)) > MOST_REFERENCED
            return value if too_large else target
        return {key: resolve(part) for key, part in value.items()}

    return resolve(root)


def _target(root: Any, reference: str) -> Any:
    found = root
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _lines_of(document: Document) -> Callable[[Steps], int]:
    def line_of(steps: Steps) -> int:
        return document.at_key(steps)[0]

    return line_of


def _merged(value: Any) -> Any:
    """The value with YAML's merge keys (`<<`) replaced by their mappings, as other tools do."""
    if isinstance(value, list):
        return [_merged(one) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    given = value.get("<<")
    for base in given if isinstance(given, list) else [given]:
        if isinstance(base, dict):
            found = {**_merged(base), **found}
    return found | {key: _merged(part) for key, part in value.items() if key != "<<"}


class FolderFiles:
    """The files in the folder of a foreign suite: `portcheck.imports.suites.converted.Files`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = 0

    def document(self, name: str) -> Foreign:
        """The YAML or JSON in a file."""
        path = self._path(name)
        problems = Collector()
        source = read(path, problems)
        if source is None:
            raise FileRefusedError(_first(problems.sorted()))
        return _foreign(source.document, name)

    def text(self, name: str) -> str:
        """The text of a file."""
        self._path(name)
        try:
            return prompt_text(self._folder, name)
        except FileMistake as exc:
            raise FileRefusedError(exc.message) from None

    def rows(self, name: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """(line, cells) for each row of a table."""
        path = self._path(name)
        problems = Collector()
        found = read_data_file(path, name, problems)
        if problems.failed:
            raise FileRefusedError(_first(problems.sorted()))
        return [(row.line, dict(row.values)) for row in found.rows]

    def matching(self, pattern: str) -> Sequence[str]:
        """The names of the files that fit a pattern, sorted."""
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            return []
        root = self._folder.resolve()
        try:
            found = sorted(root.glob(pattern))[:MOST_MATCHING]
        except (OSError, ValueError, NotImplementedError):
            return []
        return [
            str(path.relative_to(root))
            for path in found
            if path.is_file() and path.resolve().is_relative_to(root)
        ]

    def _path(self, name: str) -> Path:
        try:
            path = inside(self._folder, name)
            self._read += path.stat().st_size
        except (FileMistake, OSError) as exc:
            said = exc.message if isinstance(exc, FileMistake) else "it cannot be read"
            raise FileRefusedError(
                said.replace("the suite's folder", "the file's folder")
            ) from None
        if self._read > MOST_BYTES:
            raise FileRefusedError(
                f"all files together are larger than {MOST_BYTES // 1_000_000} MB"
            )
        return path


def _first(problems: Sequence[Problem]) -> str:
    found = problems[0]
    return f"line {found.line}: {found.message}" if found.line else found.message


def plain(value: Any) -> Any:
    """A copy of a value without shared parts, so that YAML needs no aliases."""
    return json.loads(json.dumps(value))
