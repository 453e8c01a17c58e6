"""Read promptfoo's tests: inline, in files, in tables and in scenarios."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from msgspec import Struct, field

from portcheck.imports.suites.converted import (
    FileRefusedError,
    Files,
    Foreign,
    Made,
    Place,
)
from portcheck.imports.suites.promptfoo.tables import test_of_row

MOST = 20_000
"""Most tests of one configuration."""
_CODE = re.compile(r"\.(?:js|cjs|mjs|ts|py|rb)(?::\w+)?\Z")
_REMOTE = re.compile(r"(?:https?|huggingface|gs|s3|az)://")
_PROGRAM = "it is a program, which an import never runs: write its output into a table"
_ELSEWHERE = (
    "it is stored elsewhere, and portcheck fetches nothing: save it as a table beside the file"
)
_NAMES = ("vars", "assert", "options", "description", "threshold", "metadata", "prompts")


class Test(Struct, frozen=True):
    """One test before its variables are combined."""

    name: str
    """Name of its cases: its number and its description."""
    place: Place
    vars: Mapping[str, Any] = field(default_factory=dict)
    asserts: tuple[tuple[Place, Any], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    threshold: Any = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    prompts: tuple[str, ...] | None = None
    """Labels of the prompts that the test applies to; `None`: all."""


def read_tests(config: Foreign, files: Files, made: Made) -> list[Test]:
    """Read all tests, including scenarios, and list those that cannot be read."""
    found: list[Test] = []
    value = config.value.get("tests")
    for place, item in _listed(value, config, ("tests",), files, made):
        _append(found, item, place, {}, made)
    for number, scenario in enumerate(_items(config.value.get("scenarios"))):
        _scenario(found, scenario, config, number, files, made)
    if value is None and not config.value.get("scenarios"):
        found.append(Test("test-1", config.place()))
    return found


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _append(
    found: list[Test], item: Any, place: Place, given: Mapping[str, Any], made: Made
) -> None:
    if len(found) >= MOST:
        if len(found) == MOST:
            made.omit(place, "more tests", f"at most {MOST} are imported")
        return
    test = read_test(item, place, f"test-{len(found) + 1}", made, given)
    if test is not None:
        found.append(test)


def _scenario(
    found: list[Test], scenario: Any, config: Foreign, number: int, files: Files, made: Made
) -> None:
    place = config.place("scenarios", number)
    if not isinstance(scenario, dict):
        made.omit(place, "scenario", "it is not in this file")
        return
    steps = ("scenarios", number)
    inner = Foreign(config.file, scenario, lambda inside: config.line_of((*steps, *inside)))
    tests = list(_listed(scenario.get("tests") or [{}], inner, ("tests",), files, made))
    configs = list(_listed(scenario.get("config"), inner, ("config",), files, made))
    for (_, given), (at, item) in islice(product(configs, tests), MOST + 1):
        _append(found, item, at, given if isinstance(given, dict) else {}, made)


def _listed(
    value: Any, config: Foreign, steps: tuple[str, ...], files: Files, made: Made
) -> Iterator[tuple[Place, Any]]:
    for number, item in enumerate(_items(value)):
        place = config.place(*steps, number) if isinstance(value, list) else config.place(*steps)
        name = item.get("path") if isinstance(item, dict) and "path" in item else item
        if not isinstance(name, str):
            yield _with_lines(config, (*steps, number), place, item)
            continue
        yield from of_files(name, place, files, made)


def _with_lines(
    config: Foreign, steps: tuple[str | int, ...], place: Place, item: Any
) -> tuple[Place, Any]:
    """Add their places to the assertions of a test."""
    if isinstance(item, dict) and isinstance(item.get("assert"), list):
        lines = [config.place(*steps, "assert", n) for n in range(len(item["assert"]))]
        return place, {**item, "assert": list(zip(lines, item["assert"], strict=True))}
    return place, item


def of_files(name: str, place: Place, files: Files, made: Made) -> Iterator[tuple[Place, Any]]:
    """Yield the tests in the files that an entry names."""
    bare = name.removeprefix("file://").partition("#")[0]
    reason = _PROGRAM if _CODE.search(bare) else _ELSEWHERE if _REMOTE.match(name) else ""
    names = list(files.matching(bare)) if "*" in bare else [bare]
    if reason or not names:
        made.omit(place, f"tests {name}", reason or "no file matches that pattern")
        return
    for one in names:
        try:
            if _CODE.search(one):
                made.omit(place, f"tests {one}", _PROGRAM)
                continue
            yield from _in_file(one, files, made)
        except FileRefusedError as exc:
            made.omit(place, f"tests {one}", str(exc))


def _in_file(name: str, files: Files, made: Made) -> Iterator[tuple[Place, Any]]:
    if name.endswith((".csv", ".tsv", ".xlsx")):
        for line, row in files.rows(name):
            yield Place(name, line), test_of_row(row, Place(name, line), made)
        return
    if name.endswith((".jsonl", ".ndjson")):
        for line, row in files.rows(name):
            yield Place(name, line), row
        return
    document = files.document(name)
    for number, item in enumerate(_items(document.value)):
        at = document.place(number) if isinstance(document.value, list) else document.place()
        yield _with_lines(document, (number,), at, item)


def read_test(
    item: Any, place: Place, name: str, made: Made, given: Mapping[str, Any]
) -> Test | None:
    """Read one test; `None` if it cannot be imported, with the reason listed.

    Args:
        item: the test in the file.
        place: its place.
        name: its number, such as `test-1`.
        made: gets the list of parts without an equivalent.
        given: the scenario's `config`, which applies to all its tests.
    """
    if not isinstance(item, dict):
        made.omit(place, name, "it is not a mapping")
        return None
    variables = {**_mapping(given.get("vars")), **_mapping(item.get("vars"))}
    for key in sorted(set(item) - {*_NAMES, "type"}, key=str):
        if key in {"provider", "providers", "provider_output", "providerOutput"}:
            why = "portcheck asks every provider every case, and does not read answers here"
        else:
            why = "a test has no such key"
        made.omit(place, f"{name}: {key}", why)
    for key in sorted(set(given) - {*_NAMES} | ({"prompts"} & set(given)), key=str):
        made.omit(place, f"{name}: {key}", "the config of a scenario has no such key")
    metadata = {**_mapping(given.get("metadata")), **_mapping(item.get("metadata"))}
    if "conversationId" in metadata or "_conversation" in json.dumps(list(variables)):
        made.omit(place, name, "conversations over several tests have no equivalent: see turns")
        return None
    description = item.get("description")
    prompts = item.get("prompts")
    return Test(
        name=f"{name} {description}" if isinstance(description, str) else name,
        place=place,
        vars=variables,
        asserts=tuple(_asserts(given, place)) + tuple(_asserts(item, place)),
        options={**_mapping(given.get("options")), **_mapping(item.get("options"))},
        threshold=item.get("threshold", given.get("threshold")),
        metadata=metadata,
        prompts=tuple(str(one) for one in prompts) if isinstance(prompts, list) else None,
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _asserts(item: Mapping[str, Any], place: Place) -> Sequence[tuple[Place, Any]]:
    value = item.get("assert")
    return [
        one if isinstance(one, tuple) else (place, one)
        for one in (value if isinstance(value, list) else [])
    ]


def tags_of(metadata: Mapping[str, Any], test: Test, made: Made) -> list[str]:
    """Convert metadata to tags, one per item of a list, and list values that are not text."""
    tags: list[str] = []
    for key, value in metadata.items():
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(one, (str, int, float)) for one in items):
            made.omit(test.place, f"{test.name}: metadata.{key}", "a tag is a text or a number")
            continue
        tags += [f"{key}:{one}"[:100] for one in items if str(one).strip()]
    return list(dict.fromkeys(tags))
