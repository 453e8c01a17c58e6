"""Add a table of cases to a workload of a suite file without changing the rest of its text."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.config.load import Loaded, check
from portcheck.config.problems.document import Collector, mapping
from portcheck.config.reading.data_files import DataFile, read_data_file
from portcheck.config.reading.yaml_loader import MAX_BYTES, read, read_text
from portcheck.config.writing import to_flow
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import listing


class Columns(Struct, frozen=True, kw_only=True):
    """The columns that the user names; others are found by their usual names."""

    id: str | None = None
    group: str | None = None
    vars: Mapping[str, str] = field(default_factory=dict)
    """Variable of the prompt to column."""
    checks: tuple[Any, ...] = ()
    """Checks in the form of a suite."""


def added_cases(suite: Path, workload: str, table: Path, columns: Columns) -> tuple[str, Loaded]:
    """Add a table of cases to a suite; returns the new text and the suite that it contains.

    Args:
        suite: the suite file, which is not changed.
        workload: the id of the workload that gets the cases.
        table: the file of rows, in the folder of the suite or below it.
        columns: the columns to use.

    Raises:
        ConfigError: with every mistake of the suite, before or after.
        UsageError: no such workload, columns that cannot be found, or a text that must be edited
            by hand.
    """
    before = _sound(*check(suite, None))
    name = known(workload, [each.id for each in before.suite.workloads], "workload")
    entry = _entry(suite, name, table, columns)
    try:
        text = with_entry(read_text(suite, max_bytes=MAX_BYTES), name, entry)
        after = _checked(suite, text)
    except _NoPlaceError:
        raise _by_hand(suite, name, entry) from None
    if not _only_added(before, after, name):
        raise _by_hand(suite, name, entry)
    return text, after


def _by_hand(suite: Path, name: str, entry: Mapping[str, Any]) -> UsageError:
    return UsageError(
        f"{suite} cannot be edited automatically: that would change more than the cases of "
        f"{name!r}",
        hint=f"add this to cases_from by hand: {to_flow(entry)}",
    )


class _NoPlaceError(Exception):
    """An entry cannot be inserted into the text automatically."""


def with_entry(text: str, workload: str, entry: Mapping[str, Any]) -> str:
    """A suite's text with one more entry in `cases_from` of a workload."""
    keys = _keys_of(text, workload)
    new, newline = to_flow(entry), "\r\n" if "\r\n" in text else "\n"
    if "cases_from" not in keys:
        key = keys.get("cases")
        if key is None:
            raise _NoPlaceError
        at, indent = key[0].start_mark.index, key[0].start_mark.column
        own_line = not text[at - indent : at].strip(" ")
        after = newline + " " * indent if own_line else ", "
        return f"{text[:at]}cases_from: {new}{after}{text[at:]}"
    value = keys["cases_from"][1]
    if not isinstance(value, yaml.CollectionNode):
        raise _NoPlaceError
    at, end, indent = value.start_mark.index, value.end_mark.index, value.start_mark.column
    if isinstance(value, yaml.SequenceNode):
        if value.flow_style:
            return f"{text[: at + 1]}{new}, {text[at + 1 :]}"
        return f"{text[:at]}- {new}{newline}{' ' * indent}{text[at:]}"
    if value.flow_style:
        return f"{text[:at]}[{text[at:end]}, {new}]{text[end:]}"
    moved = re.sub(rf"(?m)^(?= {{{indent}}}\S)|^(?= {{{indent + 1}}})", "  ", text[at:end])
    return f"{text[:at]}- {new}{newline}{' ' * indent}- {moved}{text[end:]}"


def _keys_of(text: str, workload: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Key of a workload to the YAML nodes of its key and value."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in ("workloads", workload):
        found = _items(node)
        if step not in found:
            raise _NoPlaceError
        node = found[step][1]
    return _items(node)


def _items(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise _NoPlaceError
    return {str(key.value): (key, value) for key, value in node.value}


def _entry(suite: Path, name: str, table: Path, columns: Columns) -> Mapping[str, Any]:
    """The new entry of `cases_from`: the named columns, otherwise those of an existing entry."""
    problems = Collector()
    data = read_data_file(table, str(table), problems)
    if problems.failed or data is None:
        raise ConfigError(problems.sorted())
    written = _written(suite, name)
    like = _like(written, data)
    wanted = {**_variables(written, like, data), **columns.vars}
    lacking = [variable for variable, column in wanted.items() if column not in data.columns]
    found = columns.id or str(like.get("id", "id"))
    if found not in data.columns:
        raise _unknown(table, f"no column {found!r} for the ids of cases", "--id FIELD", data)
    if lacking:
        hint = f"--var {lacking[0]}=FIELD"
        raise _unknown(table, f"no column for the variable {lacking[0]!r}", hint, data)
    entry: dict[str, Any] = {"file": table.relative_to(suite.parent).as_posix(), "id": found}
    if wanted:
        entry["vars"] = wanted
    group = columns.group or like.get("group")
    checks = list(columns.checks) or like.get("checks")
    return entry | ({"group": group} if group else {}) | ({"checks": checks} if checks else {})


def _written(suite: Path, workload: str) -> Mapping[str, Any]:
    """The workload as written in the file."""
    source = read(suite, Collector())
    value = None if source is None else source.document.value
    return mapping(mapping(mapping(value).get("workloads")).get(workload))


def _like(written: Mapping[str, Any], data: DataFile) -> Mapping[str, Any]:
    """An entry of the workload whose columns the table has too, or an empty one."""
    entries = written.get("cases_from")
    for entry in entries if isinstance(entries, list) else [entries]:
        asked = mapping(entry)
        used = [asked.get("id"), asked.get("group"), *mapping(asked.get("vars")).values()]
        if asked and all(column in data.columns for column in used if column is not None):
            return asked
    return {}


def _variables(
    written: Mapping[str, Any], like: Mapping[str, Any], data: DataFile
) -> dict[str, str]:
    """Variable to column: as in the similar entry, otherwise the column of the same name.

    Variables that every case sets itself must come from the table.
    """
    if like:
        return dict(mapping(like.get("vars")))
    said = [set(mapping(mapping(case).get("vars"))) for case in written.get("cases") or ()]
    always = set.intersection(*said) if said else set[str]()
    return {name: name for name in sorted(set().union(*said) & {*always, *data.columns})}


def _unknown(table: Path, what: str, option: str, data: DataFile) -> UsageError:
    have = listing(list(data.columns), 12)
    return UsageError(f"{table} has {what}", hint=f"name it with {option}; it has {have}")


def _checked(suite: Path, text: str) -> Loaded:
    """Load a text as if it were the suite file.

    Raises:
        ConfigError: with every mistake in it.
    """
    with tempfile.NamedTemporaryFile(
        "w", dir=suite.parent, prefix=".", suffix=suite.suffix, encoding="utf-8", newline=""
    ) as file:
        file.write(text)
        file.flush()
        problems, found = check(Path(file.name), None)
    named = [replace(p, file=str(suite)) if p.file == file.name else p for p in problems]
    return _sound(named, found)


def _sound(problems: Sequence[Problem], found: Loaded | None) -> Loaded:
    if found is None:
        raise ConfigError(problems)
    return found


def _only_added(before: Loaded, after: Loaded, name: str) -> bool:
    """Whether that workload has more cases, with the same requests in the earlier ones.

    All other workloads must be unchanged.
    """
    then = {each.id: each for each in before.suite.workloads}
    now = {each.id: each for each in after.suite.workloads}
    if list(then) != list(now) or any(then[key] != now[key] for key in then if key != name):
        return False
    cases = {case.id: case for case in now[name].cases}
    return len(cases) > len(then[name].cases) and all(
        case.id in cases and cases[case.id].request == case.request for case in then[name].cases
    )
