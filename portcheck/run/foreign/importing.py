"""One door for suites of other tools: a file in, a folder out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from portcheck.imports.suites.made import Made
from portcheck.imports.suites.promptfoo.config import import_promptfoo
from portcheck.run.foreign.reading import FolderFiles, read_foreign
from portcheck.run.foreign.writing import Written, nothing_left, write_made
from portcheck.run.plan.preflight import slug

Reader = Callable[[Path, tuple[str, ...]], Made]


def import_foreign(
    tool: str, file: Path, judges: tuple[str, ...] = ()
) -> tuple[Made, Callable[[Path], Written]]:
    """What a file of another tool becomes, and the function that writes it into a folder.

    Args:
        tool: a key of `READERS`.
        file: the file.
        judges: models that judge free text, where the tool has a word for them.

    Raises:
        ConfigError: the file cannot be read.
    """
    made = READERS[tool](file, judges)
    return made, partial(_write, made)


def _write(made: Made, folder: Path) -> Written:
    if not made.workloads:
        raise nothing_left(made)
    return write_made(made, folder)


def _promptfoo(file: Path, judges: tuple[str, ...]) -> Made:
    config = read_foreign(file)
    name = file.stem if file.stem != "promptfooconfig" else file.resolve().parent.name
    return import_promptfoo(config, FolderFiles(file.parent), slug(name), judges)


READERS: dict[str, Reader] = {"promptfoo": _promptfoo}
