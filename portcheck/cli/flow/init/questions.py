"""Ask what the user has, and make a suite from it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import typer
from msgspec import Struct

from portcheck.cli.flow.foreign.importing import import_suite
from portcheck.cli.flow.traffic.importing import import_log
from portcheck.cli.next_command import for_suite
from portcheck.cli.output import Output
from portcheck.config.load import load_providers
from portcheck.errors import UsageError
from portcheck.imports.traffic.suite import BASELINE
from portcheck.model.numbers import count
from portcheck.model.suite import ProviderSpec
from portcheck.run.foreign.importing import Options
from portcheck.run.foreign.new_folder import require_new
from portcheck.run.init.from_table import import_table
from portcheck.run.plan.preflight import slug
from portcheck.run.traffic.import_traffic import TrafficOptions
from portcheck.shell_words import file_word

What = Literal["log", "table", "promptfoo", "nothing"]
_HAVE: Mapping[What, str] = {
    "log": "a log of requests and answers from a vendor, a gateway or a tracing tool",
    "table": "questions as CSV or JSON Lines, with right answers if you have them",
    "promptfoo": "a promptfoo configuration",
    "nothing": "start with an example",
}
_WHICH: Mapping[What, str] = {
    "log": "The log, or a folder of logs",
    "table": "The table",
    "promptfoo": "The configuration",
}
_PACKED = (".gz", ".zst")


class Source(Struct, frozen=True):
    """The kind of source, and its path."""

    what: What
    file: Path = Path()


def named(log: Path | None, table: Path | None, promptfoo: Path | None) -> Source | None:
    """The source that a flag names; `None` without such a flag.

    Raises:
        UsageError: two of these flags are given.
    """
    given: dict[What, Path | None] = {"log": log, "table": table, "promptfoo": promptfoo}
    found = [Source(what, file) for what, file in given.items() if file is not None]
    if len(found) > 1:
        names = " and ".join(f"--from-{one.what}" for one in found)
        raise UsageError(f"{names} cannot be combined: each makes a suite", hint="name one of them")
    return found[0] if found else None


def asked() -> Source:
    """Ask for the source on a terminal."""
    output = Output()
    width = max(map(len, get_args(What)))
    output.note("\n".join(["What do you have?", *(f"  {w:{width}}  {_HAVE[w]}" for w in _HAVE)]))
    while True:
        said = _answered("Yours", "nothing").strip()
        what = next((one for one in get_args(What) if said and one.startswith(said.lower())), None)
        if what == "nothing":
            return Source("nothing")
        if what is not None:
            return Source(what, _file(what))
        output.note(f"{said!r} is none of {', '.join(get_args(What))}")


def _file(what: What) -> Path:
    while True:
        file = Path(_answered(_WHICH[what])).expanduser()
        if file.exists():
            return file
        Output().note(f"{file} does not exist")


def _answered(question: str, default: str | None = None) -> str:
    try:
        return str(typer.prompt(question, default=default, err=True))
    except typer.Abort:
        Output().note("")  # ends the line of the question
        raise


def start_from(
    source: Source,
    folder: Path | None,
    live: Sequence[ProviderSpec],
    *,
    prompt: str | None,
    expected: str | None,
) -> None:
    """Make the suite and print what to do next.

    Args:
        source: the source.
        folder: where to write; `None`: a folder named after the file.
        live: possible candidates, with the variables of their keys.
        prompt: column of a table's questions.
        expected: column of a table's right answers.

    Raises:
        UsageError: the import failed.
        ConfigError: a file cannot be read.
    """
    output = Output()
    home = folder or _home_of(source.file)
    flag = f"--from-{source.what} {file_word(source.file)}"
    require_new(home, f"name a new folder: portcheck init NEW_FOLDER {flag}")
    candidates = _candidates(live)
    ready = {name: entry for name, (entry, has_key) in candidates.items() if has_key}
    if source.what == "log":
        import_log(source.file, home, TrafficOptions(candidates=ready), guide=False)
        other = sorted(candidates, key=lambda name: _is_of(candidates[name][0], home))
        names = [name for name in other if name in ready]
        output.guide("\n".join(_after_log(home, names, {one: candidates[one] for one in other})))
    elif source.what == "promptfoo":
        import_suite("promptfoo", [source.file], home, Options(), as_json=False)
    else:
        entries = {name: entry for name, (entry, _) in candidates.items()}
        entries = ready if len(ready) > 1 else ready | entries
        written, asking, right = import_table(
            source.file, home, prompt=prompt, expected=expected, providers=entries
        )
        output.note(f"columns: prompt <- {asking}" + (f", expected <- {right}" if right else ""))
        first, second, *_ = entries
        lacking = [spec.api_key_env for spec in live if spec.id in {first, second}]
        lacking = [name for name in lacking if name not in os.environ]
        lines = [
            f"{count(written.cases, 'case')} in {home}",
            "Next:",
            f"  {for_suite('validate', home)}",
            f"  {for_suite('run', home, '--baseline', first, '--candidate', second)}",
        ]
        if lacking:
            keys = " and ".join(map(str, lacking))
            lines.append(
                f"which needs {keys} in the environment; {home / 'providers.yaml'} has more"
            )
        output.guide("\n".join(lines))


def _home_of(file: Path) -> Path:
    """A folder named after the file, or after the folder of logs with `-suite` added."""
    if file.is_dir():
        return Path(f"{slug(file.resolve().name) or 'logs'}-suite")
    name = file.with_suffix("") if file.suffix.lower() in _PACKED else file
    return Path(slug(name.stem) or "suite")


def _candidates(live: Sequence[ProviderSpec]) -> Mapping[str, tuple[dict[str, Any], bool]]:
    """Provider id to its entry and whether the environment has its key."""
    return {
        spec.id: (_entry(spec), spec.api_key_env in os.environ) for spec in live if spec.api_key_env
    }


def _is_of(entry: Mapping[str, Any], home: Path) -> bool:
    """Whether a candidate has the vendor or the model family of the log's answers."""
    specs = load_providers(home / "providers.yaml")
    today = next((spec for spec in specs if spec.id == BASELINE), None)
    family = str(entry["model"]).rpartition("/")[2].partition("-")[0]
    return today is not None and (entry["preset"] == today.vendor or family in (today.model or ""))


def _entry(spec: ProviderSpec) -> dict[str, Any]:
    return {"preset": spec.preset or spec.id, "model": spec.model}


def _after_log(
    home: Path, ready: list[str], candidates: Mapping[str, tuple[dict[str, Any], bool]]
) -> list[str]:
    suite = file_word(home / "suite.yaml")
    lines = [
        "Next:",
        f"  1. read the proposed checks in {suite}, and write `accept: true` beside those that are",
        "     right; correct rows whose answer is wrong",
    ]
    if ready:
        run = for_suite("run", home, "--baseline", BASELINE, "--candidate", ready[0])
        lines.append(f"  2. {run}")
        lines.append(
            "     shows where your questions would be sent, and asks before it sends the first"
        )
    else:
        name, (entry, _) = next(iter(candidates.items()))
        lines += [
            f"  2. add a candidate to {home / 'providers.yaml'}, such as",
            f"       {name}: {{preset: {entry['preset']}, model: {entry['model']}}}",
            f"  3. {for_suite('run', home, '--baseline', BASELINE)}",
        ]
    return lines
