"""Import suites of other tools into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from portcheck.config.nunjucks import render_nunjucks
from portcheck.config.problems.document import Collector
from portcheck.config.reading.data_files import SUFFIXES, read_data_file
from portcheck.config.suite.templating.filters import TemplateMistake
from portcheck.errors import ConfigError
from portcheck.imports.suites.converted import CannotSayError, Foreign, Made, Place
from portcheck.imports.suites.goldens import ReadRow, braintrust_row, golden, import_rows, listed
from portcheck.imports.suites.inspect_log import import_inspect
from portcheck.imports.suites.openai_evals import Parts, import_openai_evals
from portcheck.imports.suites.promptfoo.config import import_promptfoo
from portcheck.imports.suites.promptfoo.panel import add_panel
from portcheck.run.foreign.archives import read_log
from portcheck.run.foreign.kept_keys import list_secrets, redact_secrets
from portcheck.run.foreign.source_files import FolderFiles, read_foreign
from portcheck.run.foreign.writing import Written, nothing_left, write_made
from portcheck.run.plan.preflight import slug


class Options(Struct, frozen=True, kw_only=True):
    """Options of the command line for an import."""

    judges: tuple[str, ...] = ()
    """Models that judge free text, in promptfoo's form for providers."""
    checks: tuple[Any, ...] = ()
    """Checks of every case, in the form of a suite file."""
    redact: bool = False
    """Whether to replace keys and passwords in prompts, variables, checks and answers."""


Reader = Callable[[Sequence[Path], Options], Made]


def import_foreign(
    tool: str, files: Sequence[Path], options: Options
) -> tuple[Made, Callable[[Path], Written]]:
    """Convert files of another tool; returns the result and a function that writes it to a folder.

    Args:
        tool: a key of `READERS`.
        files: the files, at least one.
        options: options of the command line.

    Raises:
        ConfigError: a file cannot be read.
        UsageError: a file is of another kind, or a judge is not a provider.
    """
    made = READERS[tool](files, options)
    return made, partial(_write, made, options.redact)


def _write(made: Made, redact: bool, folder: Path) -> Written:
    if not made.workloads:
        raise nothing_left(made)
    (redact_secrets if redact else list_secrets)(made)
    return write_made(made, folder)


def _made(files: Sequence[Path], tool: str) -> Made:
    return Made(name=slug(files[0].stem), source=str(files[0]), tool=tool)


def _promptfoo(files: Sequence[Path], options: Options) -> Made:
    file = files[0]
    name = file.stem if file.stem != "promptfooconfig" else file.resolve().parent.name
    config = read_foreign(file)
    beside = FolderFiles(file.parent)
    return import_promptfoo(config, beside, slug(name), options.judges, _render)


def _render(text: str, variables: Mapping[str, Any]) -> str:
    try:
        return render_nunjucks(text, variables)
    except TemplateMistake as exc:
        raise CannotSayError(f"its template cannot be rendered: {exc.message}") from None


def _inspect(files: Sequence[Path], options: Options) -> Made:
    made = _made(files, "Inspect")
    panel = add_panel(options.judges, FolderFiles(files[0].parent), made)
    return import_inspect([read_log(file) for file in files], made.name, panel, made)


def _openai_evals(files: Sequence[Path], options: Options) -> Made:
    made = _made(files, "OpenAI Evals")
    beside = FolderFiles(files[0].parent)
    panel = add_panel(options.judges, beside, made)
    parts = Parts(read_foreign(files[0]))
    for file in files[1:]:
        if file.suffix.lower() in SUFFIXES:
            parts.rows += _rows(file, made)
        else:
            found = read_foreign(file).value
            parts.runs += [found] if isinstance(found, dict) else []
    return import_openai_evals(parts, beside, panel, made)


def _tables(tool: str, read: ReadRow) -> Reader:
    def reader(files: Sequence[Path], options: Options) -> Made:
        made = _made(files, tool)
        panel = add_panel(options.judges, FolderFiles(files[0].parent), made)
        rows = ((file.stem, row) for file in files for row in _rows(file, made))
        return import_rows(rows, read, options.checks, panel, made)

    return reader


def _rows(file: Path, made: Made) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The rows of a table, JSON Lines or a JSON document, each with its place."""
    if file.suffix.lower() not in SUFFIXES:
        document = read_foreign(file)
        for number, row in enumerate(listed(document.value)):
            place = Place(str(file), _line(document, number))
            if isinstance(row, dict):
                yield place, row
            else:
                made.omit_record(place, "row", "it is not an object")
        return
    problems = Collector()
    found = read_data_file(file, str(file), problems)
    if problems.failed:
        raise ConfigError(problems.sorted())
    for row in found.rows:
        yield Place(str(file), row.line), dict(row.values)


def _line(document: Foreign, number: int) -> int:
    return document.line_of((number,)) if isinstance(document.value, list) else 0


READERS: dict[str, Reader] = {
    "promptfoo": _promptfoo,
    "inspect": _inspect,
    "openai-evals": _openai_evals,
    "deepeval": _tables("DeepEval", golden),
    "braintrust": _tables("Braintrust", braintrust_row),
}
